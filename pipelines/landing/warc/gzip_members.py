"""Read gzip files member by member: a stream over one member, and the search for the next one after damage.

A `.warc.gz` holds one member per record (ISO 28500 annex D), and a record's offset is its member's; the content of
records is not known here.
"""

import io

from pipelines.landing.errors import DamagedRecord
from pipelines.landing.warc.unpacking import Inflater, UnpackingReader

GZIP_MAGIC = b"\x1f\x8b\x08"
MAX_LINE = 64 * 1024

_WINDOW = 1 << 20
_RECORD_START = b"WARC/"


class MemberReader(UnpackingReader):
    """The unpacked bytes of the gzip member at `offset`; its checksum is verified at its end."""

    def __init__(self, file: io.RawIOBase, offset: int) -> None:
        file.seek(offset)
        super().__init__(file, Inflater())


class LineStream(io.BufferedReader):
    """A buffered stream that breaks lines after 64 KiB, so that a 40 MB line costs no memory."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return one line, or its first 64 KiB."""
        return super().readline(MAX_LINE if size is None or size < 0 else size)


def next_member(file: io.RawIOBase, start: int) -> int | None:
    """Return the offset of the next gzip member at or after `start` that holds a WARC record, or None."""
    while True:
        file.seek(start)
        window = file.read(_WINDOW) or b""
        found = window.find(GZIP_MAGIC)
        while found >= 0:
            if _holds_record(file, start + found):
                return start + found
            found = window.find(GZIP_MAGIC, found + 1)
        if len(window) < _WINDOW:
            return None
        start += len(window) - len(GZIP_MAGIC) + 1


def _holds_record(file: io.RawIOBase, offset: int) -> bool:
    try:
        return MemberReader(file, offset).read(len(_RECORD_START)) == _RECORD_START
    except DamagedRecord:
        return False
