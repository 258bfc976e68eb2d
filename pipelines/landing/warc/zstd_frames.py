"""Read Zstandard files frame by frame (RFC 8878), with the dictionary that a `.warc.zst` may start with.

The format is the IIPC's "WARC compression with Zstandard" 1.0: a frame per record, and at most one dictionary at the
file's start, in a skippable frame with its own magic number. The content of records is not known here.
"""

import io
import re
import sys
from typing import Final

from pipelines.landing.errors import DamagedMember, DamagedRecord
from pipelines.landing.size_limits import MEBIBYTE
from pipelines.landing.warc.content_codings import ZSTD_OPTIONS
from pipelines.landing.warc.gzip_members import CHUNK

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FRAME_MAGIC: Final = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC: Final = b"\x5d\x2a\x4d\x18"

_SKIPPABLE: Final = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18(.{4})", re.DOTALL)
_SKIPPABLE_HEAD: Final = 8
_MOST_DICTIONARY: Final = 16 * MEBIBYTE
_RECORD_START: Final = b"WARC/"


def is_zstd(start: bytes) -> bool:
    """Return whether a file that starts with these bytes is a zstd file."""
    return start.startswith(FRAME_MAGIC) or _SKIPPABLE.match(start + bytes(4)) is not None


def dictionary_of(file: io.RawIOBase) -> "zstd.ZstdDict | None":
    """Return the dictionary at the start of a file, None if there is none.

    Raises:
        DamagedRecord: it is cut, too large, or not a dictionary.
    """
    file.seek(0)
    head = file.read(_SKIPPABLE_HEAD) or b""
    if not head.startswith(DICTIONARY_MAGIC):
        return None
    size = int.from_bytes(head[4:], "little")
    if size > _MOST_DICTIONARY:
        raise DamagedRecord(f"its dictionary says that it has {size:,} bytes, more than {_MOST_DICTIONARY:,}")
    content = b""
    while len(content) < size and (piece := file.read(size - len(content))):
        content += piece
    try:
        if content.startswith(FRAME_MAGIC):  # the dictionary itself may be compressed
            content = zstd.ZstdDecompressor(options=ZSTD_OPTIONS).decompress(content, _MOST_DICTIONARY)
        dictionary = zstd.ZstdDict(content)
        zstd.ZstdDecompressor(zstd_dict=dictionary)  # validates it
    except (zstd.ZstdError, ValueError) as error:
        raise DamagedRecord(f"its dictionary is damaged ({error})") from error
    return dictionary


class FrameReader(io.RawIOBase):
    """The unpacked bytes of the frame at `offset`; a skippable frame has none.

    `length` is the packed length read so far: the frame's full length once a read returned nothing. Reading raises
    DamagedMember if the frame ends early or is damaged.
    """

    def __init__(self, file: io.RawIOBase, offset: int, dictionary: "zstd.ZstdDict | None" = None) -> None:
        super().__init__()
        self._file = file
        self._dictionary = dictionary
        self._decompressor: zstd.ZstdDecompressor | None = None
        self._given = 0
        self._offset = offset
        self.length = 0

    def readable(self) -> bool:
        """Always: a frame can be read, not written."""
        return True

    def tell(self) -> int:
        """Return the position in the unpacked bytes."""
        return self._given

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the frame's end."""
        if self._decompressor is None:
            self._start()
        decompressor = self._decompressor
        while decompressor is not None and not decompressor.eof:
            packed = (self._file.read(CHUNK) or b"") if decompressor.needs_input else b""
            if decompressor.needs_input and not packed:
                raise DamagedMember("the file ends inside this record")
            try:
                unpacked = decompressor.decompress(packed, len(buffer))
            except zstd.ZstdError as error:
                raise DamagedMember(f"the compressed bytes are damaged ({error})") from error
            self.length += len(packed) - (len(decompressor.unused_data) if decompressor.eof else 0)
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                self._given += len(unpacked)
                return len(unpacked)
        return 0

    def _start(self) -> None:
        self._file.seek(self._offset)
        head = self._file.read(_SKIPPABLE_HEAD) or b""
        if skipped := _SKIPPABLE.match(head):
            self.length = _SKIPPABLE_HEAD + int.from_bytes(skipped[1], "little")
            return
        self._file.seek(self._offset)
        self._decompressor = zstd.ZstdDecompressor(zstd_dict=self._dictionary, options=ZSTD_OPTIONS)


def next_frame(file: io.RawIOBase, start: int, dictionary: "zstd.ZstdDict | None") -> int | None:
    """Return the offset of the next frame at or after `start` that holds a WARC record, or None."""
    while True:
        file.seek(start)
        window = file.read(MEBIBYTE) or b""
        found = window.find(FRAME_MAGIC)
        while found >= 0:
            if _holds_record(file, start + found, dictionary):
                return start + found
            found = window.find(FRAME_MAGIC, found + 1)
        if len(window) < len(FRAME_MAGIC):
            return None
        start += max(1, len(window) - len(FRAME_MAGIC) + 1)


def _holds_record(file: io.RawIOBase, offset: int, dictionary: "zstd.ZstdDict | None") -> bool:
    try:
        return FrameReader(file, offset, dictionary).read(len(_RECORD_START)) == _RECORD_START
    except DamagedRecord:
        return False
