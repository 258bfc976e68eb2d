"""The normalised forms by which titles and summaries of papers are compared (docs/decisions/0028).

In a text's form, different spellings of the same words become equal, and different words stay different. From these
forms, `sql/base/identities.sql` decides which rows are the same paper.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipelines.building.generic_titles import FUNCTION_WORDS, GENERIC_WORDS, PLACEHOLDER, ROMAN_NUMERAL

SHORTEST_TITLE: Final = 6
"""Minimum number of letters and digits for a title to identify a paper on its own."""

SHORTEST_UNSPACED: Final = 6
"""The same for scripts without spaces between words."""

SHORTEST_SUMMARY: Final = 20
"""Minimum number of characters, besides four words, for a summary to identify a paper on its own."""

LONGEST_PLACEHOLDER: Final = 14
"""Maximum number of words in a placeholder; a longer text is taken for a real summary."""

_ASCII_WORDS: Final = re.compile(r"[a-z0-9]+")
_NOT_PLAIN: Final = re.compile(
    r"[^A-Za-z0-9 ,;:?!.()\[\]\"-]"  # another character
    r"|(?<![A-Za-z0-9])-(?![A-Za-z])|-(?![A-Za-z0-9])"  # a dash that can be a minus
    r"|[0-9][.:][0-9]"  # a number with a point, a ratio
)
"""Matches titles for which comparing the lower-case words is not enough."""

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0™©®℠"
"""Invisible characters besides format characters: fillers and selectors; also trademark signs."""

_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿⁱ]+")
_FRACTION: Final = re.compile("[¼½¾⅐-⅞]")
_DEGREES: Final = re.compile("(?<=[0-9])\\s?[º˚]")
_STRAY_MARK: Final = re.compile(r"(?<!\S)[\u0300-\u036f]+")
"""Combining marks without a base letter."""

_ACCENTS: Final = re.compile(
    "([a-z\u00df-\u024f\u0250-\u02af\u0370-\u03ff\u1d00-\u1dbf\u1e00-\u1fff])[\u0300-\u0333\u0339-\u036f]+"
)
"""Accents on Latin and Greek letters. In other scripts a mark makes another letter; on a sign it negates it."""

_SAME: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘﹣－⸺⸻", "-")
    | dict.fromkeys("‘’‚‛ʼʻ`´＇", "'")
    | dict.fromkeys("′ʹ", "′")
    | dict.fromkeys("∗⋆﹡＊", "*")
    | {"ı": "i", "ȷ": "j", "∆": "Δ", "∑": "Σ", "∏": "Π", "∶": ":", "⁄": "/", "∕": "/", "⩽": "≤", "⩾": "≥"}
)
"""Characters that are used interchangeably but that NFKC does not unify."""

_ARROWS: Final = (
    (re.compile("<-+>"), "↔"),
    (re.compile("-+>"), "→"),
    (re.compile("<-+"), "←"),
    (re.compile("=+>"), "⇒"),
)
_BRACES: Final = re.compile(r"[{}$]")
_BRACKETS: Final = re.compile(r"<([^\W\d_][^\s<>]*)>")
"""`<mask>` is a word in brackets; any other `<` is a comparison."""

_MINUS_BEFORE: Final = re.compile(r"(?:(?<=^)|(?<=[\s(\[^=<>≤≥,±*/+]))-(?=[0-9∞])")
_MINUS_AFTER: Final = re.compile(
    r"(?<![^\W_])([^\W_]{1,2})-(?=$|[\s)\]])(?!\s+(?:and|or|to|und|oder|et|ou|vs)\b)|\^-(?![0-9])"
)
_PRIME: Final = re.compile(r"(?<![\w'])([^\W\d_])'(?![\w'])")
_INDEX: Final = re.compile(r"(?<=[^\W_])_(?=[0-9]|[^\W_](?![^\W_]))")
_LONE_POWER: Final = re.compile(r"\^(?![^\W_]|−)")
_PARTS: Final = re.compile(r"(?<=[0-9])[./:](?=[0-9])")

_KEPT: Final = frozenset("*#%@^′°")
_NO_SIGN: Final = frozenset("|~∼∣∥⋅∙")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def title_form(title: str) -> str:
    """Return the form by which a title is compared.

    This is Unicode's compatibility form (NFKC) with full case folding, without accents on Latin and Greek letters,
    invisible characters and punctuation. Signs that carry meaning stay (`C++`, `A*`, `p ≠ NP`, `−1`, `f′`), and so do
    superscripts (`x²` becomes `x^2`, not `x2`). Entities are resolved, even if they were escaped several times.

    Args:
        title: in Unicode, with TeX resolved.

    Returns:
        Words and signs separated by single spaces; if the title has neither, the title without invisible characters.
    """
    if not _NOT_PLAIN.search(title) and (plain := " ".join(_ASCII_WORDS.findall(title.lower()))):
        return plain
    seen = " ".join(_visible(title).split())
    text = _RAISED.sub(lambda found: "^" + unicodedata.normalize("NFKC", found.group()), seen.translate(_SAME))
    text = _DEGREES.sub("°", _FRACTION.sub(r" \g<0> ", text))
    text = _BRACES.sub("", _folded(text).translate(_SAME))
    text = _BRACKETS.sub(r" \1 ", text)
    for arrow, sign in _ARROWS:
        text = arrow.sub(sign, text)
    text = _MINUS_AFTER.sub(lambda found: f"{found[1] or ''}−", _MINUS_BEFORE.sub("−", text))
    text = _LONE_POWER.sub("", _INDEX.sub("", _PRIME.sub(r"\1′", text)))
    parts = _PARTS.sub(lambda found: {".": "\ue000", "/": "\ue001", ":": "\ue002"}[found.group()], text)
    return " ".join("".join(map(_spelled, parts)).split()) or unicodedata.normalize("NFKC", seen) or title


def names_a_paper(form: str) -> bool:
    """Return whether a title is specific enough to identify its paper without a date and a category.

    Args:
        form: the result of `title_form`.

    Returns:
        False for a single word (`Attention`), for a few letters, and for generic titles (`Editorial`, `Reply to the
        Comment`, `Part II`).
    """
    if not form.isascii() and len(_UNSPACED.findall(form)) >= SHORTEST_UNSPACED:
        return True
    words = letters = 0
    has_own_word = False
    for word in form.split():
        if word in FUNCTION_WORDS or not (word.isalnum() or any(map(str.isalnum, word))):
            continue
        words, letters = words + 1, letters + len(word)
        has_own_word |= not (word in GENERIC_WORDS or word[0].isdigit() or ROMAN_NUMERAL.fullmatch(word))
        if has_own_word and words >= 2 and letters >= SHORTEST_TITLE:
            return True
    return False


def summary_form(summary: str) -> str:
    """Return the form by which a summary is compared: as printed, without invisible characters, in NFKC."""
    if summary.isascii() and "&" not in summary and "  " not in summary and summary.isprintable():
        return summary.strip() or summary
    text = unicodedata.normalize("NFKC", _visible(summary).replace("’", "'").replace("‘", "'"))
    return " ".join(text.split()) or summary


def tells_a_paper(form: str) -> bool:
    """Return whether a summary is specific to a paper, rather than a text such as `No summary available`.

    Args:
        form: the result of `summary_form`.
    """
    if not form.isascii() and len(_UNSPACED.findall(form)) >= SHORTEST_UNSPACED * 2:
        return True
    words = len(form.split())
    if len(form) < SHORTEST_SUMMARY or words < 4:
        return False
    return words > LONGEST_PLACEHOLDER or not PLACEHOLDER.search(form.casefold())


def _visible(text: str) -> str:
    """Resolve entities and drop invisible characters; control characters and separators become spaces."""
    for _ in range(4):
        shown = text if text.isascii() and text.isprintable() else "".join(map(_shown, text))
        resolved = _ENTITY.sub(lambda found: html.unescape(found.group()), shown) if "&" in shown else shown
        if resolved == text:
            break
        text = resolved
    return text


def _folded(text: str) -> str:
    """Apply NFKC and full case folding, and remove accents on Latin and Greek letters."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = _STRAY_MARK.sub("", _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", text)))
    return unicodedata.normalize("NFC", bare).replace("ё", "е")


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cf" or character in _INVISIBLE or "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0000":
        return ""
    return " " if kind in {"Cc", "Zs", "Zl", "Zp"} else character


@lru_cache(maxsize=4096)
def _spelled(character: str) -> str:
    """Return a word character as it is, a sign surrounded by spaces, and anything else as a space."""
    kind = unicodedata.category(character)
    if kind[0] in "LNM" or character == "^":
        return character
    if character in "\ue000\ue001\ue002":
        return {"\ue000": ".", "\ue001": "/", "\ue002": ":"}[character]
    if (kind in {"Sm", "So", "Sc"} and character not in _NO_SIGN) or character in _KEPT:
        return f" {character} "
    return " "
