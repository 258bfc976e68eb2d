"""Web archives of any make to records: WARC or ARC, packed by record, as a whole or not at all; and what is damaged.

The bytes of a record are read whole and checked before it is given; nothing here judges what they mean or writes. The
parsing of record headers is warcio's.
"""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from pipelines.landing.archive_files import ArchiveFile, Packing, packing_of
from pipelines.landing.digests import digest_agrees
from pipelines.landing.errors import DamagedMember, DamagedRecord
from pipelines.landing.gzip_members import CHUNK, LineStream
from pipelines.landing.size_limits import MAX_STORED_BYTES, MEBIBYTE

MAX_BLOCK_BYTES: Final = MAX_STORED_BYTES + MEBIBYTE  # a body above the limit shows as such, with room for HTTP headers
CAPTURE_TYPES: Final = frozenset({"response", "resource", "conversion", "revisit"})
OTHER_TYPES: Final = frozenset({"warcinfo", "request", "metadata", "continuation"})

_LOADER = ArcWarcRecordLoader()
_ARC_LINE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\n]{0,4096} [0-9]{14} [^ \n]{1,256} [0-9]{1,20}\r?\n")
_BORDER: Final = re.compile(rb"\n\r?\n(WARC/[01]\.[0-9]{1,2}\r?\n[A-Za-z-]{1,64}:)")
_LONGEST_BORDER: Final = 96
_MOST_RESUMED: Final = 100
"""So often reading goes on after damage within one packed member: each time it is unpacked from its start."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its member's offset (its own, if unpacked) and the bytes to skip in the member."""

    archive: ArchiveFile
    offset: int
    skip: int


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record: its type, its headers, its block (at most 65 MiB of it) and the block's whole length."""

    type: str
    headers: StatusAndHeaders
    block: bytes
    length: int

    def get(self, name: str) -> str | None:
        """A header field's value, None where it is absent."""
        value: str | None = self.headers.get_header(name)
        return value

    @property
    def is_http(self) -> bool:
        """Whether the block starts with HTTP headers."""
        content_type = (self.get("Content-Type") or "").lower()
        is_said = content_type.startswith("application/http") or (self.type == "response" and not content_type)
        return bool(self.block) and (is_said or (self.type == "response" and self.block.startswith(b"HTTP/")))

    @property
    def is_cut(self) -> bool:
        """Whether the block is longer than what is held of it."""
        return len(self.block) < self.length


class _BrokenRecord(DamagedRecord):
    """A damaged record in a stream that itself is whole, and where in the stream it starts."""

    def __init__(self, start: int, what: str) -> None:
        super().__init__(what)
        self.start = start


