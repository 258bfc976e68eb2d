"""Write an export: the tables of a published file in one of the formats, with descriptions and checksums.

`replacing` swaps it in atomically, so that no reader sees half of one; `descriptions` describes it, `changes` compares
it with the previous export.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.exporting.cells import rows_of
from pipelines.exporting.changes import as_json, compare
from pipelines.exporting.croissant import croissant
from pipelines.exporting.dbt import dbt_sources
from pipelines.exporting.descriptions import Resource, data_package
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import file_name
from pipelines.exporting.replacing import MARK, replaced
from pipelines.exporting.sqlite_file import write_sqlite
from pipelines.exporting.workbook import write_workbook
from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.compare import TableChange
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.scratch import open_scratch
from schemas import ddl, registry
from schemas.table import Table

CHECKSUMS: Final = "checksums.sha256"
"""The file with the digests of all others."""

PARQUET_OPTIONS: Final = "FORMAT parquet, COMPRESSION zstd"
_OPTIONS: Final = {
    Format.PARQUET: PARQUET_OPTIONS,
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
        DoesNotFit: the format cannot hold a table.
        Locked: another export to it is running.
        OSError: the disk refused; the previous export is intact.
    """
    open_published(warehouse).close()
    folder = folder.resolve()  # a link stays a link; its target is locked
    with replaced(folder, wait_seconds) as unfinished:
        done = write_tables(warehouse, unfinished, form, models or exported(), advance)
        changes = compare(folder, unfinished, [one.name for one in done]) if (folder / MARK).exists() else []
        (unfinished / "changes.json").write_text(json_text(as_json(changes)), "utf-8")
        write_checksums(unfinished)
    return Export(folder, done, changes)


def write_tables(
    warehouse: Path, folder: Path, form: Format, models: Sequence[type[Table]], advance: ProgressCallback
) -> list[Resource]:
    """Write tables of a published file into an empty folder, sorted by key (equal rows give equal bytes), described.

    Returns:
        A resource for each table.
    """
    with open_scratch() as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH {ddl.literal(str(warehouse))} AS published (READ_ONLY)")
        connection.execute("USE published")
        build = build_row(connection)
        if form.is_one_file:
            path = folder / f"pithhouse.{form.value}"
            resources = _write_together(connection, path, models, build["built_at"], advance)
        else:
            resources = []
            for done, model in enumerate(models, 1):
                resources.append(_write_table(connection, folder, form, model))
                advance(done, len(models))
            (folder / "sources.yml").write_text(dbt_sources(resources, models, form), "utf-8")
    (folder / MARK).write_text(json_text(data_package(resources, models, build, form)), "utf-8")
    (folder / "croissant.json").write_text(json_text(croissant(resources, models, build)), "utf-8")
    return resources


def build_row(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the row of `meta.build` as text, without what is NULL."""
    found = connection.execute("SELECT COLUMNS(*)::VARCHAR FROM meta.build")
    names = [one[0] for one in found.description or ()]
    [row] = found.fetchall()
    return {name: value for name, value in zip(names, row, strict=True) if value is not None}


def _write_table(connection: duckdb.DuckDBPyConnection, folder: Path, form: Format, model: type[Table]) -> Resource:
    path = folder / f"{file_name(model)}.{form.value}"
    copied = f"COPY ({rows_of(model, form)}) TO {ddl.literal(str(path))} ({_OPTIONS[form]})"
    [(number,)] = connection.execute(copied).fetchall()
    return Resource(file_name(model), path.name, int(number), path.stat().st_size, sha256_of(path))


def _write_together(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    models: Sequence[type[Table]],
    built_at: str,
    advance: ProgressCallback,
) -> list[Resource]:
    """Write all tables into one file."""
    if path.suffix == f".{Format.SQLITE.value}":
        counts = write_sqlite(connection, path, models, advance)
    else:
        counts = write_workbook(connection, path, models, datetime.fromisoformat(built_at), advance)
    size, digest = path.stat().st_size, sha256_of(path)
    return [
        Resource(file_name(model), path.name, rows, size, digest) for model, rows in zip(models, counts, strict=True)
    ]


def write_checksums(folder: Path) -> None:
    """Write the digests of all files in the format that `sha256sum -c` reads."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    lines = [f"{sha256_of(one)}  {one.relative_to(folder).as_posix()}\n" for one in files]
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def json_text(value: Any) -> str:
    """Return a value as the JSON files of an export hold it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
