"""Join the chunks of an HTTP/1.1 body (RFC 9112 section 7.1); some tools join them and keep the old header."""

import re
from typing import Final

_SIZE_LINE: Final = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]{0,4096})?\r?\n")
_LINE_END: Final = re.compile(rb"\r?\n")


def joined_chunks(raw: bytes) -> tuple[bytes, bool]:
    """Join the chunks of a body.

    Returns:
        The joined bytes up to the first fault, and whether the last chunk was there. Bytes that do not begin with a
        chunk size come back unchanged, as whole.
    """
    pieces: list[bytes] = []
    position = 0
    while size_line := _SIZE_LINE.match(raw, position):
        size = int(size_line[1], 16)
        start = size_line.end()
        if size == 0:
            return b"".join(pieces), True
        pieces.append(raw[start : start + size])
        line_end = _LINE_END.match(raw, min(start + size, len(raw)))
        if line_end is None:
            return b"".join(pieces), False
        position = line_end.end()
    return (raw, True) if position == 0 else (b"".join(pieces), False)
