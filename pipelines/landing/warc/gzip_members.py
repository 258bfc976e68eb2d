"""Read gzip files member by member: a stream over one member, and the search for the next one after damage.

A `.warc.gz` holds one member per record (ISO 28500 annex D), and a record's offset is its member's; the content of
records is not known here.
"""

import io
import zlib

from pipelines.landing.errors import DamagedMember, DamagedRecord

CHUNK = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b\x08"
MAX_LINE = 64 * 1024

_GZIP = 16 + zlib.MAX_WBITS
_WINDOW = 1 << 20
_RECORD_START = b"WARC/"


class MemberReader(io.RawIOBase):
    """The unpacked bytes of the gzip member at `offset`; its checksum is verified at its end.

    `length` is the packed length read so far: the member's full length once a read returned nothing. Reading raises
    DamagedMember if the member ends early or is damaged.
    """

    def __init__(self, file: io.RawIOBase, offset: int) -> None:
        super().__init__()
        self._file = file
        self._decompressor = zlib.decompressobj(wbits=_GZIP)
        self._pending = b""
        self._given = 0
        self.length = 0
        file.seek(offset)

    def readable(self) -> bool:
        """Always: a member can be read, not written."""
        return True

    def tell(self) -> int:
        """Return the position in the unpacked bytes."""
        return self._given

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the member's end."""
        while not self._decompressor.eof:
            if not self._pending:
                self._pending = self._file.read(CHUNK) or b""
            if not self._pending:
                raise DamagedMember("the file ends inside this record")
            unpacked = self._unpack(len(buffer))
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                self._given += len(unpacked)
                return len(unpacked)
        return 0

    def _unpack(self, limit: int) -> bytes:
        before = len(self._pending)
        try:
            unpacked = self._decompressor.decompress(self._pending, limit)
        except zlib.error as error:
            raise DamagedMember(f"the compressed bytes are damaged ({error})") from error
        ended = self._decompressor.eof
        self._pending = self._decompressor.unused_data if ended else self._decompressor.unconsumed_tail
        self.length += before - len(self._pending)
        return unpacked


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
