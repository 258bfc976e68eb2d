"""Drawings (`svg`) of a page: nothing of them is ever read, so their content is taken out before the page is parsed.

Icons beside navigation items cost the parser more than all the words of a page. Only drawings of plain shapes, in
plainly written tags, are emptied: whatever holds words, a style or other HTML stays. The empty element keeps its place.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pipelines.parsing.lines.line import Line

EMPTY: Final = b"<SVG></SVG>"
"""In capitals, so that it is recognized where a page shows its source."""

_SOURCE: Final = EMPTY.decode()
_START: Final = b"<svg"
_END: Final = b"</svg>"
_LONGEST: Final = 4_096
"""Bytes of a drawing that is looked at."""
_NEAR: Final = 256
"""Bytes before a drawing that are looked at."""
_MOST_OTHERS: Final = 50
"""Drawings that stay before the rest of the page is left alone: looking takes time, too."""

_BEFORE: Final = re.compile(rb"[^=\"<> \t\n\f\r]\"[^\"'<>]*+>[^\"'<>]*+")
"""What stands before a drawing that is certainly in no tag: the last double quote began no value, a tag has ended
since, and no value in single quotes has."""
_ATTRIBUTES: Final = rb"(?:[ \t\n]++[a-zA-Z][a-zA-Z0-9:_-]*+(?:=\"[^\"<>]*+\")?+)*+[ \t\n]*+"
_SHAPES: Final = (
    rb"(?:path|g|circle|ellipse|line|polygon|polyline|rect|defs|use|clipPath|mask|linearGradient|radialGradient|stop)"
)
_PLAIN: Final = re.compile(
    rb"<svg%b>(?:[ \t\n]*+<(?:%b%b/?+|/%b)>)*+[ \t\n]*+</svg>" % (_ATTRIBUTES, _SHAPES, _ATTRIBUTES, _SHAPES)
)


def without_drawings(body: bytes) -> bytes:
    """Empty the plain drawings of a page.

    Args:
        body: the page, in UTF-8.

    Returns:
        The page, with `EMPTY` for each of them; the very same object if it has none. What looks like a drawing is
        emptied wherever it stands, be it in a script, or in a text field, where its words would be seen.
    """
    kept: list[bytes] = []
    start = others = ahead = 0
    last = b""
    at = body.find(_START)
    while at >= 0 and others < _MOST_OTHERS:
        if last and at >= ahead and body.startswith(last, at - ahead):  # once more the drawing before it
            end = at - ahead + len(last)
        else:
            end = body.find(_END, at, at + _LONGEST) + len(_END)
            before = body.rfind(b'"', max(at - _NEAR, 0), at) - 1
            if before < 0 or not _BEFORE.fullmatch(body, before, at) or not _is_plain(body[at:end]):
                others += 1
                at = body.find(_START, at + len(_START))
                continue
            last, ahead = body[before:end], at - before
        kept.append(body[start:at])
        start = end
        at = body.find(_START, end)
    return EMPTY.join((*kept, body[start:])) if kept else body


@lru_cache(maxsize=1024)
def _is_plain(drawing: bytes) -> bool:
    """Return whether a drawing holds plain shapes alone; remembered, for a site has few icons."""
    return _PLAIN.fullmatch(drawing) is not None


def show_source(lines: Sequence[Line]) -> bool:
    """Return whether any line prints the source of an emptied drawing, as a text field does, or leads to it."""
    words = [line.raw for line in lines]
    addresses = [link.href for line in lines for link in line.links]
    return _SOURCE in "\n".join(words + addresses)
