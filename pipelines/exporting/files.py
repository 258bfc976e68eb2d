"""Write an export: the tables of a published file as Parquet, CSV or JSON Lines, with descriptions and checksums.

`replacing` swaps it in atomically, so that no reader sees half of one; `descriptions` describes it, `changes` compares
it with the previous export.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.exporting.changes import as_json, compare
from pipelines.exporting.descriptions import Resource, croissant, data_package
from pipelines.exporting.forms import FORMULA_BEGINNINGS, Format
from pipelines.exporting.replacing import MARK, replaced
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.compare import TableChange
from pipelines.warehouse.connections import open_published, open_scratch
from schemas import ddl, registry, table
from schemas.table import Column, Table

_OPTIONS: Final = {
    Format.PARQUET: "FORMAT parquet, COMPRESSION zstd",
    Format.CSV: "FORMAT csv, HEADER",
    Format.JSONL: "FORMAT json",
}


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: the folder, a resource for each table, and what changed since the previous export."""

    folder: Path
    resources: list[Resource]
    changes: list[TableChange]


def exported() -> tuple[type[Table], ...]:
    """Return what can be exported: tables, history and views, without the search index."""
    return (*registry.TABLES, *registry.MARTS)


def export(  # noqa: PLR0913 (each can be left out by itself)
    warehouse: Path,
    folder: Path,
    form: Format = Format.PARQUET,
    models: Sequence[type[Table]] = (),
    advance: ProgressCallback = no_progress,
    *,
    wait_seconds: float = 0,
) -> Export:
    """Write tables of a published file into a folder.

    Args:
        warehouse: the published file; it is only read.
        folder: the target; it is created, or holds a previous export, which is replaced.
        form: the file format.
        models: which tables and views; all if empty.
        advance: progress callback, in tables.
        wait_seconds: how long to wait for another export to the same folder.

    Returns:
        What was written.

    Raises:
        NotPublished: there is no file, or it cannot be opened.
        NotAnExport: the folder holds files that no export wrote.
        Locked: another export to it is running.
        OSError: the disk refused; the previous export is intact.
    """
    open_published(warehouse).close()
    folder = folder.resolve()  # a link stays a link; its target is locked
    with replaced(folder, wait_seconds) as unfinished:
        done = _write(warehouse, unfinished, form, models or exported(), advance)
        changes = compare(folder, unfinished, [one.name for one in done]) if (folder / MARK).exists() else []
        (unfinished / "changes.json").write_text(_as_json(as_json(changes)), "utf-8")
        _write_checksums(unfinished)
    return Export(folder, done, changes)


def _write(
    warehouse: Path, folder: Path, form: Format, models: Sequence[type[Table]], advance: ProgressCallback
) -> list[Resource]:
    """Write the tables sorted by key, so that equal rows give equal bytes; then their descriptions."""
    resources = []
    with open_scratch() as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH {ddl.literal(str(warehouse))} AS published (READ_ONLY)")
        connection.execute("USE published")
        for done, model in enumerate(models, 1):
            resources.append(_write_table(connection, folder, form, model))
            advance(done, len(models))
        about = connection.execute("SELECT COLUMNS(*)::VARCHAR FROM meta.build")
        names = [one[0] for one in about.description or ()]
        [row] = about.fetchall()
    build = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    (folder / MARK).write_text(_as_json(data_package(resources, models, build, form.value)), "utf-8")
    (folder / "croissant.json").write_text(_as_json(croissant(resources, models, build)), "utf-8")
    return resources


def _write_table(connection: duckdb.DuckDBPyConnection, folder: Path, form: Format, model: type[Table]) -> Resource:
    name = table.title(model).replace(".", "_")
    path = folder / f"{name}.{form.value}"
    listed = ", ".join(f"{_cell(one, form)} AS {ddl.quoted(one.name)}" for one in table.columns(model))
    order = ", ".join(f"source.{ddl.quoted(one)}" for one in table.keys(model))
    address = ".".join(map(ddl.quoted, table.place(model)))
    rows = f"SELECT {listed} FROM {address} AS source ORDER BY {order}"
    [(number,)] = connection.execute(f"COPY ({rows}) TO {ddl.literal(str(path))} ({_OPTIONS[form]})").fetchall()
    return Resource(name, path.name, int(number), path.stat().st_size, _sha256(path))


def _cell(one: Column, form: Format) -> str:
    """Return the SQL of a column: uuids and JSON as text, times in ISO 8601 if the format has no times."""
    cell = f"source.{ddl.quoted(one.name)}"
    if one.sql_type in {"UUID", "JSON"}:
        return f"{cell}::VARCHAR"
    if one.sql_type == "TIMESTAMPTZ" and form is not Format.PARQUET:
        return f"strftime({cell} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    if one.sql_type == "VARCHAR" and form is Format.CSV:
        listed = ", ".join(map(ddl.literal, FORMULA_BEGINNINGS))
        return f"CASE WHEN left({cell}, 1) IN ({listed}) THEN '''' || {cell} ELSE {cell} END"
    return cell


def _write_checksums(folder: Path) -> None:
    """Write the digests of all files in the format that `sha256sum -c` reads."""
    files = sorted(one for one in folder.iterdir() if one.is_file())
    lines = [f"{_sha256(one)}  {one.name}\n" for one in files]
    (folder / "checksums.sha256").write_text("".join(lines), "utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
