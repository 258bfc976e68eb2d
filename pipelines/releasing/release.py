"""Write a release: a dated folder with all tables, the DuckDB file, what describes them, and the delta.

A release is written beside its place and gets its name when it is whole and its delta was tried; it is never written
again. `exporting` writes the tables, `delta` what differs, `words` the same for people, `contract` and `lineage` what
other tools ask for.
"""

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from pipelines.disk import sync
from pipelines.exporting.descriptions import Resource
from pipelines.exporting.files import (
    CHECKSUMS,
    build_row,
    exported,
    json_text,
    sha256_of,
    write_checksums,
    write_tables,
)
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import file_name
from pipelines.exporting.replacing import MARK, explained_refusal
from pipelines.locks import lock_file
from pipelines.progress import ProgressCallback, no_progress
from pipelines.releasing.contract import contract
from pipelines.releasing.delta import TableDelta, write_delta
from pipelines.releasing.errors import ReleaseDamaged
from pipelines.releasing.lineage import lineage
from pipelines.releasing.words import changes_in_words
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.publish import READ_ONLY
from schemas import table

MANIFEST: Final = "release.json"
DELTA: Final = "delta"
_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its folder, the name of the former one (empty for the first), its files, its delta.

    `is_new` is false where the former release has the same build: then nothing was written, and `folder` is that one.
    """

    folder: Path
    former: str
    resources: list[Resource]
    deltas: list[TableDelta]
    is_new: bool = True


def releases(folder: Path) -> list[Path]:
    """List the releases in a folder, the oldest first."""
    return [folder / name for name in in_order(one.name for one in folder.glob("*") if one.is_dir())]


def in_order(names: Iterable[str]) -> list[str]:
    """Return those names that are names of releases, the oldest first."""
    found = [match for name in names if (match := _NAME.fullmatch(name))]
    return [match[0] for match in sorted(found, key=lambda match: (match[1], int(match[2] or 1)))]


def release(
    warehouse: Path,
    folder: Path,
    now: datetime,
    advance: ProgressCallback = no_progress,
    *,
    wait_seconds: float = 0,
) -> Release:
    """Write a release of the published file.

    Args:
        warehouse: the published file; it is only read.
        folder: where the releases are; it is created.
        now: its date names the release (UTC). The second of a day is `2026-11-28.2`.
        advance: progress callback, in tables.
        wait_seconds: how long to wait for another release into the same folder.

    Returns:
        What was written.

    Raises:
        NotPublished: there is no published file, or it cannot be opened.
        ReleaseDamaged: the former release is not as it was written.
        Locked: another release is being written there.
        OSError: the disk refused; there is no new release.
    """
    open_published(warehouse).close()
    folder = folder.resolve()
    with (
        explained_refusal(folder, "the release could not be written; there is none"),
        lock_file(folder / ".lock", wait_seconds, f"{folder} is being written by"),
    ):
        former = releases(folder)[-1:]
        for one in former:
            require_whole(one)
        unfinished = folder / ".new"
        rmtree(unfinished, ignore_errors=True)  # of a call that was killed
        unfinished.mkdir()
        try:
            return _written(warehouse, unfinished, _next_name(folder, now), former, advance)
        finally:
            rmtree(unfinished, ignore_errors=True)


def require_whole(release: Path) -> None:
    """Compare every file of a release with its checksum.

    Raises:
        ReleaseDamaged: a file is missing, was changed, or was added.
    """
    listed = {}
    with suppress(OSError):
        lines = (release / CHECKSUMS).read_text("utf-8").splitlines()
        listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if MANIFEST not in listed:
        raise ReleaseDamaged(f"{release} has no whole {CHECKSUMS}; restore the release from a copy")
    there = {one.relative_to(release).as_posix() for one in release.rglob("*") if one.is_file()} - {CHECKSUMS}
    changed = [name for name in listed if name not in there or sha256_of(release / name) != listed[name]]
    if wrong := sorted({*changed, *(there - listed.keys())}):
        raise ReleaseDamaged(f"{release / wrong[0]} is not as it was released; restore the release from a copy")


def _written(
    warehouse: Path, unfinished: Path, name: str, former: Sequence[Path], advance: ProgressCallback
) -> Release:
    """Write all files of a release, then give it its name."""
    copy = unfinished / "warehouse.duckdb"
    shutil.copyfile(warehouse, copy)  # one state, whatever is published meanwhile
    with open_published(copy) as connection:
        build = build_row(connection)
    if former and _build_of(former[0]) == build:
        told = json.loads((former[0] / MANIFEST).read_text("utf-8"))
        return Release(former[0], told["former"], [], [], is_new=False)
    models = exported()
    resources = write_tables(copy, unfinished, Format.PARQUET, models, advance)
    keys = {file_name(one): tuple(table.keys(one)) for one in models}
    deltas, changes = write_delta(former[0], unfinished, unfinished / DELTA, keys) if former else ([], [])
    before = former[0].name if former else ""
    sentences = _sentences(copy, _build_of(former[0])["built_at"], build["built_at"]) if former else []
    made_by = version("pithhouse")
    told = {
        "name": name,
        "former": before,
        "build": build,
        "tables": [{"table": one.name, "rows": one.rows, "sha256": one.sha256} for one in resources],
        "delta": [asdict(one) for one in deltas],
    }
    for file, text in (
        (MANIFEST, json_text(told)),
        ("CHANGES.md", changes_in_words(name, before, changes, sentences)),
        ("contract.odcs.yaml", contract(models, made_by)),
        ("openlineage.jsonl", lineage(models, resources, build, made_by)),
    ):
        (unfinished / file).write_text(text, "utf-8")
    write_checksums(unfinished)
    for one in unfinished.rglob("*"):
        if one.is_file():
            one.chmod(READ_ONLY)
            sync(one)
    target = unfinished.with_name(name)
    unfinished.rename(target)
    sync(target.parent)
    return Release(target, before, resources, deltas)


def _next_name(folder: Path, now: datetime) -> str:
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    numbers = [
        int(match[2] or 1) for one in releases(folder) if (match := _NAME.fullmatch(one.name)) and match[1] == day
    ]
    return f"{day}.{max(numbers) + 1}" if numbers else day


def _build_of(release: Path) -> dict[str, Any]:
    build: dict[str, Any] = json.loads((release / MARK).read_text("utf-8"))["pithhouse:build"]
    return build


def _sentences(warehouse: Path, since: str, until: str) -> list[str]:
    with open_published(warehouse) as connection:
        found = connection.execute("SELECT change FROM learned_between(?, ?) ORDER BY ALL", [since, until]).fetchall()
    return [str(one) for (one,) in found]
