"""Read web archives of any origin into records: WARC or ARC, packed by record, as a whole or not at all, or damaged.

A record is read whole and checked before it is yielded; nothing here interprets or writes it. warcio parses the record
headers.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.landing.errors import DamagedMember, DamagedRecord
from pipelines.landing.warc.archive_files import ArchiveFile, Packing, packing_of
from pipelines.landing.warc.archive_record import (
    MAX_BLOCK_BYTES,
    BrokenRecord,
    WarcRecord,
    drained,
    first_record,
    records_in,
)
from pipelines.landing.warc.gzip_members import LineStream
from pipelines.landing.warc.unpacking import CHUNK

_START: Final = re.compile(rb"WARC/[01]\.[0-9]{1,2}\r?\n(?:WARC|Content)-[A-Za-z-]{1,64}:", re.IGNORECASE)
_LONGEST_START: Final = 96
_MOST_RESUMED: Final = 100
"""How often reading resumes after damage within one packed member, which is unpacked from its start each time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: its member's offset (its own, if unpacked) and the bytes to skip in the member."""

    archive: ArchiveFile
    offset: int
    skip: int


def records(
    archive: ArchiveFile, damages: list[tuple[int, str]], most_bytes: int = MAX_BLOCK_BYTES
) -> Iterator[tuple[Place, WarcRecord]]:
    """Yield the records of a WARC or ARC file (FAULTS.md F29), one in memory at a time.

    Args:
        archive: the file, packed or not; its name does not matter.
        damages: extended by (offset in the file, what is wrong) of each record that could not be read.
        most_bytes: how much of a block is kept; nothing of records of OTHER_TYPES.

    Yields:
        Place and record.

    Raises:
        OSError: the file cannot be read.
    """
    with archive.open() as file:
        size = file.seek(0, os.SEEK_END)
        try:
            packing = packing_of(file)
        except DamagedRecord as error:
            damages.append((0, str(error)))
            return
        offset: int | None = 0
        while offset is not None and offset < size:
            try:
                member = _Member(packing, offset)
                for skip, record in _resumed(member, damages, most_bytes):
                    yield Place(archive, *((skip, 0) if packing.is_plain else (offset, skip))), record
                following = offset + member.length()
            except DamagedMember as error:
                damages.append((offset, str(error)))
                offset = packing.following(offset + 1)
                continue
            if following > size:
                damages.append((offset, "the file ends inside this frame"))
            offset = following


def record_at(place: Place, most_bytes: int = MAX_BLOCK_BYTES) -> WarcRecord:
    """Return the record at a place that `records` yielded.

    Raises:
        DamagedRecord: it is no longer there, or damaged.
        OSError: the file cannot be read.
    """
    with place.archive.open() as file:
        packing = packing_of(file)
        stream = packing.stream(packing.member(place.offset))
        drained(stream, place.skip)
        return first_record(stream, most_bytes)


class _Member:
    """One member of a file, which can be unpacked again from its start."""

    def __init__(self, packing: Packing, offset: int) -> None:
        self._packing = packing
        self._reader = packing.member(offset)
        self._stream = packing.stream(self._reader)
        self.is_plain = packing.is_plain
        self.offset = offset

    def stream(self, skip: int) -> LineStream:
        """Return its unpacked bytes from `skip` on."""
        self._reader = self._packing.member(self.offset + skip if self.is_plain else self.offset)
        self._stream = self._packing.stream(self._reader)
        if not self.is_plain:
            drained(self._stream, skip)
        return self._stream

    def length(self) -> int:
        """Return its packed length, after reading the rest of it.

        Raises:
            DamagedMember: it is damaged further on.
        """
        if self.is_plain:
            return self._packing.member(self.offset).length
        drained(self._stream)
        return self._reader.length


def _resumed(member: _Member, damages: list[tuple[int, str]], most_bytes: int) -> Iterator[tuple[int, WarcRecord]]:
    """Yield the records of a member; after a damaged one, resume at the next start of a record."""
    skip: int | None = 0
    resumed = 0
    while skip is not None:
        try:
            yield from records_in(member.stream(skip), skip, most_bytes, member.length() if member.is_plain else None)
        except BrokenRecord as error:
            where = "" if member.is_plain or not error.start else f" ({error.start:,} bytes into what is packed there)"
            damages.append((error.start if member.is_plain else member.offset, f"{error}{where}"))
            resumed += 1
            if resumed > _MOST_RESUMED and not member.is_plain:
                damages.append((member.offset, "too much of what is packed there is damaged; the rest was not read"))
                return
            skip = _next_start(member.stream(error.start + 1), error.start + 1)
        else:
            return


def _next_start(stream: LineStream, position: int) -> int | None:
    """Return where in the unpacked bytes the next record starts, searching from the stream's place, `position`.

    It may start within a line, where a tool continued after a record that it could not finish.
    """
    kept = b""
    while piece := stream.read(CHUNK):
        window = kept + piece
        if found := _START.search(window):
            return position - len(kept) + found.start()
        position += len(piece)
        kept = window[-_LONGEST_START:]
    return None
