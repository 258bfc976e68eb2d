"""What has to hold after a fault: the published file, the raw folder, the tables, and no file that nobody knows."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from argparse import Namespace
from pathlib import Path
from typing import Final

import duckdb
from warcio.checker import Checker

from pipelines.landing.raw_store import RawStore
from pipelines.warehouse import audit
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.damage import read_through
from pipelines.warehouse.scratch import open_both
from pipelines.workspace import DataFolder
from schemas import registry, table
from schemas.ddl import quoted
from schemas.table import Table

OF_THE_RUN: Final = {"captures": {"landed_at", "warc_file", "warc_offset"}}
"""Columns that say how a capture was landed, and so may differ between a run and two halves of it."""
ABOUT_RUNS: Final = frozenset({"sources", "fetches", "captures", "claims"})
"""Tables with rows for each request or capture: a run that was killed asks for its last page once more."""
ABOUT_KNOWING: Final = ABOUT_RUNS | {
    "quarantine",
    "history.hubs",
    "history.citations",
    "history.papers",
    "history.facet_counts",
}
"""Also what tells when something was known, and captures that were refused because a wrong clock put them ahead."""

_NAMES: Final = (
    (re.compile(r"warehouse\.versions/.*"), "warehouse.versions/*"),
    (re.compile(r"(readings/parser-\d+)/[^./][^/]*"), r"\1/*"),
    (re.compile(r"raw/receipts/[^./][^/]*"), "raw/receipts/*"),
    (re.compile(r"raw/torn/[^./][^/]*"), "raw/torn"),
    (re.compile(r"releases/\d{4}-\d\d-\d\d[^/]*"), "releases/*"),
)


def published(folder: DataFolder) -> list[str]:
    """Audit the published file as a publish does; return what is wrong."""
    try:
        read_through(folder.warehouse)
        found = audit.audit_tables(folder.warehouse, registry.TABLES)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the finding)
        return [f"the published file cannot be read: {error!r}"]
    return [f"the published file: {one}" for broken in found.values() for one in broken]


def carried(file: Path) -> int:
    """Return the number of captures whose rows a file took over from the one before it."""
    with open_published(file) as connection:
        [(captures,)] = connection.execute("SELECT captures_carried FROM meta.build").fetchall()
    return int(captures)


def landed(folder: DataFolder) -> set[str]:
    """Return the ids of all captures that are whole in the raw folder."""
    return {one.capture_id for one in RawStore(folder.raw).captures()}


def raw(folder: DataFolder, acknowledged: set[str]) -> list[str]:
    """Check the raw folder with warcio, and that every acknowledged capture is there with its bytes."""
    problems = []
    for path in sorted(folder.raw.glob("*.warc.gz")):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            checker = Checker(Namespace(inputs=[str(path)], verbose=False))
            checker.process_one(str(path))
        if checker.exit_value:
            problems.append(f"warcio check {path.name}: {said.getvalue().strip()[-300:]}")
    store, there = RawStore(folder.raw), set()
    for capture in store.captures():
        try:
            store.body(capture)
            there.add(capture.capture_id)
        except Exception as error:  # noqa: BLE001
            problems.append(f"capture {capture.capture_id}: {error!r}")
    if lost := acknowledged - there:
        problems.append(f"{len(lost)} acknowledged captures are lost: {sorted(lost)[:3]}")
    return problems


def compared(
    wanted: Path, got: Path, *, is_exact: bool, left_out: frozenset[str] = ABOUT_RUNS
) -> tuple[int, int, list[str]]:
    """Compare all tables of two warehouse files as sets of rows.

    Args:
        wanted: of the undisturbed run.
        got: of the disturbed one.
        is_exact: compare all tables and times; they agree only where both runs had the same clock.
        left_out: the tables that are not compared otherwise.

    Returns:
        How many cells were compared, how many are lost, and the tables that differ.
    """
    cells = lost = 0
    differing = []
    with open_both(wanted, got) as connection:
        for model in registry.TABLES:
            name = table.title(model)
            if not is_exact and name in left_out:
                continue
            columns = _columns(model, is_exact=is_exact)
            rows, differences = _difference(connection, model, columns)
            cells += rows * len(columns)
            lost += differences * len(columns)
            if differences:
                differing.append(f"table {name}: {differences} rows differ from the undisturbed run")
    return cells, lost, differing


def _columns(model: type[Table], *, is_exact: bool) -> list[str]:
    left_out = OF_THE_RUN.get(table.name(model), set())
    return [
        quoted(one.name)
        for one in table.columns(model)
        if one.name not in left_out
        and (is_exact or not (one.name == "capture_id" or "TIMESTAMP" in one.sql_type or one.sql_type == "DATE"))
    ]


def _difference(connection: duckdb.DuckDBPyConnection, model: type[Table], columns: list[str]) -> tuple[int, int]:
    place, shown = ".".join(map(quoted, table.place(model))), ", ".join(columns)
    x, y = (f"SELECT {shown} FROM {side}.{place}" for side in ("former", "newer"))
    [(rows, differences)] = connection.execute(
        f"SELECT (SELECT count(*) FROM ({x})), "
        f"(SELECT count(*) FROM (({x} EXCEPT ALL {y}) UNION ALL ({y} EXCEPT ALL {x})))"
    ).fetchall()
    return int(rows), int(differences)


def digest(case: Path) -> str:
    """Return a digest of all files of a case by name and bytes, without what Dagster holds and the lock's own note."""
    found = hashlib.sha256()
    for path in sorted(case.rglob("*")):
        name = path.relative_to(case).as_posix()
        if path.is_file() and not name.startswith("data/dagster/") and not name.endswith(".lock"):
            found.update(f"{name}\0{path.stat().st_size}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def names(case: Path) -> set[str]:
    """Return the files of a case, named by their kind; what Dagster holds is only its folder."""
    found = set()
    for path in case.rglob("*"):
        name = path.relative_to(case).as_posix()
        if path.is_dir() or name.startswith("data/dagster/"):
            continue
        for pattern, kind in _NAMES:
            name = pattern.sub(kind, name)
        found.add(name)
    return found


def stray(case: Path, undisturbed: Path) -> list[str]:
    """Return what is in a case and in no undisturbed one."""
    allowed = names(undisturbed) | {
        "data/raw/torn",
        "data/.last-look",
        "data/changes.atom",
        "data/warehouse.versions/*",
    }
    return [f"{one} was left" for one in sorted(names(case) - allowed)]
