"""A web archive's file, or the part of a WACZ that is one, and how it is packed: gzip, zstd or not at all.

The first bytes decide, never the name. Records are not known here.
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipelines.landing.warc.gzip_members import GZIP_MAGIC, LineStream, MemberReader, next_member
from pipelines.landing.warc.unpacking import CHUNK
from pipelines.landing.warc.zstd_frames import FrameReader, dictionary_of, is_zstd, next_frame


class SectionReader(io.RawIOBase):
    """The bytes of a file from `start` on, `length` of them; closing it leaves the file open unless it owns it."""

    def __init__(self, file: io.RawIOBase, start: int, length: int, *, owns: bool = False) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._position = 0
        self._owns = owns
        self.length = length

    def readable(self) -> bool:
        """Always: a section can be read, not written."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Return the position within the section."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a position within the section and return it."""
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.length}
        self._position = max(0, bases[whence] + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the section's end."""
        wanted = min(len(buffer), self.length - self._position)
        if wanted <= 0:
            return 0
        self._file.seek(self._start + self._position)
        piece = self._file.read(wanted) or b""
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close it, and the file if it owns it."""
        if self._owns:
            self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that holds records: a file on disk, or `size` bytes of it from `start` on, named `inner`."""

    path: Path
    inner: str = ""
    start: int = 0
    size: int | None = None

    def open(self) -> io.RawIOBase:
        """Open it for reading.

        Raises:
            OSError: it cannot be read.
        """
        file = self.path.open("rb", buffering=0)
        if self.size is None:
            return file
        return SectionReader(file, self.start, self.size, owns=True)


@dataclass(frozen=True, slots=True)
class Packing:
    """How an opened file is packed: `member` reads from an offset, `following` finds the next valid member."""

    member: Callable[[int], MemberReader | FrameReader | SectionReader]
    following: Callable[[int], int | None]
    is_plain: bool = False

    def stream(self, member: MemberReader | FrameReader | SectionReader) -> LineStream:
        """Return the unpacked bytes of a member."""
        return LineStream(member, CHUNK)


def packing_of(file: io.RawIOBase) -> Packing:
    """Detect the packing of an opened file by its first bytes.

    Raises:
        DamagedRecord: it starts with a dictionary that is damaged.
        OSError: it cannot be read.
    """
    file.seek(0)
    start = file.read(8) or b""
    if start.startswith(GZIP_MAGIC):
        return Packing(partial(MemberReader, file), partial(next_member, file))
    if is_zstd(start):
        dictionary = dictionary_of(file)
        return Packing(
            lambda offset: FrameReader(file, offset, dictionary), lambda from_: next_frame(file, from_, dictionary)
        )
    size = file.seek(0, os.SEEK_END)
    return Packing(lambda offset: SectionReader(file, offset, size - offset), lambda _: None, is_plain=True)
