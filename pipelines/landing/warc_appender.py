"""Append to the raw folder's WARC files: the current file, the next one, and what is safely on disk.

Records are written and synced before their index lines, so a crash leaves at worst a torn tail and an outdated index,
which `repair` fixes. What is landed is decided by the raw store.
"""

import io
import os
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.disk import sync
from pipelines.landing.captures import Arrival, Capture
from pipelines.landing.errors import RawStoreUnwritable
from pipelines.landing.index import Entry, line_of
from pipelines.landing.raw_files import (
    index_name,
    open_file,
    refusals_named,
    warc_name,
)
from pipelines.landing.segments.sync import SegmentSync
from pipelines.landing.warc.records import Original, RecordWriter

COMMIT_EVERY = 256


class WarcAppender:
    """Appends captures; used as a context, which commits everything that is whole on exit."""

    def __init__(
        self, root: Path, landed_at: datetime, max_file_bytes: int, segments: SegmentSync | None = None
    ) -> None:
        """Prepare to append.

        Args:
            root: the raw folder.
            landed_at: names the files.
            max_file_bytes: a file of this size is closed, and the next one is begun.
            segments: where closed files go, which names new ones; None: they stay in the folder.
        """
        self._segments = segments
        self._root = root
        self._landed_at = landed_at
        self._max_file_bytes = max_file_bytes
        self._number = 0
        self._name = ""
        self._file: io.BufferedWriter | None = None
        self._records: RecordWriter | None = None
        self._pending: list[Entry] = []
        self._synced: list[Capture] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, RawStoreUnwritable):
            self._abandon()
        else:
            self._finish_file()

    def next_place(self) -> tuple[str, int]:
        """Return file name and offset of the record that is written next.

        Raises:
            RawStoreUnwritable: the disk refused.
            StorageFailed: the URL of the folder did; what was written is kept.
        """
        with refusals_named(self._root):
            if self._file is not None and self._file.tell() >= self._max_file_bytes:
                self._finish_file()
                if self._segments:
                    self._segments.push()
            if self._file is None:
                self._file = self._open_file()
            return self._name, self._file.tell()

    def write(self, capture: Capture, arrival: Arrival, original: Original | None) -> Entry:
        """Write one record at the place that `next_place` returned.

        Raises:
            RawStoreUnwritable: the disk refused.
        """
        if self._file is None or self._records is None:
            raise ValueError("next_place() was not asked before")
        with refusals_named(self._root):
            self._records.write_capture(capture, arrival, original)
            entry = Entry(capture, original is None, self._file.tell())
            self._pending.append(entry)
            if len(self._pending) >= COMMIT_EVERY:
                self._commit()
        return entry

    def take_synced(self) -> list[Capture]:
        """Return the captures that are safe on disk, in order, each of them once."""
        synced, self._synced = self._synced, []
        return synced

    def _open_file(self) -> io.BufferedWriter:
        self._name = self._segments.claim(self._landed_at) if self._segments else self._next_name()
        file: io.BufferedWriter = io.BufferedWriter(open_file(self._root / self._name, "ab"))
        self._records = RecordWriter(file)
        if file.seek(0, os.SEEK_END) == 0:
            self._records.write_warcinfo(self._name, self._landed_at)
            sync(self._root)
        return file

    def _next_name(self) -> str:
        self._number = max(self._number, 1)
        while self._size_of(self._number) >= self._max_file_bytes or self._size_of(self._number + 1) >= 0:
            self._number += 1
        return warc_name(self._landed_at, self._number)

    def _size_of(self, number: int) -> int:
        path = self._root / warc_name(self._landed_at, number)
        return path.lstat().st_size if os.path.lexists(path) else -1

    def _commit(self) -> None:
        """Sync the records to disk first, then write their index lines."""
        if self._file is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        with io.BufferedWriter(open_file(self._root / index_name(self._name), "ab")) as index:
            index.write(b"".join(map(line_of, self._pending)))
            index.flush()
            os.fsync(index.fileno())
        self._synced += (entry.capture for entry in self._pending)
        self._pending.clear()

    def _finish_file(self) -> None:
        if self._file is None:
            return
        with refusals_named(self._root):
            self._commit()
            sync(self._root)
            self._file.close()
        self._file = None

    def _abandon(self) -> None:
        """Close without writing more; the next repair finds what was written and not indexed."""
        if self._file is not None:
            raw = self._file.raw
            self._file = None
            raw.close()
