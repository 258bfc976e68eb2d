"""Turn one file of a folder into an arrival: its bytes, or why there are none.

Every way a file can fail to be read becomes an outcome with a reason, never an exception (FAULTS.md). The caller says
which hub the file belongs to; no page is parsed.
"""

import os
from datetime import datetime
from pathlib import Path
from stat import S_ISREG

from pipelines.landing.captures import Arrival
from pipelines.landing.files.file_names import kind_of
from pipelines.landing.files.foreign_forms import LOOKED_AT, foreign_form
from pipelines.landing.header_text import from_nanoseconds
from pipelines.landing.hub_url import HubAddress
from pipelines.landing.size_limits import MAX_STORED_BYTES, MEBIBYTE
from pipelines.landing.stored_url import file_url, stored_url


def hub_arrival(path: Path, url: str, address: HubAddress, captured_at: datetime) -> Arrival:
    """Return the arrival of one view of a hub from a file; `failed` with a reason if it cannot be read."""
    kind = kind_of(path.name)
    body, problem = _bytes_of(path)
    return Arrival(
        hub_id=address.hub_id,
        url=stored_url(url, path.name),
        filters=dict(address.filters),
        source_rendering=kind.rendering,
        captured_at=captured_at,
        outcome="failed" if problem else "ok",
        reason=problem,
        body=body,
        source=path.name,
        media_type=kind.media_type,
        is_cut=len(body) > MAX_STORED_BYTES,
    )


def refused_file(path: Path, reason: str, captured_at: datetime, part: str = "") -> Arrival:
    """Return the arrival of a file that names no hub page: its bytes, and why they are not read and what they are.

    `part` distinguishes several refusals of one file.
    """
    body, problem = _bytes_of(path)
    form = foreign_form(body, body[:LOOKED_AT].decode("utf-8", "replace"))
    more = problem or (f"it is {form.name}: {form.advice}" if form else "")
    return without_hub(
        path.name,
        "failed" if problem else "refused",
        f"{reason}; {more}" if more else reason,
        captured_at,
        body=body,
        media_type=kind_of(path.name).media_type,
        part=part,
    )


def without_hub(  # noqa: PLR0913 - an arrival has this many sides
    source: str,
    outcome: str,
    reason: str,
    captured_at: datetime,
    *,
    body: bytes = b"",
    media_type: str = "application/octet-stream",
    part: str = "",
) -> Arrival:
    """Return an arrival without a hub; its URL is `file:<name>`, with the `part` of the file after a `#`."""
    return Arrival(
        hub_id=None,
        url=file_url(source, part),
        filters={},
        source_rendering=None,
        captured_at=captured_at,
        outcome=outcome,
        reason=reason,
        body=body,
        source=source,
        media_type=media_type,
        is_cut=len(body) > MAX_STORED_BYTES,
    )


def modified_at(path: Path, read_at: datetime) -> datetime:
    """Return the file's (or link's) modification time in UTC; `read_at` if the system does not say."""
    try:
        return from_nanoseconds(path.lstat().st_mtime_ns)
    except (OSError, OverflowError):
        return read_at


def _bytes_of(path: Path) -> tuple[bytes, str]:
    """Return the file's bytes up to one above the limit, and what went wrong in reading it ("" for nothing)."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a named pipe must not hold up the others
    except OSError as error:
        return b"", _advice(error)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not S_ISREG(os.fstat(descriptor).st_mode):
            return b"", "it is not a regular file; copy the page into one"
        pieces: list[bytes] = []
        room = MAX_STORED_BYTES + 1
        try:
            while room > 0 and (piece := file.read(min(room, MEBIBYTE))):
                pieces.append(piece)
                room -= len(piece)
        except OSError as error:
            return b"".join(pieces), _advice(error)
    return b"".join(pieces), ""


def _advice(error: OSError) -> str:
    what = "grant permission" if isinstance(error, PermissionError) else "repair or replace the file"
    return f"it could not be read ({error.strerror or error}); {what} and ingest it again"
