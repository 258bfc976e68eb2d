"""The line: the one form in which every rendering of a page reaches the grammar.

How lines are made from HTML or text, and what they mean, is decided elsewhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from pipelines.parsing.vocabulary.plain_words import plain

Landmark = Literal["", "banner", "navigation", "contentinfo", "complementary"]
"""The part of a site that an HTML line is in, by HTML-AAM; empty for the page's own content."""

WHOLE: Final = frozenset(("navigation", "contentinfo"))
"""Landmarks whose words are taken as one line, unless they look like the page's own content."""

BULLETS: Final = frozenset("•◦▪‣")
"""Characters that begin an entry when printed first on a line."""

ORNAMENTS: Final = BULLETS | frozenset("·-–—|*›»/ \u00a0")
"""Characters that lone bullets and separators consist of."""

INLINE_BOUNDARY: Final = "\x01"
"""Marks where an inline element begins or ends: a control, which no decoded page can hold (`characters.cleaned`)."""

EDGES: Final = f" \t\n\f\r{INLINE_BOUNDARY}"
"""What may be beside the words of a line without being seen: HTML's blanks, and boundaries of inline elements."""

_SEAM_BETWEEN = re.compile(rf"([^\s{INLINE_BOUNDARY}]?){INLINE_BOUNDARY}+(?=(\S?))")
_BLANKS = re.compile(r"[ \t\n\f\r]+")


@dataclass(slots=True)
class Link:
    """A link on a line. Not frozen, for speed: most lines have one.

    Attributes:
        href: the address as written.
        raw: the line's raw words.
        start: where the linked words begin in `raw`.
        end: index after the last of them.
    """

    href: str
    raw: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The linked text."""
        return joined(self.raw[self.start : self.end])

    @property
    def is_first(self) -> bool:
        """Whether only a bullet may precede it on the line."""
        return not self.start or ORNAMENTS.issuperset(
            "".join(self.raw[: self.start].replace(INLINE_BOUNDARY, "").split())
        )

    @property
    def after(self) -> str:
        """The line's words after it, with inline boundaries."""
        return self.raw[self.end :]


@dataclass(slots=True)
class Line:
    """One line of a page as a reader would see it.

    Attributes:
        number: running number among the lines of the page that print something, from 1.
        text: the words, white space collapsed; what inline elements cut is joined: for titles and sentences.
        raw: the words with an INLINE_BOUNDARY wherever an inline element begins or ends.
        links: the links on the line, in order.
        path: the block elements around the line, outermost first; () for text.
        shared: how many of these the line shares with the previous line.
        landmark: the part of the site that the line is in.
        is_bulleted: whether a bullet was printed before the line.
        is_hidden: whether it is invisible: `hidden`, `display:none`, `<del>`.
        start: index of the line's first character in the decoded text; -1 if unknown (HTML).
        end: index after its last character.
    """

    number: int
    text: str
    raw: str
    links: tuple[Link, ...] = ()
    path: tuple[str, ...] = ()
    shared: int = 0
    landmark: Landmark = ""
    is_bulleted: bool = False
    is_hidden: bool = False
    start: int = -1
    end: int = -1

    @property
    def has_elements(self) -> bool:
        """Whether inline elements divide its words: one around all of them does not."""
        return INLINE_BOUNDARY in self.raw and INLINE_BOUNDARY in self.raw.strip(EDGES)

    @property
    def soft_spaced(self) -> str:
        """The words with a blank between elements but not inside a word: `background5` never, `citati ons` never."""
        return soft_spaced(self.raw) if INLINE_BOUNDARY in self.raw else self.text

    def match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Match the whole line against a pattern of fixed words, however inline elements and typography cut it."""
        text, raw = self.text, self.raw
        found = form.fullmatch(text if text.isascii() else plain(text))
        if found or INLINE_BOUNDARY not in raw:
            return found
        eased, apart = soft_spaced(raw), spaced(raw)
        if eased != text and (found := form.fullmatch(plain(eased))):
            return found
        return None if apart in (text, eased) else form.fullmatch(plain(apart))


def joined(raw: str) -> str:
    """Join what inline elements cut, and collapse white space as HTML does (ASCII only: U+00A0 stays)."""
    words = raw.replace(INLINE_BOUNDARY, "") if INLINE_BOUNDARY in raw else raw
    if "  " in words or "\n" in words or "\t" in words or "\r" in words or "\f" in words:
        return " ".join(words.split()) if words.isascii() else _BLANKS.sub(" ", words).strip()
    return words.strip()  # there is nothing to collapse


def pieces(raw: str) -> list[str]:
    """Return the words between the boundaries of inline elements, without empty ones."""
    return [words for piece in raw.split(INLINE_BOUNDARY) if (words := joined(piece))]


def spaced(raw: str) -> str:
    """Separate all elements by a blank, and collapse white space."""
    return " ".join(raw.replace(INLINE_BOUNDARY, " ").split())


@lru_cache(maxsize=1024)
def soft_spaced(raw: str) -> str:
    """Separate elements by a blank unless they cut a word, or a word from its punctuation."""
    return " ".join(_SEAM_BETWEEN.sub(_ease, raw).split())


def _ease(seam: re.Match[str]) -> str:
    before, after = seam[1], seam[2]
    is_inside = (before.isalpha() and after.islower()) or after in ".,;:%)]-" or before in "([-"
    return before if is_inside else before + " "


@dataclass(frozen=True, slots=True)
class Layout:
    """A page as lines.

    Attributes:
        lines: the lines that carry words and belong to the page.
        ornaments: how many lines were lone bullets or separators: boilerplate.
        outside: lines that belong to the site around the page: see `landmarks`.
        hidden: invisible lines, taken out of the page: see `hidden_lines`.
    """

    lines: list[Line]
    ornaments: int
    outside: list[Line] = field(default_factory=list)
    hidden: list[Line] = field(default_factory=list)

    @property
    def everything(self) -> list[Line]:
        """All lines of the page and of the site around it, in page order."""
        return sorted((*self.lines, *self.outside, *self.hidden), key=lambda line: line.number)


def without_ornaments(lines: Iterable[Line]) -> Layout:
    """Drop lone bullets and separators; the line after a bullet is marked as bulleted."""
    kept: list[Line] = []
    ornaments = 0
    bullet = False
    for line in lines:
        if line.text[0] in ORNAMENTS and ORNAMENTS.issuperset(line.text):
            ornaments += 1
            bullet = True
            continue
        if bullet:
            line.is_bulleted = True
            bullet = False
        kept.append(line)
    return Layout(kept, ornaments)