def records(
    archive: ArchiveFile, damages: list[tuple[int, str]], most_bytes: int = MAX_BLOCK_BYTES
) -> Iterator[tuple[Place, WarcRecord]]:
    """The records of a WARC or ARC file (FAULTS.md F29), one in memory at a time.

    Args:
        archive: the file, packed or not; its name does not matter.
        damages: is added to: (offset in the file, what is wrong) of each record that could not be read.
        most_bytes: so much is held of a block; nothing of records of OTHER_TYPES.

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
    """The record at a place that `records` gave.

    Raises:
        DamagedRecord: it is no longer there, or damaged.
        OSError: the file cannot be read.
    """
    with place.archive.open() as file:
        packing = packing_of(file)
        stream = packing.stream(packing.member(place.offset))
        _drain(stream, place.skip)
        return first_record(stream, most_bytes)


def first_record(stream: LineStream, most_bytes: int = MAX_BLOCK_BYTES) -> WarcRecord:
    """The record that starts at the stream's place.

    Raises:
        DamagedRecord: none does, or it is damaged.
    """
    for _, record in _records(stream, 0, most_bytes):
        return record
    raise DamagedRecord("there is no record here")


def read_headers(stream: LineStream, form: str = "warc") -> tuple[StatusAndHeaders, BinaryIO, int]:
    """The headers of the record that starts here, a stream over its block, and the block's length.

    Raises:
        DamagedRecord: no record of this form (`warc` or `arc`) starts here.
    """
    try:
        record = _LOADER.parse_record_stream(stream, known_format=form, no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as error:
        raise DamagedRecord(f"no {form.upper()} record starts here") from error
    except (ValueError, TypeError) as error:  # a time in an ARC that is none
        raise DamagedRecord(f"the record's headers cannot be read ({error})") from error
    length = record.rec_headers.get_header("Content-Length") or ""
    if not (length.isascii() and length.isdigit()):
        raise DamagedRecord("the record does not say its length")
    return record.rec_headers, record.raw_stream, record.length if form == "arc" else int(length)


class _Member:
    """One member of a file, which can be unpacked again from its start."""

    def __init__(self, packing: Packing, offset: int) -> None:
        self._packing = packing
        self._reader = packing.member(offset)
        self._stream = packing.stream(self._reader)
        self.is_plain = packing.is_plain
        self.offset = offset

    def stream(self, skip: int) -> LineStream:
        """Its unpacked bytes from `skip` on."""
        self._reader = self._packing.member(self.offset + skip if self.is_plain else self.offset)
        self._stream = self._packing.stream(self._reader)
        if not self.is_plain:
            _drain(self._stream, skip)
        return self._stream

    def length(self) -> int:
        """Its packed length; what was not read of it is read now.

        Raises:
            DamagedMember: it is damaged further on.
        """
        if self.is_plain:
            return self._packing.member(self.offset).length
        _drain(self._stream)
        return self._reader.length


def _resumed(member: _Member, damages: list[tuple[int, str]], most_bytes: int) -> Iterator[tuple[int, WarcRecord]]:
    """The records of a member; behind a damaged one reading goes on at the next border of a record."""
    skip: int | None = 0
    resumed = 0
    while skip is not None:
        try:
            yield from _records(member.stream(skip), skip, most_bytes)
        except _BrokenRecord as error:
            where = "" if member.is_plain or not error.start else f" ({error.start:,} bytes into what is packed there)"
            damages.append((error.start if member.is_plain else member.offset, f"{error}{where}"))
            resumed += 1
            if resumed > _MOST_RESUMED and not member.is_plain:
                damages.append((member.offset, "too much is damaged in what is packed there; the rest was not read"))
                return
            skip = _next_border(member.stream(error.start + 1), error.start + 1)
        else:
            return


def _records(stream: LineStream, base: int, most_bytes: int) -> Iterator[tuple[int, WarcRecord]]:
    """Each record with its position; what can be checked of it without its meaning is checked before it is given."""
    origin = stream.tell()
    _skip_blank_lines(stream)
    form = "arc" if _ARC_LINE.match(stream.peek(1)) else "warc"
    while stream.peek(1):
        start = base + stream.tell() - origin
        try:
            record = _record(stream, form, most_bytes)
        except DamagedMember:
            raise
        except DamagedRecord as error:
            raise _BrokenRecord(start, str(error)) from error
        _skip_blank_lines(stream)  # reaches the member's end, where its checksum is verified
        is_followed_well = _is_start(stream.peek(5), form)
        if not is_followed_well and not digest_agrees(record.get("WARC-Block-Digest"), record.block):
            raise _BrokenRecord(start, "its length is wrong: what follows it is no record")
        yield start, record
        if not is_followed_well:
            raise _BrokenRecord(base + stream.tell() - origin, "no WARC record starts here")


def _record(stream: LineStream, form: str, most_bytes: int) -> WarcRecord:
    headers, content, length = read_headers(stream, form)
    kind = (headers.get_header("WARC-Type") or "").strip().lower()
    block = _read(content, 0 if kind in OTHER_TYPES else most_bytes)
    if len(block) + _drain(content) < length:
        raise DamagedRecord(f"the file ends inside this record, which says it has {length:,} bytes")
    return WarcRecord(kind, headers, block, length)


def _is_start(following: bytes, form: str) -> bool:
    """Whether a record may start so, or nothing follows; a file that was cut may end within these bytes."""
    return b"WARC/".startswith(following[:5]) if form == "warc" else following[:1].isalpha() or not following


def _next_border(stream: LineStream, position: int) -> int | None:
    """Where in the unpacked bytes the next record starts, searched from the stream's place, which is `position`."""
    kept = b""
    while piece := stream.read(MEBIBYTE):
        window = kept + piece
        if found := _BORDER.search(window):
            return position - len(kept) + found.start(1)
        position += len(piece)
        kept = window[-_LONGEST_BORDER:]
    return None


def _read(stream: BinaryIO, limit: int) -> bytes:
    pieces = []
    while limit > 0 and (piece := stream.read(min(limit, MEBIBYTE))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _drain(stream: BinaryIO | io.BufferedReader, limit: int | None = None) -> int:
    drained = 0
    while piece := stream.read(CHUNK if limit is None else min(CHUNK, limit - drained)):
        drained += len(piece)
    return drained


def _skip_blank_lines(stream: LineStream) -> None:
    while stream.peek(1)[:1] in (b"\r", b"\n"):
        stream.read(1)
