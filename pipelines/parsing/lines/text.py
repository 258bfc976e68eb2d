"""Lines of the two text renderings: one for each line of the file that holds words.

No rule of a block is here, but one of the rendering: LIST text glues a facet's last value to the next label
(HUB_PAGES section 3), and the two are split here.
"""

import re
from collections.abc import Iterator
from itertools import islice

from pipelines.parsing.lines.characters import DIRECTIONS, without_directions
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import Layout, Line, without_ornaments
from pipelines.parsing.vocabulary.words import LABELS

BULLET = "• "
LINE_BREAKS = re.compile(r"[\n\r\f\u2028\u2029]+")
"""What ends a line: form feeds separate printed pages."""

_LINE = re.compile(r"[^\n\r\f\u2028\u2029]+")
_LIST_LABEL = re.compile(r"representative citing papers|citing papers explorer")
_OTHER_BULLET = re.compile(r"[*+◦▪‣∙●○■–-][ \t]+(?=\S)")
"""Bullets of other extractors. Only in the lists of papers: elsewhere a text may begin with one."""

_NO_MARK = re.compile(f"[^{DIRECTIONS}]")
_GLUED = re.compile(rf"(?P<values>\S.*\s\d[\d,]*)(?P<label>{'|'.join(map(re.escape, LABELS))})", re.IGNORECASE)


def text_lines(decoded: Decoded) -> Layout:
    """Split a text rendering into lines.

    Args:
        decoded: the decoded body.

    Returns:
        The lines that hold words, numbered from 1, each with its place in the decoded text.
    """
    return without_ornaments(_lines(decoded.text))


def _lines(text: str) -> Iterator[Line]:
    number = 0
    is_listed = False
    for match in _LINE.finditer(text):
        printed = match.group().strip()
        if not printed:
            continue
        start = match.start() + match.group().index(printed)
        end, read = start + len(printed), without_directions(printed).strip()
        glued = _GLUED.fullmatch(read)
        cut = glued.start("label") if glued else len(read)
        middle = _behind(printed, start, read[:cut]) if glued else end
        for piece, place in ((read[:cut], (start, middle)), (read[cut:], (middle, end))):
            if piece:
                number += 1
                is_listed = is_listed or _LIST_LABEL.fullmatch(piece.lower()) is not None
                yield _line(number, piece, place, is_listed=is_listed)


def _behind(printed: str, start: int, read: str) -> int:
    """Return the place after the words of a printed line, which begins at `start`, that were read."""
    words = without_directions(printed)
    last = len(words) - len(words.lstrip()) + len(read) - 1
    return start + next(islice(_NO_MARK.finditer(printed), last, None)).end()


def _line(number: int, printed: str, place: tuple[int, int], *, is_listed: bool) -> Line:
    words = _OTHER_BULLET.sub("", printed, count=1) if is_listed and _OTHER_BULLET.match(printed) else printed
    words = words.removeprefix(BULLET).strip()
    is_bulleted = words != printed
    return Line(number, words, words, is_bulleted=is_bulleted, start=place[0], end=place[1])
