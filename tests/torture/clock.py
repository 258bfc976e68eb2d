"""The campaign `clock`: the clock goes back and forth between runs, and a file comes from another version.

A run is one of these: half of the captures taken in with the clock some days off, then the rest with the right one; or
a published file that another release or another version of DuckDB has written, or that is none, followed by a run.
Every command must end well or with a message, without a traceback; then every table must equal that of an undisturbed
run. After a wrong clock, history is left out, which tells what was known when, and so is the list of refused captures:
those that a clock of last year puts into the future are refused, and stay so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import duckdb

from pipelines.workspace import DataFolder
from tests.torture import checks, house
from tests.torture.house import Case, House
from tests.torture.session import Session

DAYS: Final = (-400, -31, -1, 0, 2, 31, 400)
"""How far the clock is off in the disturbed run. The summer time of Europe and America ends between some of them."""
ZONES: Final = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")


def _changed(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.chmod(0o644)
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)

    return change


def _of_storage(version: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        new = path.with_name("other.duckdb")
        with duckdb.connect(str(new), config={"storage_compatibility_version": version}) as connection:
            connection.execute(f"ATTACH '{path}' AS published (READ_ONLY)")
            connection.execute("COPY FROM DATABASE published TO other")
        new.replace(path)

    return write


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        held = path.read_bytes()
        path.unlink()
        path.write_bytes(change(held))

    return write


FILES: Final[dict[str, Callable[[Path], None]]] = {
    "older: a table is missing": _changed("DROP TABLE IF EXISTS vocabulary"),
    "older: no recipe": _changed("ALTER TABLE meta.build DROP COLUMN recipe"),
    "newer: one more table": _changed("CREATE TABLE of_tomorrow AS SELECT 1 AS one"),
    "newer: one more column": _changed("ALTER TABLE hubs ADD COLUMN of_tomorrow VARCHAR"),
    "DuckDB 1.5 storage": _of_storage("v1.5.0"),
    "latest storage": _of_storage("latest"),
    "storage version 99": _bytes(lambda held: held[:12] + (99).to_bytes(8, "little") + held[20:]),
    "half a file": _bytes(lambda held: held[: len(held) // 2]),
    "an empty file": _bytes(lambda _held: b""),
    "no DuckDB file": _bytes(lambda _held: b"<!doctype html>" * 1000),
}
"""What is made of a published file. Another one is a line here."""


def campaign(session: Session, preload: Path | None) -> None:
    """Turn the clock and change versions, in turn."""
    place = session.house()
    [case] = place.cases("ingest")
    if preload is None:
        session.tally.left_out = "the clock is turned by the shim, and there is no C compiler to build it"
    for number, draw in session.turns():
        turned = number % 2 == 0 and preload is not None
        with place.copy(case, "turned") as root:
            what, problems = _clock(place, case, root, draw) if turned else _file(place, case, root, number // 2)
            session.tally.count("clock" if turned else "version")
            acknowledged = checks.landed(DataFolder(root / "data"))
            problems += place.complete(case, root)
            wrong = _judged(session, case, root, acknowledged, is_exact=not turned)
        session.judge(number, 1, [f"{what}: {one}" for one in [*problems, *wrong]])


def _clock(place: House, case: Case, root: Path, draw: random.Random) -> tuple[str, list[str]]:
    """Take in the same captures with the clock wrong, and ask for the state."""
    days, zone = draw.choice(DAYS), draw.choice(ZONES)
    problems = []
    for command in (case.command[:3], ["status"], ["reparse"]):
        ended = place.run(case, command, root, later=days, zone=zone)
        problems += _ended(ended.code, ended.err, (0, 3))
    return f"the clock {days} days off, {zone}", problems


def _file(place: House, case: Case, root: Path, number: int) -> tuple[str, list[str]]:
    """Change the published file, and look at it with the commands that open it."""
    what = list(FILES)[number % len(FILES)]
    published = root / "data/warehouse.duckdb"
    FILES[what](published)
    problems = []
    for command in (["status"], ["query", "FROM hubs"], ["doctor"], ["diff"]):
        ended = place.run(case, command, root)
        problems += [f"`{command[0]}`: {one}" for one in _ended(ended.code, ended.err + ended.out, None)]
        if ended.code not in house.DONE and not ended.err.strip() and not ended.out.strip():
            problems.append(f"`{command[0]}` ended with {ended.code} without a word")
    return what, problems


def _ended(code: int, said: str, allowed: tuple[int, ...] | None) -> list[str]:
    problems = []
    if "Traceback" in said or "PITHHOUSE_DEBUG" in said:
        problems.append(f"an error without an explanation: {said.strip()[-300:]}")
    if code < 0 or (allowed and code not in allowed):
        problems.append(f"it ended with {code}: {said.strip()[-300:]}")
    return problems


def _judged(session: Session, case: Case, root: Path, acknowledged: set[str], *, is_exact: bool) -> list[str]:
    """Check the completed folder; with times only where the clock was right."""
    folder, tally = DataFolder(root / "data"), session.tally
    cells, lost, differing = checks.compared(
        case.wanted / "data/warehouse.duckdb",
        folder.warehouse,
        is_exact=is_exact and case.is_exact,
        left_out=checks.ABOUT_KNOWING,
    )
    tally.cells_compared += cells
    tally.cells_lost += lost
    return [*checks.published(folder), *checks.raw(folder, acknowledged), *differing]
