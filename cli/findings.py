"""The checks of an installation and its data folder: each function checks one thing and names the repair.

The checks only read; repairing and printing are left to the caller.
"""

import platform
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

import duckdb

from cli import run_record
from pipelines.errors import InvalidSettings
from pipelines.fetching.hub_list import read_hubs
from pipelines.landing.errors import CorruptRecord
from pipelines.landing.raw_store import RawStore
from pipelines.locks import Locked
from pipelines.objects.errors import StorageFailed
from pipelines.parsing.store.canonical_capture import read_as
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.version import PARSER_VERSION
from pipelines.progress import ProgressCallback
from pipelines.settings import settings_of, shown, unknown_variables
from pipelines.warehouse import summary
from pipelines.warehouse.beside import wal_of
from pipelines.warehouse.connections import SEE_DOCTOR, NotPublished
from pipelines.warehouse.damage import read_through
from pipelines.warehouse.publish import held_back, versions
from pipelines.workspace import DataFolder

LIBRARIES: Final = "aiohttp dagster duckdb polars pandera pebble protego pyarrow selectolax warcio typer".split()
ENOUGH_BYTES: Final = 1 << 30

_FROM_BACKUP: Final = "restore that file from a backup, then pithhouse refresh"

State = Literal["ok", "look", "bad"]


@dataclass(frozen=True, slots=True)
class Found:
    """What was checked, its state, what was seen, and the repair ("" if none is needed)."""

    what: str
    state: State
    seen: str
    repair: str = ""


def software(_: DataFolder) -> list[Found]:
    """Check the versions of Python and the libraries."""
    found = [Found("Python", "ok", platform.python_version())]
    for name in ("pithhouse", *LIBRARIES):
        try:
            found.append(Found(name, "ok", version(name)))
        except PackageNotFoundError:
            state: State = "look" if name == "pithhouse" else "bad"  # pithhouse runs from source as well
            found.append(Found(name, state, "not installed", "make setup, or pip install -e ."))
    return found


def folder(data: DataFolder) -> list[Found]:
    """Check that the data folder exists, is writable and has enough free space."""
    if not data.root.is_dir():
        return [Found("data folder", "look", f"{data.root} does not exist yet", "pithhouse refresh creates it")]
    try:
        probe = data.root / ".doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return [Found("data folder", "bad", f"{data.root}: {error.strerror}", "grant write permission, or use --data")]
    free = shutil.disk_usage(data.root).free
    size = data.warehouse.stat().st_size if data.warehouse.exists() else 0
    if free < max(ENOUGH_BYTES, 2 * size):
        seen = f"{data.root}: {free / 1e9:.1f} GB free"
        return [Found("data folder", "look", seen, "free some space: a build needs twice the warehouse, at least 1 GB")]
    return [Found("data folder", "ok", f"{data.root}, {free / 1e9:.0f} GB free")]


def lock(data: DataFolder) -> list[Found]:
    """Check whether a run holds the folder's lock."""
    if not data.root.is_dir():
        return []
    try:
        with data.lock(0):
            return [Found("lock", "ok", "free")]
    except Locked as held:
        return [Found("lock", "look", str(held), "wait until it ends; the lock is released when its process ends")]
    except OSError as error:
        return [Found("lock", "bad", f"{data.lock_file}: {error.strerror}", "grant write permission")]


def raw(data: DataFolder, advance: ProgressCallback) -> list[Found]:
    """Check every record of raw: its bytes have to be those that were landed."""
    store = RawStore(data.raw)
    captures = list(store.captures()) if data.raw.is_dir() else []
    broken = [
        Found("raw", "bad", f"{data.raw / name} is missing, but its index exists", _FROM_BACKUP)
        for name in store.missing_files()
    ]
    for done, capture in enumerate(captures, 1):
        try:
            store.body(capture)
        except CorruptRecord as error:
            broken.append(Found("raw", "bad", str(error), _FROM_BACKUP))
        except StorageFailed as error:
            return [*broken, Found("raw", "bad", str(error), "see to it that the storage answers (docs/scale.md)")]
        advance(done, len(captures))
    return broken or [Found("raw", "ok", f"{len(captures):,} captures, every digest is correct")]


def readings(data: DataFolder) -> list[Found]:
    """Check whether this version of the parser has read all captures."""
    store = ReadingStore(data.readings)
    if damaged := store.damaged():
        seen = f"{len(damaged):,} damaged, among them {damaged[0]}"
        return [Found("readings", "bad", seen, "pithhouse refresh removes them and reads their captures again")]
    landed = read_as(RawStore(data.raw).captures()) if data.raw.is_dir() else {}
    read = store.capture_ids()
    missing = sum(stand_in not in read for stand_in in landed.values())
    if missing:
        return [
            Found("readings", "look", f"{missing:,} captures have not been read yet", "pithhouse refresh reads them")
        ]
    return [Found("readings", "ok", f"{len(landed):,} captures read by parser {PARSER_VERSION}")]


def published(data: DataFolder) -> list[Found]:
    """Check whether the published file opens and has its tables, and which other files are next to it."""
    path = data.warehouse
    found = []
    if data.hold.exists():
        found.append(Found("published file", "look", held_back(data).split(". ")[0], "pithhouse rollback --release"))
    if not path.exists():
        found.append(Found("warehouse", "look", f"{path} does not exist yet", "pithhouse refresh creates it"))
    else:
        found.append(_opened(data))
    if wal_of(path).exists():
        found.append(Found("warehouse", "bad", f"{wal_of(path)} belongs to another file", f"rm {wal_of(path)}"))
    if data.building.exists():
        seen = f"{data.building} was left by a run that failed its checks or was killed"
        found.append(Found("new file", "look", seen, "inspect it, or let pithhouse refresh rebuild it"))
    return found


