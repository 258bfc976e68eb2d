"""Find where the lines of an HTML page are in its bytes, on demand, for whatever must be reported.

The tree of `lines.html` has no positions, so the page's text is searched for a line: verbatim, or by its letters, after
a small tokenizer removed tags and references. Only pages with something to report are read twice.
"""

import re
from collections.abc import Collection, Sequence
from html import escape

from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line
from pipelines.parsing.positions.visible_text import SeenText, letters_of

_NEAR = 6
"""How many lines before and after may decide which of several places is a line's."""
_MOST = 20
"""More places than this make a line too common to be found by its words."""
_MOST_STEPS = 20_000
"""Pieces that are compared in all the places where a line might be; one that takes more is too common as well."""
_FEW = 60
"""For more lines than this, reading the page once more costs less than searching each."""
_TAG = re.compile(r"\s*</?[A-Za-z]")
_TAGS = re.compile(r"\s*(?:</?[A-Za-z][^<>]*>\s*)*")


def place_lines(decoded: Decoded, lines: Sequence[Line], wanted: Collection[int]) -> None:
    """Set the place of lines in the decoded text (`Line.start`, `Line.end`).

    Args:
        decoded: the page.
        lines: all its lines, in order.
        wanted: the numbers of those whose place is needed.

    A line that occurs verbatim once in the markup is found there. Otherwise all lines are looked up in page
    order; one that the tokenizer sees elsewhere than the tree (markup so broken that the tree moved it) is looked up
    from the top, and one that is not found at all keeps -1.
    """
    if len(wanted) <= _FEW and all(
        _place_plainly(decoded.text, lines, index) for index, one in enumerate(lines) if one.number in wanted
    ):
        return
    text = SeenText.of_html(decoded.text)
    cursor = 0
    for line in lines:
        letters = letters_of(line.raw)
        found = text.letters.find(letters, cursor)
        if found < 0:
            found = text.letters.find(letters)
        if found < 0:
            continue
        cursor = found + len(letters)
        line.start = text.place(found)
        line.end = text.place(cursor - 1, behind=True)


def _place_plainly(text: str, lines: Sequence[Line], index: int) -> bool:
    """Place a line whose words occur once in the text, if need be between the lines around it."""
    places = _plain_places(text, lines[index])
    if len(places) > 1:
        before = _only_place(text, lines[max(index - _NEAR, 0) : index][::-1])
        behind = _only_place(text, lines[index + 1 : index + 1 + _NEAR])
        if before and behind:
            places = [place for place in places if before[1] <= place[0] and place[1] <= behind[0]]
    if len(places) != 1:
        return False
    lines[index].start, lines[index].end = places[0]
    return True


def _only_place(text: str, lines: Sequence[Line]) -> tuple[int, int] | None:
    """Return the place of the first of some lines that occurs once in the text."""
    return next((places[0] for line in lines if len(places := _plain_places(text, line)) == 1), None)


def _plain_places(text: str, line: Line) -> list[tuple[int, int]]:
    """Return where a line's words occur after a tag, with nothing but tags between them."""
    printed = [piece for piece in map(str.strip, line.raw.split(INLINE_BOUNDARY)) if piece]
    places: list[tuple[int, int]] = []
    steps = _MOST_STEPS
    for pieces in {tuple(printed), tuple(map(_half_escaped, printed)), tuple(map(escape, printed))}:
        at = text.find(pieces[0])
        while at >= 0 and len(places) < _MOST and steps > 0:
            if _is_behind_tag(text, at):
                steps -= len(pieces)
                end = _end_of(text, pieces, at)
                if end >= 0:
                    places.append((at, end))
            at = text.find(pieces[0], at + 1)
    return places if len(places) < _MOST and steps > 0 else []


def _half_escaped(piece: str) -> str:
    return escape(piece, quote=False)


def _is_behind_tag(text: str, at: int) -> bool:
    while at and text[at - 1].isspace():
        at -= 1
    return at > 0 and text[at - 1] == ">" and not text.endswith(("-->", "=>"), 0, at)


def _end_of(text: str, pieces: Sequence[str], at: int) -> int:
    """Return the index after the last piece if the pieces follow each other from `at` to a tag, else -1."""
    end = at + len(pieces[0])
    for piece in pieces[1:]:
        between = _TAGS.match(text, end)
        if not between or not text.startswith(piece, between.end()):
            return -1
        end = between.end() + len(piece)
    behind = _TAG.match(text, end)
    return end if behind else -1
