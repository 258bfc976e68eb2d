"""The list of hubs that are fetched: `hubs.csv` in the data folder, with a column `url`; read, and added to.

Columns that `pithhouse` writes beside it: when a hub was added, on which hub's page it was found, and how many links
away from one that a person listed. Nothing is ever removed here. `live_source`, `pithhouse add` and `plan` call it.
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

from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.files.csv_rows import CsvRow, csv_rows
from pipelines.landing.header_text import utc_text
from pipelines.landing.hub_url import HUB_HOSTS, HUB_ID, HubAddress, hub_url, parse_hub_url
from pipelines.landing.raw_files import sync
from pipelines.locks import open_locked

COLUMNS: Final = ("url", "added_at", "found_on", "depth")


class ListedHub(NamedTuple):
    """A hub to be fetched: its uuid, on which hub's page it was found (None: listed by a person), how far away."""

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
        hosts: names of the site's hosts, beside its usual ones.

    Raises:
        OSError: the file is there and cannot be read.
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
    """Give the uuid that a URL of a hub, of a view of it, or of its twin names; or the uuid itself.

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
    """Add hubs to the list, those that are not in it; other programs may add at the same time.

    Args:
        path: the file; it is made where it is not there. What is in it is kept, its columns and line ends too; the
            columns that tell where a hub was found are added when one is, where the file lacks them.
        hubs: what to add.
        added_at: aware.
        hosts: names of the site's hosts, beside its usual ones.

    Returns:
        What was added.

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
            file.write(_rows(added, header, before, added_at))
            file.flush()
            os.fsync(file.fileno())
    return added


def _rows(hubs: list[ListedHub], header: list[str], before: bytes, added_at: datetime) -> bytes:
    """Write rows to stand behind what is there: with its columns, its line ends, and a header where it has none."""
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
    """Add columns to a list at the right: without them a hub that was found would pass for one that a person listed."""
    lines = []
    more = "".join(f",{name}" for name in missing).encode()
    for line in content.splitlines(keepends=True):
        text = line.rstrip(b"\r\n")
        lines.append(text + more + line[len(text) :] if text.strip() else line)
        more = b"," * len(missing) if text.strip() else more
    return b"".join(lines)


def _replace(path: Path, content: bytes) -> None:
    """Put a new file in the place of a list, whole or not at all."""
    place = path.resolve()
    unfinished = place.with_name(f".{place.name}.new")
    try:
        unfinished.write_bytes(content)
        shutil.copymode(place, unfinished)
        sync(unfinished)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)


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
    """Give the names of the columns; none where the first row is no CSV."""
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
