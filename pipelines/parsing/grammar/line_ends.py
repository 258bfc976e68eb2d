"""Elements at the ends of a line that may be badges or remarks of a site, and no words of a title or a sentence.

An element alone shows nothing, for any word may stand in one. It counts if no blank parts it from a word that it cannot
be a part of, if a sentence ends before it, or if its words are what sites print on badges.
"""

import re
from typing import Final
from unicodedata import category

from pipelines.parsing.grammar.meta_parts import is_part
from pipelines.parsing.lines.line import INLINE_BOUNDARY, joined
from pipelines.parsing.vocabulary.words import is_known

_BADGES: Final = frozenset(
    "ad|ai-generated|award|best|best paper|beta|editor's pick|featured|hot|latest|most cited|new|news|open access|"
    "peer reviewed|pick|pinned|popular|preprint|promoted|recent|recommended|retracted|sponsored|top|trending|updated|"
    "withdrawn".split("|")
)
"""What sites print on badges beside titles, in lower case (a guess)."""
_GLUED: Final = re.compile(rf"[a-z.!?%)\]]{INLINE_BOUNDARY}+(?=[A-Z][a-z])|[a-z]{{3}}{INLINE_BOUNDARY}+(?=[★☆✓✔+#]|\d)")
"""An element between a small letter and a capitalised word, a sign or a number, without a blank: no word is cut so."""
_MOST_BOUNDARIES: Final = 4
"""A line with more elements than this is cut at will, as converters cut it."""
_SENTENCE_ENDS: Final = frozenset(".!?…")
_LABEL_ENDS: Final = frozenset(":.,—–|>")
_FEW_WORDS: Final = re.compile(r"[a-z\d]{2}[.!?]\s+[^.!?:/\s]+(?: [^.!?:/\s]+){0,3}$")
_NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(?:\.\d{1,2}|%|,\d{3}|-\d\d-\d\d)|\+\d+|n/a", re.IGNORECASE)
"""A score, a share, a date: a bare number may be that of the entry."""
_SIGNS: Final = frozenset(("So", "Sm", "Pd"))
"""Stars, arrows and dashes, by their Unicode categories."""
_EDGE_BLANKS: Final = f" \n\t\r\f{INLINE_BOUNDARY}"


def first_element(raw: str) -> str:
    """Return the words of the element that begins a line; empty: none does, or it holds all of the line."""
    first, seam, rest = raw.lstrip(_EDGE_BLANKS).partition(INLINE_BOUNDARY)
    return joined(first) if seam and rest.strip(_EDGE_BLANKS) and not first[-1:].isspace() else ""


def begins_in_cut_word(raw: str) -> bool:
    """Return whether the first element of a line ends within a word: a letter stands before it, a small one behind."""
    first, _, rest = raw.lstrip(_EDGE_BLANKS).partition(INLINE_BOUNDARY)
    return first[-1:].isalpha() and rest.lstrip(INLINE_BOUNDARY)[:1].islower()


def last_element(raw: str) -> tuple[str, str]:
    """Return the words of the element that ends a line, and those before it; empty: none does, or it holds the line."""
    if raw.rstrip()[-1:] != INLINE_BOUNDARY:
        return "", ""
    before, _, last = raw.rstrip(_EDGE_BLANKS).rpartition(INLINE_BOUNDARY)
    return (joined(last), joined(before)) if before.strip(_EDGE_BLANKS) else ("", "")


def ends_in_few_words(text: str) -> bool:
    """Return whether a text goes on behind its last sentence with a few words that no full stop ends."""
    return text[-1] not in _SENTENCE_ENDS and _FEW_WORDS.search(text) is not None


def begins_in_badge(raw: str) -> bool:
    """Return whether the element that begins a line holds the words of a badge."""
    words = first_element(raw) if INLINE_BOUNDARY in raw else ""
    return bool(words) and _is_badge(words)


def ends_in_badge(raw: str) -> bool:
    """Return whether the element that ends a line holds the words of a badge."""
    words = last_element(raw)[0] if INLINE_BOUNDARY in raw else ""
    return bool(words) and _is_badge(words)


def is_glued(raw: str) -> bool:
    """Return whether elements of a line stand side by side without a blank, as no word is cut."""
    if INLINE_BOUNDARY not in raw:
        return False
    inner = raw.strip(_EDGE_BLANKS)
    return inner.count(INLINE_BOUNDARY) <= _MOST_BOUNDARIES and _GLUED.search(inner) is not None


def has_badge(raw: str) -> bool:
    """Return whether an element at an end of a line holds the words of a badge, or is glued to the other words."""
    return begins_in_badge(raw) or ends_in_badge(raw) or is_glued(raw)


def _is_badge(words: str) -> bool:
    """Return whether words are those of a badge, a part of a dotted line, or signs and numbers alone."""
    if words.lower() in _BADGES or _SIGNS.issuperset(map(category, words)) or _NUMBER.fullmatch(words):
        return True
    return is_known("category", words) or (any(map(str.isdigit, words)) and is_part(words))


def ends_beyond_sentence(raw: str) -> bool:
    """Return whether an element at the end of a line stands behind the end of its last sentence."""
    last, before = last_element(raw)
    return bool(last) and before[-1:] in _SENTENCE_ENDS


def begins_before_sentence(raw: str) -> bool:
    """Return whether an element at the beginning of a line ends in a sign and a capitalised word follows: a label."""
    first = first_element(raw)
    if not first or first[-1] not in _LABEL_ENDS:
        return False
    rest = raw.lstrip(_EDGE_BLANKS).partition(INLINE_BOUNDARY)[2].strip(_EDGE_BLANKS)
    return rest[:1].isupper()
