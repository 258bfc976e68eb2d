"""The index beside each WARC: a JSON line per capture, in order of offset, and the scan that rebuilds it.

It is a cache: everything in it is in the WARC too, so reading stops at the first line that is not valid. Nothing is
written here.
"""

import io
import json
import os
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.landing.captures import Capture, compact_json
from pipelines.landing.errors import DamagedRecord
from pipelines.landing.header_text import parse_utc, utc_text
from pipelines.landing.raw_files import open_file
from pipelines.landing.warc.archive_record import read_headers
from pipelines.landing.warc.gzip_members import LineStream, MemberReader, next_member
from pipelines.landing.warc.records import REVISIT, capture_of
from pipelines.landing.warc.unpacking import CHUNK


class Entry(NamedTuple):
    """A capture, whether its record holds the body (or is a revisit), and where the record ends."""

    capture: Capture
    holds_body: bool
    warc_end: int


class Trouble(NamedTuple):
    """A damaged record, and where the next whole one starts (None: no whole one follows)."""

    offset: int
    next_offset: int | None
    what: str


_FIELDS: Final = tuple(one.name for one in fields(Capture))


def line_of(entry: Entry) -> bytes:
    """Return the entry as a line of the index."""
    cells = {name: getattr(entry.capture, name) for name in _FIELDS} | {
        "captured_at": utc_text(entry.capture.captured_at),
        "landed_at": utc_text(entry.capture.landed_at),
        "holds_body": entry.holds_body,
        "warc_end": entry.warc_end,
    }
    return compact_json(cells).encode("ascii") + b"\n"


def indexed(index: Path, warc: io.FileIO, warc_file: str) -> Iterator[tuple[Entry, int]]:
    """Yield the entries of an index up to the first invalid line, each with its line's end in bytes.

    A line is valid if it is whole, is about `warc_file`, and its record lies within the file after the previous one,
    with no capture between them. A missing index yields nothing.

    Raises:
        OSError: the index is there but cannot be read, or is a link.
    """
    try:
        file = open_file(index, "rb")
    except FileNotFoundError:
        return
    size = os.fstat(warc.fileno()).st_size
    with io.BufferedReader(file) as lines:
        index_end = warc_end = 0
        for line in lines:
            try:
                entry = entry_of(line)
            except (ValueError, KeyError, TypeError):
                return
            start = entry.capture.warc_offset
            if entry.capture.warc_file != warc_file or not warc_end <= start < entry.warc_end <= size:
                return
            if start > warc_end and any(isinstance(it, Entry) for it in scanned(warc, warc_file, warc_end, start)):
                return
            warc_end = entry.warc_end
            index_end += len(line)
            yield entry, index_end


def scanned(file: io.FileIO, warc_file: str, start: int, end: int) -> Iterator[Entry | Trouble]:
    """Yield the entries of a WARC file of ours between two offsets, read from the records themselves.

    A damaged record yields a `Trouble`; records that are not captures (the warcinfo) are skipped.
    """
    offset: int | None = start
    while offset is not None and offset < end:
        member = MemberReader(file, offset)
        try:
            stream = LineStream(member, CHUNK)
            headers, _, _ = read_headers(stream)
            while stream.read(CHUNK):
                pass
        except DamagedRecord as error:
            following = next_member(file, offset + 1)
            yield Trouble(offset, following, str(error))
            offset = following
            continue
        record_end = offset + member.length
        try:
            capture = capture_of(headers, warc_file, offset)
        except ValueError as error:
            yield Trouble(offset, record_end, str(error))
        else:
            if capture is not None:
                yield Entry(capture, headers.get_header("WARC-Type") != REVISIT, record_end)
        offset = record_end


_MOST_LINES: Final = 2**12
"""So many lines are remembered: a run looks through the index five times. They take some 10 MB."""


@lru_cache(maxsize=_MOST_LINES)
def entry_of(line: bytes) -> Entry:
    """Return the entry of a line of an index.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    if not line.endswith(b"\n"):
        raise ValueError("the line is not whole")
    fields = json.loads(line)
    holds_body, warc_end = fields.pop("holds_body"), fields.pop("warc_end")
    fields["captured_at"] = parse_utc(fields["captured_at"])
    fields["landed_at"] = parse_utc(fields["landed_at"])
    return Entry(Capture(**fields), bool(holds_body), int(warc_end))
