"""The words of a title without what is printed beside or around them: its number in the list, its own repetition.

Which line is the title, and whose link is on it, is decided in `paper_titles`.
"""

import re

from pipelines.parsing.grammar import controls
from pipelines.parsing.grammar.meta_parts import EDGES
from pipelines.parsing.grammar.values import CUT_OFF
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined

_LEAST_TWICE = 12
"""Minimum letters of words that elements print twice: shorter words may well be repeated in a title."""
_GLUED = re.compile(r"[A-Z][a-z]{2,}")
"""A word that is never repeated without a blank in prose: elements print it twice."""
_ADDED_BEFORE = re.compile(r"(?i)(?:paper |article )?title\s*:\s|[\[(]?(?:arxiv:|\d{4}\.\d{4,5}(?:v\d+)?\b)")
_ADDED = (
    "\u00b7 pith review",
    "\u00b7 pith",
    "| pith",
    " - arxiv",
    "| arxiv",
    "new window",
    "new window)",
    "new tab",
    "new tab)",
)
"""How a title ends to which a site, or a button for screen readers, has added words of its own."""
_LONGEST_ADDED = max(map(len, _ADDED))
_FIRST_OF_ADDED = frozenset("[(0123456789aAtTpP")
_LAST_OF_ADDED = frozenset(words[-1] for words in (*CUT_OFF, *_ADDED, *(words.upper() for words in _ADDED)))
"""The characters that such words begin and end with: few titles do."""
_NUMBER = re.compile(r"[#(]?(?P<rank>\d{1,4})[.):]?")


def doubt_of(title: str) -> str | None:
    """Return why words may be more or less than a title, as a sentence; None if there is no doubt."""
    if title[0] in _FIRST_OF_ADDED and _ADDED_BEFORE.match(title):
        return "a label or an id stands before the title"
    if "://" in title:
        return "an address stands in the title, as print views add it behind a link"
    if title[-1] in _LAST_OF_ADDED:
        if title.endswith(CUT_OFF):
            return "the title is cut off"
        if title[-_LONGEST_ADDED:].lower().endswith(_ADDED):
            return "the title ends in words of the site"
    return None


def on_meta_line(line: Line, title: str, rank: int) -> str:
    """Return the title on the line of its meta line, without its number in the list and without repetition."""
    if INLINE_BOUNDARY not in line.raw or any(
        one.raw[one.start : one.end].strip(INLINE_BOUNDARY) == title for one in line.links
    ):
        return title
    number = joined(line.raw.lstrip(f" \n\t{INLINE_BOUNDARY}").partition(INLINE_BOUNDARY)[0])
    pieces = [joined(piece) for piece in line.raw.split(INLINE_BOUNDARY)]
    if title.startswith(number) and (found := _NUMBER.fullmatch(number)) and int(found["rank"]) == rank:
        title = title[len(number) :].lstrip()
        pieces[pieces.index(number)] = ""
    for place, piece in enumerate(pieces):
        if piece and title.startswith(piece) and controls.is_byline(title.removeprefix(piece).strip(EDGES)):
            title = piece if not any(pieces[:place]) else title
    half = title[: len(title) // 2].strip()
    is_long = len(half) >= _LEAST_TWICE or (_GLUED.fullmatch(half) and pieces.count(half) > 1 and title == half + half)
    return half if title in (half + half, f"{half} {half}") and is_long else title


def without_rank(raw: str, rank: int) -> str:
    """Remove the number of an entry in its list if an element of its own prints it before the title."""
    first, seam, rest = raw.lstrip(f" \n\t{INLINE_BOUNDARY}").partition(INLINE_BOUNDARY)
    found = _NUMBER.fullmatch(joined(first))
    return rest if seam and found and int(found["rank"]) == rank else raw


def once(raw: str) -> str:
    """Return words that elements print twice, for two screen widths, once, without a control after them."""
    if INLINE_BOUNDARY not in raw.strip(f" \n\t{INLINE_BOUNDARY}"):
        return joined(raw)
    pieces = [(text, piece) for piece in raw.split(INLINE_BOUNDARY) if (text := joined(piece))]
    if len(pieces) > 1 and controls.is_control(pieces[-1][0]) and " " in pieces[-1][0]:
        pieces = pieces[:-1]
        raw = raw[: raw.rstrip(f" \n\t{INLINE_BOUNDARY}").rindex(INLINE_BOUNDARY)]
    middle, odd = divmod(len(pieces), 2)
    texts = [text for text, _ in pieces]
    half = "".join(texts[:middle])
    is_long = " " in half or len(half) >= _LEAST_TWICE or (_GLUED.fullmatch(half) and joined(raw) == half + half)
    if middle and not odd and texts[:middle] == texts[middle:] and is_long:
        return joined(INLINE_BOUNDARY.join(piece for _, piece in pieces[:middle]))
    return joined(raw)
