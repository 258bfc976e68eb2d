"""The words of lines that print values with counts, each classified by its form: value, count, share, or neither.

`counted_values` decides for a whole block which count belongs to which value. Words that sites put beside values (All,
total, show more, units for screen readers) are recognized and are never values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.parsing.grammar.values import REMEMBERED
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, soft_spaced, spaced
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.parsing.vocabulary.words import KIND_OF_FACET, is_known

VALUE, COUNT, SHARE, ASIDE = "VNPB"
NUMBERS: Final = frozenset((COUNT, SHARE))
"""A value; a number; a percentage; words other than a value (with a number of their own, if they have one)."""

_NUMERIC = re.compile(r"[(\[]?[×x]?[+−-]?\d\S*")
_SHARE = re.compile(r"[(\[]?[<~≈]?\d+([.,]\d+)?(%|/\d+)[)\]]?[,;]?")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})*|\d{1,9})"
_PLAIN = re.compile(rf"(?>(?:[A-Za-z][A-Za-z._-]* )?{_NUMBER}(?: |\Z))++", re.ASCII)
"""Values with their counts as most pages print them, a word or a year each: `cs.LG 12`, `2024 1,853 2023 7`.

Atomic, for a number fits in two ways: a long line of them that ends otherwise would be tried in all combinations."""
_YEAR = re.compile(r"(19|20)\d{2}")
_SKIPPED = re.compile(r"[·|,;:=×–—•█▉▊▋▌▍▎▏░▒▓■□▪▫●○…%()\[\]-]+")
_BEHIND_VALUE = ":;–—=(, "
_AROUND_COUNT = "()[],;"
_NOUNS = r"( (fields?|categor(y|ies)|years?|verdicts?|roles?|polarit(y|ies)|values?|papers?|citations?|of them))?"
_ASIDES = re.compile(
    rf"((show|view|see|load|display) (all|more|less|fewer)( \d+)?|(show|view|see|load) \d+ more|and \d+ more|"
    rf"\+\d+( more| others?)?|(all|any|others?|total|totals|sum|subtotal|in total|select all){_NOUNS}|more|less|fewer|"
    rf"clear|reset|apply|expand|collapse)[:…]*",
    re.IGNORECASE,
)
_NUMBERED_MORE = re.compile(r"\d+ (more|others)[…]*", re.IGNORECASE)
_UNITS = re.compile(r"(citing |pith )*(papers?|citations?|results?|items?|works?)( in| with)?[,;:]?", re.IGNORECASE)
_FIRST_OF_ASIDES: Final = frozenset(
    "show view see load display and all any other others total totals sum subtotal in select more less fewer clear "
    "reset apply expand collapse".split()
)
_FIRST_OF_UNITS: Final = frozenset(
    "citing pith paper papers citation citations result results item items work works".split()
)
_NO_VALUES: Final = _FIRST_OF_ASIDES | _FIRST_OF_UNITS
_MOST_WORDS: Final = 4


@dataclass(slots=True)
class Token:
    """A part of a line. Not frozen, for speed: facets have hundreds.

    Attributes:
        kind: VALUE, COUNT, SHARE or ASIDE.
        words: as printed, without trailing signs.
        line: index of the line.
        part: start and end among the visible letters of the line.
    """

    kind: str
    words: str
    line: int
    part: tuple[int, int]


@dataclass(slots=True)
class _Word:
    text: str
    at: int
    is_apart: bool
    """Whether an element begins before it."""


def tokens_of(lines: Sequence[Line], index: int, facet: str | None) -> list[Token]:
    """Split a line into tokens.

    Args:
        lines: the page's lines.
        index: the line.
        facet: the facet of the values; None: unknown.
    """
    line = lines[index]
    own = facet if facet in ("year", "role") else None  # the words of the others are told alike
    return [Token(kind, words, index, part) for kind, words, part in _parts(line.raw, line.text, own)]


_Part = tuple[str, str, tuple[int, int]]


@lru_cache(maxsize=REMEMBERED)
def _parts(raw: str, text: str, facet: str | None) -> tuple[_Part, ...]:
    """Split a line into kind, words and place. Pages print the same few lines again and again."""
    if _PLAIN.fullmatch(text) and (plain_parts := _plain_parts(raw, text, facet)):
        return plain_parts
    words = _words_of(raw, text)
    found: list[_Part] = []
    place = 0
    while place < len(words):
        size = _aside_at(words, place, facet, has_count=bool(found) and found[-1][0] == COUNT)
        if size:
            found.append(_part(ASIDE, words[place : place + size]))
            place += size
            continue
        word = words[place]
        if _SHARE.fullmatch(word.text):
            found.append(_part(SHARE, [word]))
        elif _NUMERIC.fullmatch(word.text) and not (
            facet == "year" and _YEAR.fullmatch(word.text.strip(_BEHIND_VALUE))
        ):
            found.append(_count(word))
            place += _unit_at(words, place + 1)
        else:
            size = _value_size(words, place, facet)
            found.append(_part(VALUE, words[place : place + size]))
            place += size - 1
        place += 1
    return tuple(found)


def _plain_parts(raw: str, text: str, facet: str | None) -> tuple[_Part, ...]:
    """Return the parts of a line of words and numbers, no two words in a row; none if it may be anything else.

    An element in the middle of a word may cut it in two, and a word may be another than a value.
    """
    words = text.split()
    if INLINE_BOUNDARY in raw and spaced(raw) != text:
        return ()
    parts: list[_Part] = []
    at = 0
    for word in words:
        if word.lower() in _NO_VALUES:
            return ()
        end = at + len(word)
        parts.append((_plain_kind(word, facet), word, (at, end)))
        at = end
    return tuple(parts)


def _plain_kind(printed: str, facet: str | None) -> str:
    is_word = printed[0].isalpha() or (facet == "year" and _YEAR.fullmatch(printed) is not None)
    return VALUE if is_word else COUNT


@lru_cache(maxsize=4096)
def is_value(facet: str | None, printed: str) -> bool:
    """Return whether a word is known as a value of a facet; None: of any."""
    if facet == "year" or (facet is None and _YEAR.fullmatch(printed)):
        return _YEAR.fullmatch(printed) is not None
    kinds = KIND_OF_FACET.values() if facet is None else [KIND_OF_FACET[facet]] if facet in KIND_OF_FACET else []
    return any(is_known(kind, printed) or is_known(kind, printed.lower()) for kind in kinds)


def is_wordy(token: Token) -> bool:
    """Return whether a value has more words than values have, and is therefore prose."""
    return token.kind == VALUE and (token.words.count(" ") >= _MOST_WORDS or token.words.endswith("."))


def _words_of(raw: str, text: str) -> list[_Word]:
    """Split a line at its blanks; record where among its letters each word begins, and where elements begin."""
    if INLINE_BOUNDARY not in raw and text.isascii():
        return _plain_words_of(text)
    apart: set[int] = set()
    if INLINE_BOUNDARY in raw:
        letters = 0
        for piece in raw.split(INLINE_BOUNDARY):
            letters += len("".join(plain(piece).split()))
            apart.add(letters)
    found = []
    at = 0
    for word in plain(soft_spaced(raw) if INLINE_BOUNDARY in raw else text).split():
        if not _SKIPPED.fullmatch(word):
            found.append(_Word(word, at, at in apart))
        at += len(word)
    return found


def _plain_words_of(text: str) -> list[_Word]:
    found = []
    at = 0
    for word in text.split():
        if word[0].isalnum() or not _SKIPPED.fullmatch(word):
            found.append(_Word(word, at, is_apart=False))
        at += len(word)
    return found


def _aside_at(words: Sequence[_Word], place: int, facet: str | None, *, has_count: bool) -> int:
    """Return how many words from `place` on are known not to be a value, longest phrase first; 0: none."""
    first = words[place].text
    is_more = has_count and place + 1 < len(words) and words[place + 1].text.lower().startswith(("more", "others"))
    if first[0] != "+" and not is_more and first.lower().strip(":…") not in _FIRST_OF_ASIDES:
        return 0
    for size in range(min(4, len(words) - place), 0, -1):
        phrase = " ".join(word.text for word in words[place : place + size])
        if facet == "role" and phrase.lower().rstrip(_BEHIND_VALUE) == "other":
            return 0
        if _ASIDES.fullmatch(phrase) or (has_count and _NUMBERED_MORE.fullmatch(phrase)):
            return size
    return 0


def _unit_at(words: Sequence[_Word], place: int) -> int:
    """Return how many words from `place` on only say what is counted: `7 papers`."""
    if place == len(words) or words[place].text.lower().strip(",;:") not in _FIRST_OF_UNITS:
        return 0
    for size in range(min(4, len(words) - place), 0, -1):
        if _UNITS.fullmatch(" ".join(word.text for word in words[place : place + size])):
            return size
    return 0


def _value_size(words: Sequence[_Word], place: int, facet: str | None) -> int:
    """Return how many words make up a value: up to the next number or element."""
    if facet == "year" and _YEAR.fullmatch(words[place].text.strip(_BEHIND_VALUE)):
        return 1
    end = place + 1
    while end < len(words) and not words[end].is_apart and not _NUMERIC.fullmatch(words[end].text):
        if _SHARE.fullmatch(words[end].text):
            break
        end += 1
    return end - place


def _part(kind: str, words: Sequence[_Word]) -> _Part:
    text = " ".join(word.text for word in words).rstrip(_BEHIND_VALUE)
    start = words[0].at
    return kind, text, (start, start + len(text.replace(" ", "")))


def _count(word: _Word) -> _Part:
    """Remove the signs around a count: `(12),` and `×12` are 12; `+12` and `1.2k` stay as they are."""
    bare = word.text.strip(_AROUND_COUNT).removeprefix("×").removeprefix("x")
    start = word.at + word.text.find(bare)
    return COUNT, bare, (start, start + len(bare))
