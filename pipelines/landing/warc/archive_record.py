"""Read one record of a WARC or ARC from a stream of unpacked bytes: its headers, its block, and a check of its length.

warcio parses the record headers; `reading` handles files and recovery after damage.
"""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

from pipelines.landing.errors import DamagedMember, DamagedRecord
from pipelines.landing.header_text import utc_text
from pipelines.landing.size_limits import MAX_STORED_BYTES, MEBIBYTE
from pipelines.landing.warc.digests import digest_agrees
from pipelines.landing.warc.gzip_members import LineStream
from pipelines.landing.warc.unpacking import CHUNK

MAX_BLOCK_BYTES: Final = MAX_STORED_BYTES + MEBIBYTE  # room for HTTP headers, so that an oversized body is noticed
CAPTURE_TYPES: Final = frozenset({"response", "resource", "conversion", "revisit"})
OTHER_TYPES: Final = frozenset({"warcinfo", "request", "metadata", "continuation"})

_LOADER = ArcWarcRecordLoader(arc2warc=False)
_NOTES = logging.getLogger("warcio.recordloader")  # its messages hold raw foreign addresses (FAULTS.md F32)
_NOTES.addHandler(logging.NullHandler())
_NOTES.propagate = False
_LENGTH: Final = re.compile("[0-9]{1,18}", re.ASCII)
_BORDER: Final = b"\r\n\r\n"
_ONCE: Final = frozenset({"warc-type", "warc-record-id", "warc-date", "warc-target-uri", "content-length"})
_ENDS_INSIDE: Final = "the file ends inside this record, which says it has {:,} bytes"
_ARC_LINE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\n]{0,4096} [0-9]{14} [^ \n]{1,256} [0-9]{1,20}\r?\n")


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record: its type, its headers, its block (at most 65 MiB of it) and the block's whole length."""

    type: str
    headers: StatusAndHeaders
    block: bytes
    length: int

    def get(self, name: str) -> str | None:
        """Return a header field's value, None if it is absent."""
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


class BrokenRecord(DamagedRecord):
    """A damaged record in a stream that is itself whole, and where in the stream it starts."""

    def __init__(self, start: int, what: str) -> None:
        super().__init__(what)
        self.start = start


def first_record(stream: LineStream, most_bytes: int = MAX_BLOCK_BYTES) -> WarcRecord:
    """Return the record that starts at the stream's position.

    Raises:
        DamagedRecord: none does, or it is damaged.
    """
    for _, record in records_in(stream, 0, most_bytes):
        return record
    raise DamagedRecord("there is no record here")


def read_headers(stream: LineStream, form: str = "warc") -> tuple[StatusAndHeaders, BinaryIO, int]:
    """Return the headers of the record that starts here, a stream over its block, and the block's length.

    ARC headers are converted to WARC headers.

    Raises:
        DamagedRecord: no record of this form (`warc` or `arc`) starts here.
    """
    try:
        record = _LOADER.parse_record_stream(stream, known_format=form, no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as error:
        raise DamagedRecord(f"no {form.upper()} record starts here") from error
    headers = record.rec_headers if form == "warc" else _as_warc(record.rec_headers)
    length = headers.get_header("Content-Length") or ""
    if not _LENGTH.fullmatch(length):
        raise DamagedRecord("the record does not state its length")
    given = [name.lower() for name, _ in headers.headers]
    if twice := sorted(name for name in _ONCE if given.count(name) > 1):
        raise DamagedRecord(f"the record's headers hold {twice[0]} twice, as if two records ran into each other")
    return headers, record.raw_stream, record.length if form == "arc" else int(length)


def _as_warc(headers: StatusAndHeaders) -> StatusAndHeaders:
    """Convert the line of an ARC record to WARC headers; warcio's own reading accepts anything as a time."""
    url, time = headers.get_header("uri"), headers.get_header("archive-date")
    try:
        date = utc_text(datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError as error:
        raise DamagedRecord(f"the record's time is not valid: {time}") from error
    is_page = url.lower().startswith(("http:", "https:"))
    fields = {
        "WARC-Type": "warcinfo" if url.startswith("filedesc:") else "response",
        "WARC-Target-URI": url,
        "WARC-Date": date,
        "Content-Type": "application/http; msgtype=response" if is_page else headers.get_header("content-type"),
        "Content-Length": headers.get_header("length"),
    }
    return StatusAndHeaders("", list(fields.items()), protocol="WARC/1.0")


def records_in(
    stream: LineStream, base: int, most_bytes: int, end: int | None = None
) -> Iterator[tuple[int, WarcRecord]]:
    """Yield each record with its position, after every check that needs no knowledge of its meaning.

    Args:
        stream: unpacked bytes.
        base: the position that counts as the stream's current place.
        most_bytes: how much of a block is kept; nothing of records of OTHER_TYPES.
        end: the position where the bytes end, None if unknown.

    Raises:
        BrokenRecord: a record is damaged; says where it starts.
        DamagedMember: the packed bytes are.
    """
    origin = stream.tell()
    _skip_blank_lines(stream)
    form = "arc" if _ARC_LINE.match(stream.peek(1)) else "warc"
    while stream.peek(1):
        start = base + stream.tell() - origin
        try:
            record = _record(stream, form, most_bytes, None if end is None else end - base - stream.tell() + origin)
        except DamagedMember:
            raise
        except DamagedRecord as error:
            raise BrokenRecord(start, str(error)) from error
        has_border = _skip_blank_lines(stream).startswith(_BORDER)  # reaches the member's end and its checksum
        is_followed_well = _is_start(stream.peek(5), form)
        is_sure = has_border or digest_agrees(record.get("WARC-Block-Digest"), record.block)
        if not is_followed_well and not is_sure:
            raise BrokenRecord(start, "its length is wrong: it is not followed by a record")
        yield start, record
        if not is_followed_well:
            raise BrokenRecord(base + stream.tell() - origin, "no WARC record starts here")


def _record(stream: LineStream, form: str, most_bytes: int, left: int | None) -> WarcRecord:
    headers, content, length = read_headers(stream, form)
    if left is not None and length > left:  # fail at once instead of reading to the end for every such record
        raise DamagedRecord(_ENDS_INSIDE.format(length))
    kind = (headers.get_header("WARC-Type") or "").strip().lower()
    block = _read(content, 0 if kind in OTHER_TYPES else most_bytes)
    if len(block) + drained(content) < length:
        raise DamagedRecord(_ENDS_INSIDE.format(length))
    return WarcRecord(kind, headers, block, length)


def _is_start(following: bytes, form: str) -> bool:
    """Return whether a record may start like this, or nothing follows; a cut file may end within these bytes."""
    return b"WARC/".startswith(following[:5]) if form == "warc" else following[:1].isalpha() or not following


def _read(stream: BinaryIO, limit: int) -> bytes:
    pieces = []
    while limit > 0 and (piece := stream.read(min(limit, MEBIBYTE))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def drained(stream: BinaryIO | io.BufferedReader, limit: int | None = None) -> int:
    """Read a stream to its end, or at most `limit` bytes of it, and return the number of bytes read."""
    count = 0
    while piece := stream.read(CHUNK if limit is None else min(CHUNK, limit - count)):
        count += len(piece)
    return count


def _skip_blank_lines(stream: LineStream) -> bytes:
    """Advance to the next byte that ends no line; return the first bytes that were skipped."""
    passed = b""
    while (byte := stream.peek(1)[:1]) in (b"\r", b"\n"):
        stream.read(1)
        passed = passed if len(passed) >= len(_BORDER) else passed + byte
    return passed