def blocks(data: DataFolder) -> list[Found]:
    """Check every block of a published file that opens: its bytes have to be those that were written."""
    if not data.warehouse.exists() or _opened(data).state == "bad":
        return []
    try:
        read_through(data.warehouse)
    except NotPublished as error:
        return [_damaged(data, error)]
    return [Found("blocks", "ok", "every value of the warehouse was read, every checksum is correct")]


def settings(data: DataFolder) -> list[Found]:
    """Check every setting, with secrets masked, and report variables that look like a setting but are not."""
    try:
        chosen = settings_of(data.root)
    except InvalidSettings as error:
        return [Found("settings", "bad", str(error), "docs/settings.md lists the allowed values")]
    except OSError as error:
        return [Found("settings", "bad", f"{error.filename}: {error.strerror}", "grant read permission")]
    found = [Found(f"setting {name}", "ok", value or "(not set)") for name, value in shown(chosen).items()]
    if chosen.site and not chosen.contact.get_secret_value():
        place = [one.what for one in found].index("setting contact")
        repair = "set contact, so that the site's owner can reach you"
        found[place] = Found("setting contact", "look", "(not set)", repair)
    misspelt = "correct its name: docs/settings.md lists the settings"
    return found + [Found(name, "look", "there is no such setting", misspelt) for name in unknown_variables()]


def hub_list(data: DataFolder) -> list[Found]:
    """Check the list of hubs to fetch."""
    try:
        listed = read_hubs(data.hubs_csv)
    except OSError as error:
        return [Found("hubs.csv", "bad", f"{data.hubs_csv}: {error.strerror}", "grant read permission")]
    bad = [Found("hubs.csv", "bad", f"row {one.number}: {one.problem}", "correct the row") for one in listed.problems]
    return bad or [Found("hubs.csv", "ok", f"{len(listed.hubs):,} hubs listed")]


def cells(data: DataFolder, advance: ProgressCallback) -> list[Found]:
    """Check every cell of the published file against its source."""
    from pipelines.provenance.verify import check_cells  # noqa: PLC0415 (the parser, which `status` does not need)

    if not data.warehouse.exists() or _opened(data).state == "bad":
        return []
    try:
        found = check_cells(data, advance)
    except CorruptRecord as error:
        return [Found("cells", "bad", str(error), _FROM_BACKUP)]
    if found.wrong:
        repair = "pithhouse refresh; if the fault remains, report it: a parser or an SQL statement is wrong"
        seen = f"{len(found.wrong):,} not proved; the first: {found.wrong[0]}"
        return [Found("cells", "bad", seen, repair)]
    counted = ", ".join(f"{number:,} {how}" for how, number in sorted(found.cells.items()))
    return [Found("cells", "ok", f"{found.cells.total():,} cells, all accounted for: {counted}")]


def last_run(data: DataFolder) -> list[Found]:
    """Check how the last run ended, as Dagster recorded it."""
    try:
        run = run_record.latest(data)
    except sqlite3.Error as error:
        seen = f"{data.dagster}: the record of runs cannot be read ({error})"
        return [
            Found("last run", "bad", seen, "pithhouse dev shows details; or move that folder, then pithhouse refresh")
        ]
    if run is None:
        return [Found("last run", "look", "no run yet", "pithhouse refresh")]
    seen = f"{run.run_id[:8]} of {run.created_at:%Y-%m-%d %H:%M} UTC: {run.status.lower()}"
    if run.is_dead:
        return [Found("last run", "look", f"{seen}, but its process is gone", "pithhouse refresh completes it")]
    if run.status == run_record.FAILURE:
        return [Found("last run", "bad", seen, "pithhouse dev shows why, under Runs; then pithhouse refresh")]
    return [Found("last run", "ok", seen)]


def _opened(data: DataFolder) -> Found:
    try:
        rows = summary.rows(data.warehouse)
    except (NotPublished, duckdb.Error) as error:
        return _damaged(data, error)
    size = data.warehouse.stat().st_size / 1e6
    seen = f"{data.warehouse}: {rows['hubs']:,} hubs, {rows['citations']:,} citations, {size:.1f} MB"
    return Found("warehouse", "ok", seen)


def _damaged(data: DataFolder, error: Exception) -> Found:
    """Return the repair of a published file (FAULTS F29), which can always be rebuilt from raw."""
    said = str(error).removesuffix(SEE_DOCTOR)
    if "newer version of DuckDB" in said:
        seen = f"{data.warehouse} was written by a newer DuckDB than this one ({version('duckdb')})"
        return Found("warehouse", "bad", seen, f"install the newer duckdb; or {_rebuilding(data)}")
    seen = f"{data.warehouse} is empty: 0 bytes" if data.warehouse.stat().st_size == 0 else said
    return Found("warehouse", "bad", seen, _rebuilding(data))


def _rebuilding(data: DataFolder) -> str:
    rollback = "; or pithhouse rollback restores the previous version" if versions(data) else ""
    return f"rm -f {data.warehouse}, then pithhouse refresh rebuilds it{rollback}"


LOOKS: Final[tuple[Callable[[DataFolder], list[Found]], ...]] = (
    software,
    folder,
    settings,
    hub_list,
    lock,
    readings,
    published,
    last_run,
)
