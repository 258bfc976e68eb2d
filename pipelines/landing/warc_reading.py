"""WARC files of any make to records: gzip by member, gzip as a whole, or plain; and what was damaged.

The bytes of a record are read whole and checked before it is given; nothing here judges what they mean or
writes. The WARC source and the raw store call it; the parsing of record headers is warcio's.
"""

import base64
import binascii
import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from pipelines.landing.errors import DamagedRecord
from pipelines.landing.gzip_members import CHUNK, GZIP_MAGIC, LineStream, MemberReader, next_member
from pipelines.landing.size_limits import MAX_STORED_BYTES, MEBIBYTE

MAX_BLOCK_BYTES = MAX_STORED_BYTES + MEBIBYTE  # a body above the limit shows as such, with room for HTTP headers
CAPTURE_TYPES = frozenset({"response", "resource", "conversion", "revisit"})

_LOADER = ArcWarcRecordLoader()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its member's offset (its own, if unpacked) and the bytes to skip in the member."""

    path: Path
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
        return (self.get("Content-Type") or "").lower().startswith("application/http") and bool(self.block)

    @property
    def is_cut(self) -> bool:
        """Whether the block is longer than what is held of it."""
        return len(self.block) < self.length


def records(path: Path, damages: list[tuple[int, str]]) -> Iterator[tuple[Place, WarcRecord]]:
    """The capture records of a WARC file (FAULTS.md F29), one in memory at a time.

    Args:
        path: a WARC file, packed or not; its name does not matter.
        damages: is added to: (offset in the file, what is wrong) of each record that could not be read.

    Yields:
        Place and record, of the types in CAPTURE_TYPES only.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if file.read(len(GZIP_MAGIC)) != GZIP_MAGIC:
            yield from _plain_records(path, file, damages)
            return
        offset: int | None = 0
        while offset is not None and offset < size:
            member = MemberReader(file, offset)
            try:
                for skip, record in _records(LineStream(member, CHUNK)):
                    if record.type in CAPTURE_TYPES:
                        yield Place(path, offset, skip), record
            except DamagedRecord as error:
                damages.append((offset, str(error)))
                offset = next_member(file, offset + 1)
            else:
                offset += member.length


def record_at(place: Place) -> WarcRecord:
    """The record at a place that `records` gave.

    Raises:
        DamagedRecord: it is no longer there, or damaged.
        OSError: the file cannot be read.
    """
    with place.path.open("rb", buffering=0) as file:
        if file.read(len(GZIP_MAGIC)) == GZIP_MAGIC:
            stream = LineStream(MemberReader(file, place.offset), CHUNK)
            _drain(stream, place.skip)
        else:
            file.seek(place.offset)
            stream = LineStream(file, CHUNK)
        return first_record(stream)


def first_record(stream: LineStream) -> WarcRecord:
    """The record that starts at the stream's place.

    Raises:
        DamagedRecord: none does, or it is damaged.
    """
    for _, record in _records(stream):
        return record
    raise DamagedRecord("there is no record here")


def read_headers(stream: LineStream) -> tuple[StatusAndHeaders, BinaryIO, int]:
    """The headers of the record that starts here, a stream over its block, and the block's length.

    Raises:
        DamagedRecord: no WARC record starts here.
    """
    try:
        record = _LOADER.parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as error:
        raise DamagedRecord("no WARC record starts here") from error
    length = record.rec_headers.get_header("Content-Length") or ""
    if not (length.isascii() and length.isdigit()):
        raise DamagedRecord("the record does not say its length")
    return record.rec_headers, record.raw_stream, int(length)


def digest_agrees(digest: str | None, content: bytes) -> bool | None:
    """Whether a `WARC-…-Digest` (base32 or hex) is that of `content`; None where it cannot be told."""
    algorithm, _, value = (digest or "").partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in {"md5", "sha1", "sha256", "sha512"} or not value:
        return None
    expected = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    if len(value) == 2 * len(expected):
        return value.lower() == expected.hex()
    try:
        return base64.b32decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 8), casefold=True) == expected
    except binascii.Error:
        return None


def _plain_records(path: Path, file: io.FileIO, damages: list[tuple[int, str]]) -> Iterator[tuple[Place, WarcRecord]]:
    file.seek(0)
    stream = LineStream(file, CHUNK)
    end = 0
    try:
        for start, record in _records(stream):
            if record.type in CAPTURE_TYPES:
                yield Place(path, start, 0), record
            end = stream.tell()
    except DamagedRecord as error:
        damages.append((end, str(error)))


def _records(stream: LineStream) -> Iterator[tuple[int, WarcRecord]]:
    """Each record with its position in the stream; checks behind it are done before it is given."""
    _skip_blank_lines(stream)
    while stream.peek(1):
        start = stream.tell()
        headers, content, length = read_headers(stream)
        kind = headers.get_header("WARC-Type") or ""
        block = _read(content, MAX_BLOCK_BYTES if kind in CAPTURE_TYPES else 0)
        if len(block) + _drain(content) < length:
            raise DamagedRecord(f"the file ends inside this record, which says it has {length:,} bytes")
        _skip_blank_lines(stream)  # reaches the member's end, where its checksum is verified
        yield start, WarcRecord(kind, headers, block, length)


def _read(stream: BinaryIO, limit: int) -> bytes:
    pieces = []
    while limit > 0 and (piece := stream.read(min(limit, MEBIBYTE))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _drain(stream: BinaryIO, limit: int | None = None) -> int:
    drained = 0
    while piece := stream.read(CHUNK if limit is None else min(CHUNK, limit - drained)):
        drained += len(piece)
    return drained


def _skip_blank_lines(stream: LineStream) -> None:
    while stream.peek(1)[:1] in (b"\r", b"\n"):
        stream.read(1)
