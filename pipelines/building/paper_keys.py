"""What titles and summaries are compared by when papers are told apart (docs/decisions/0028): the one home of the rule.

A text is brought to a form in which spellings of the same words are equal, and different words stay different. Which
rows are one paper is decided in `sql/base/identities.sql`, from these forms; nothing is decided here.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipelines.building.generic_titles import FUNCTION_WORDS, GENERIC_WORDS, PLACEHOLDER, ROMAN_NUMERAL

SHORTEST_TITLE: Final = 6
"""Letters and digits that a title needs before it can name a paper alone."""

SHORTEST_UNSPACED: Final = 6
"""The same in scripts that put no blanks between words."""

SHORTEST_SUMMARY: Final = 20
"""Characters, and four words, that a summary needs before it can name a paper alone."""

LONGEST_PLACEHOLDER: Final = 14
"""Words; what stands in place of a summary is short, and a longer text is one."""

_ASCII_WORDS: Final = re.compile(r"[a-z0-9]+")
_NOT_PLAIN: Final = re.compile(
    r"[^A-Za-z0-9 ,;:?!.()\[\]\"-]"  # another character
    r"|(?<![A-Za-z0-9])-(?![A-Za-z])|-(?![A-Za-z0-9])"  # a dash that can be a minus
    r"|[0-9][.:][0-9]"  # a number with a point, a ratio
)
"""Found in titles for which lower case and words are not all there is to compare."""

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE: Final = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0™©®℠"
"""Beside format characters: fillers, selectors, and marks of ownership."""

_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿⁱ]+")
_FRACTION: Final = re.compile("[¼½¾⅐-⅞]")
_DEGREES: Final = re.compile("(?<=[0-9])\\s?[º˚]")
_STRAY_MARK: Final = re.compile(r"(?<!\S)[\u0300-\u036f]+")
"""An accent over a blank."""

_ACCENTS: Final = re.compile(
    "([a-z\u00df-\u024f\u0250-\u02af\u0370-\u03ff\u1d00-\u1dbf\u1e00-\u1fff])[\u0300-\u0333\u0339-\u036f]+"
)
"""Accents of Latin and Greek letters. In other scripts a mark makes another letter, over a sign it negates."""

_SAME: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘﹣－⸺⸻", "-")
    | dict.fromkeys("‘’‚‛ʼʻ`´＇", "'")
    | dict.fromkeys("′ʹ", "′")
    | dict.fromkeys("∗⋆﹡＊", "*")
    | {"ı": "i", "ȷ": "j", "∆": "Δ", "∑": "Σ", "∏": "Π", "∶": ":", "⁄": "/", "∕": "/", "⩽": "≤", "⩾": "≥"}
)
"""Characters that are printed for each other, and that NFKC does not make one."""

_ARROWS: Final = (
    (re.compile("<-+>"), "↔"),
    (re.compile("-+>"), "→"),
    (re.compile("<-+"), "←"),
    (re.compile("=+>"), "⇒"),
)
_BRACES: Final = re.compile(r"[{}$]")
_BRACKETS: Final = re.compile(r"<([^\W\d_][^\s<>]*)>")
"""`<mask>` is a word in brackets; any other `<` compares."""

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
    """Bring a title to the form that it is compared by.

    Unicode's compatibility form (NFKC) and full case folding, without accents of Latin and Greek letters, characters
    that nobody sees, and punctuation. Signs that carry meaning stay (`C++`, `A*`, `p ≠ NP`, `−1`, `f′`), and so does
    what is raised (`x²` is `x^2`, not `x2`). Entities are resolved, however often they were escaped.

    Args:
        title: in Unicode, TeX resolved.

    Returns:
        Words and signs with one blank between them; the title without what nobody sees where it has neither.
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
    """Tell whether a title is so much its paper's own that it can name it without a date and a category.

    Args:
        form: what `title_form` gives.

    Returns:
        False for one word (`Attention`), for a few letters, and for words that many papers are headed with
        (`Editorial`, `Reply to the Comment`, `Part II`).
    """
    if not form.isascii() and len(_UNSPACED.findall(form)) >= SHORTEST_UNSPACED:
        return True
    words = [one for one in form.split() if one not in FUNCTION_WORDS and (one.isalnum() or any(map(str.isalnum, one)))]
    if len(words) < 2 or sum(map(len, words)) < SHORTEST_TITLE:
        return False
    own = (one for one in words if one not in GENERIC_WORDS)
    return not all(one[0].isdigit() or ROMAN_NUMERAL.fullmatch(one) for one in own)


def summary_form(summary: str) -> str:
    """Bring a summary to the form that it is compared by: as printed, without what nobody sees, in NFKC."""
    if summary.isascii() and "&" not in summary and "  " not in summary and summary.isprintable():
        return summary.strip() or summary
    text = unicodedata.normalize("NFKC", _visible(summary).replace("’", "'").replace("‘", "'"))
    return " ".join(text.split()) or summary


def tells_a_paper(form: str) -> bool:
    """Tell whether a summary is a sentence of a paper's own, and not a text like `No summary available`.

    Args:
        form: what `summary_form` gives.
    """
    if not form.isascii() and len(_UNSPACED.findall(form)) >= SHORTEST_UNSPACED * 2:
        return True
    words = len(form.split())
    if len(form) < SHORTEST_SUMMARY or words < 4:
        return False
    return words > LONGEST_PLACEHOLDER or not PLACEHOLDER.search(form.casefold())


def _visible(text: str) -> str:
    """Resolve entities, and drop what nobody sees; controls and separators become blanks."""
    for _ in range(4):
        shown = text if text.isascii() and text.isprintable() else "".join(map(_shown, text))
        resolved = _ENTITY.sub(lambda found: html.unescape(found.group()), shown) if "&" in shown else shown
        if resolved == text:
            break
        text = resolved
    return text


def _folded(text: str) -> str:
    """NFKC, full case folding, and accents of Latin and Greek letters off."""
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
    """A character of a word is itself, a sign stands apart, anything else is a blank."""
    kind = unicodedata.category(character)
    if kind[0] in "LNM" or character == "^":
        return character
    if character in "\ue000\ue001\ue002":
        return {"\ue000": ".", "\ue001": "/", "\ue002": ":"}[character]
    if (kind in {"Sm", "So", "Sc"} and character not in _NO_SIGN) or character in _KEPT:
        return f" {character} "
    return " "
