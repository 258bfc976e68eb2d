"""Lines of the two text renderings: one for each line of the file that holds words.

No rule of a block is here, but one of the form: LIST text glues a facet's last value to the next label
(HUB_PAGES section 3), and the two are parted here. `reading` calls `text_lines`.
"""

import re
from collections.abc import Iterator

from pipelines.parsing.decoding import Decoded
from pipelines.parsing.lines import Layout, Line, without_ornaments
from pipelines.parsing.words import LABELS

BULLET = "• "
_LINE = re.compile(r"[^\n\r]+")
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
    for match in _LINE.finditer(text):
        printed = match.group().strip()
        if not printed:
            continue
        start = match.start() + match.group().index(printed)
        glued = _GLUED.fullmatch(printed)
        cut = glued.start("label") if glued else len(printed)
        for piece, at in ((printed[:cut], start), (printed[cut:], start + cut)):
            if piece:
                number += 1
                yield _line(number, piece, at)


def _line(number: int, printed: str, start: int) -> Line:
    end = start + len(printed)
    is_bulleted = printed.startswith(BULLET)
    words = printed.removeprefix(BULLET).strip()
    return Line(number, words, words, is_bulleted=is_bulleted, start=start, end=end)
