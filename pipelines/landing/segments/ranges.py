"""Bytes of WARC files at a URL, read by ranges: a capture costs a request or two, and its neighbours none."""

import io
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from pipelines.landing.raw_files import is_warc_name
from pipelines.landing.segments.sealed import Seal, seal_name
from pipelines.objects.errors import StorageFailed
from pipelines.objects.store import ObjectStore

BLOCK: Final = 512 * 1024
"""Bytes of one request: about twenty pages, which are read one after the other where a whole file is."""

BLOCKS_AT_HAND: Final = 16


class SegmentRanges:
    """The WARC files at one URL."""

    def __init__(self, store: ObjectStore, size_of: Callable[[str], int] | None = None) -> None:
        """Prepare to read.

        Args:
            store: the URL.
            size_of: says how many bytes a file has; by default its seal at the URL is asked.
        """
        self.store = store
        self._size_of = size_of or self._sealed_size
        self._sizes: dict[str, int] = {}
        self._blocks: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def open(self, warc_file: str) -> io.RawIOBase:
        """Open a WARC file.

        Raises:
            StorageFailed: the URL has no such file that is sealed.
        """
        if not is_warc_name(warc_file):
            raise StorageFailed(f"{self.store.url} has no WARC file of that name")
        if warc_file not in self._sizes:
            self._sizes[warc_file] = self._size_of(warc_file)
        return _RangeReader(self, warc_file, self._sizes[warc_file])

    def block(self, warc_file: str, number: int) -> bytes:
        """Return the bytes of a block, the last of which is shorter.

        Raises:
            StorageFailed: it cannot be read.
        """
        key = warc_file, number
        if key in self._blocks:
            self._blocks.move_to_end(key)
        else:
            end = min((number + 1) * BLOCK, self._sizes[warc_file])
            self._blocks[key] = self.store.read_range(warc_file, number * BLOCK, end)
            if len(self._blocks) > BLOCKS_AT_HAND:
                self._blocks.popitem(last=False)
        return self._blocks[key]

    def _sealed_size(self, warc_file: str) -> int:
        data = self.store.read(seal_name(warc_file))
        if data is None:
            raise StorageFailed(f"{self.store.url} has no sealed {warc_file}")
        try:
            return Seal.of(data).warc_bytes
        except ValueError as error:
            raise StorageFailed(f"{self.store.url}/{seal_name(warc_file)} is damaged") from error


class _RangeReader(io.RawIOBase):
    """One file, read forward from where it was last put."""

    def __init__(self, ranges: SegmentRanges, warc_file: str, size: int) -> None:
        super().__init__()
        self._ranges, self._warc_file, self._size, self._at = ranges, warc_file, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` as far as one block goes; 0 at the end."""
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, BLOCK)
        piece = self._ranges.block(self._warc_file, number)[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
