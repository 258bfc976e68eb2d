"""The list of hubs to fetch: `hubs.csv` in the data folder, with a column `url`; it is read, and appended to.

`pithhouse` adds columns: when a hub was added, on which hub's page it was found, and how many links it is away from a
hub listed by a person. Nothing is ever removed here.
"""

import csv
import io
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.disk import whole
from pipelines.errors import naming
from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.files.csv_rows import CsvRow, csv_rows
from pipelines.landing.header_text import utc_text
from pipelines.landing.hub_url import HUB_HOSTS, HUB_ID, HubAddress, hub_url, parse_hub_url
from pipelines.locks import open_locked

COLUMNS: Final = ("url", "added_at", "found_on", "depth")


class ListedHub(NamedTuple):
    """A hub to fetch: its uuid, on which hub's page it was found (None: listed by a person), how many links away."""

    hub_id: str
    found_on: str | None = None
    depth: int = 0


class BadRow(NamedTuple):
    """A row that names no hub: its number, its bytes, and what is wrong."""

    number: int
    text: bytes
    problem: str


@dataclass(frozen=True, slots=True)
class HubList:
    """The hubs in their order, each once, and the rows that name none."""

    hubs: list[ListedHub]
    problems: list[BadRow]


def read_hubs(path: Path, hosts: tuple[str, ...] = HUB_HOSTS) -> HubList:
    """Read a list of hubs; a missing file is an empty list.

    Args:
        path: the file.
        hosts: host names of the site, in addition to the usual ones.

    Raises:
        OSError: the file exists and cannot be read.
    """
    hubs: dict[str, ListedHub] = {}
    problems: list[BadRow] = []
    for row in csv_rows(path, ["url"]) if path.exists() else ():
        try:
            hub = _hub(row, hosts)
        except ValueError as error:
            problems.append(BadRow(row.number, row.text, row.problem or str(error)))
        else:
            hubs.setdefault(hub.hub_id, hub)
    return HubList(list(hubs.values()), problems)


def hub_named(text: str, hosts: tuple[str, ...] = HUB_HOSTS) -> str:
    """Return the uuid of the hub in the URL of a hub, a view of it, or its JSON twin; or in a bare uuid.

    Raises:
        InvalidHubURL: it names no hub.
    """
    lowered = text.strip().lower()
    if HUB_ID.fullmatch(lowered):
        return lowered
    return parse_hub_url(text, (*HUB_HOSTS, *hosts)).hub_id


def add_hubs(
    path: Path, hubs: Iterable[ListedHub], added_at: datetime, hosts: tuple[str, ...] = HUB_HOSTS
) -> list[ListedHub]:
    """Append the hubs that are not in the list yet; other programs may append at the same time.

    Args:
        path: the file; it is created if missing. Its content is kept, with its columns and line ends; the columns
            about where a hub was found are added when a found hub is, if the file lacks them.
        hubs: the hubs to add.
        added_at: aware.
        hosts: host names of the site, in addition to the usual ones.

    Returns:
        The hubs that were added.

    Raises:
        OSError: the file cannot be read or written.
        InvalidHubURL: the file's first row does not name a column `url`, so nothing can be added to it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_locked(path) as file:
        listed = read_hubs(path, hosts)
        file.seek(0)
        before = file.read()
        header = _header(before) if before.strip() else list(COLUMNS)
        if "url" not in header:  # then that is the one problem that was found
            raise InvalidHubURL(f"{path}: {listed.problems[0].problem}")
        new: dict[str, ListedHub] = {one.hub_id: one for one in listed.hubs}
        known = len(new)
        for one in hubs:
            new.setdefault(one.hub_id, one)
        added = list(new.values())[known:]
        if missing := [name for name in COLUMNS if name not in header and any(one.depth for one in added)]:
            _replace(path, _widened(before, missing) + _rows(added, [*header, *missing], before, added_at))
        elif added:
            with naming(path):
                file.write(_rows(added, header, before, added_at))
                file.flush()
                os.fsync(file.fileno())
    return added


def _rows(hubs: list[ListedHub], header: list[str], before: bytes, added_at: datetime) -> bytes:
    """Return rows to append: with the file's columns and line ends, and a header if it has none."""
    line_end = "\r\n" if b"\r\n" in before else "\n"
    written = io.StringIO()
    if before.strip() and not before.endswith(b"\n"):
        written.write(line_end)
    writer = csv.DictWriter(written, header, extrasaction="ignore", lineterminator=line_end)
    if not before.strip():
        writer.writeheader()
    writer.writerows(_cells(one, added_at) for one in hubs)
    return written.getvalue().encode()


def _widened(content: bytes, missing: list[str]) -> bytes:
    """Append columns to a list; without them a discovered hub would look like one that a person listed."""
    lines = []
    more = "".join(f",{name}" for name in missing).encode()
    for line in content.splitlines(keepends=True):
        text = line.rstrip(b"\r\n")
        lines.append(text + more + line[len(text) :] if text.strip() else line)
        more = b"," * len(missing) if text.strip() else more
    return b"".join(lines)


def _replace(path: Path, content: bytes) -> None:
    """Replace a list by a new file atomically."""
    place = path.resolve()
    with whole(place) as part:
        part.write_bytes(content)
        shutil.copymode(place, part)


def _hub(row: CsvRow, hosts: tuple[str, ...]) -> ListedHub:
    if row.problem:
        raise InvalidHubURL(row.problem)
    depth = row.cells.get("depth") or "0"
    found_on = row.cells.get("found_on", "").lower()
    return ListedHub(
        hub_named(row.cells["url"], hosts),
        found_on if HUB_ID.fullmatch(found_on) else None,
        int(depth) if depth.isascii() and depth.isdigit() and len(depth) < 4 else 0,
    )


def _header(content: bytes) -> list[str]:
    """Return the names of the columns; none if the first row is not CSV."""
    first = content.removeprefix(b"\xef\xbb\xbf").strip().partition(b"\n")[0].decode("utf-8", "replace")
    try:
        return [name.strip().lower() for name in next(csv.reader([first], strict=True), [])]
    except csv.Error:
        return []


def _cells(hub: ListedHub, added_at: datetime) -> dict[str, str]:
    return {
        "url": hub_url(HubAddress(hub.hub_id, (), is_twin=False)),
        "added_at": utc_text(added_at),
        "found_on": hub.found_on or "",
        "depth": str(hub.depth),
    }
