"""Read Zstandard files frame by frame (RFC 8878), with the dictionary that a `.warc.zst` may start with.

The format is the IIPC's "WARC compression with Zstandard" 1.0: a frame per record, and at most one dictionary at the
file's start, in a skippable frame with its own magic number. The content of records is not known here.
"""

import io
import re
from typing import Final

from pipelines.landing.errors import DamagedRecord
from pipelines.landing.size_limits import MEBIBYTE
from pipelines.landing.warc.unpacking import ZSTD_OPTIONS, UnpackingReader, zstd

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
        raise DamagedRecord(f"its dictionary claims {size:,} bytes, more than {_MOST_DICTIONARY:,}")
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


class FrameReader(UnpackingReader):
    """The unpacked bytes of the frame at `offset`; a skippable frame has none."""

    def __init__(self, file: io.RawIOBase, offset: int, dictionary: "zstd.ZstdDict | None" = None) -> None:
        file.seek(offset)
        skipped = _SKIPPABLE.match(file.read(_SKIPPABLE_HEAD) or b"")
        if skipped:
            super().__init__(file, None, _SKIPPABLE_HEAD + int.from_bytes(skipped[1], "little"))
            return
        file.seek(offset)
        super().__init__(file, zstd.ZstdDecompressor(zstd_dict=dictionary, options=ZSTD_OPTIONS))


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
