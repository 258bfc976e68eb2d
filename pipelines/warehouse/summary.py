"""Read-only queries about a warehouse file: rows per table, when it was built, captures with problems.

Checks live in `audit` and `quality`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from pipelines.landing.raw_store import RawStore
from pipelines.parsing.vocabulary.outcomes import UNTROUBLED
from pipelines.warehouse.connections import NotPublished, from_microseconds, open_published
from pipelines.warehouse.remembered import remembered
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.table import Table

FIRST: Final = 5
"""So many rows are shown of each table."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A capture with a problem: its id, source file, URL, time (UTC), outcome and reason."""

    capture_id: str
    source_file: str
    url: str
    captured_at: datetime
    outcome: str
    reason: str | None


class _View(NamedTuple):
    """The number of rows of a view, and its first ones."""

    rows: int
    first: list[dict[str, str | None]]


def rows(path: Path, models: Sequence[type[Table]] = registry.TABLES) -> dict[str, int]:
    """Count the rows of each table, or of other models of the registry, in the order given."""

    def count(uncounted: list[type[Table]]) -> dict[type[Table], int]:
        found = {one: view.rows for one, view in _views(path, uncounted).items()}
        with open_published(path) as connection:
            for model in [one for one in uncounted if one not in found]:
                [(number,)] = connection.execute(f"SELECT count(*) FROM {ddl.address(model)}").fetchall()
                found[model] = int(number)
        return found

    return {table.name(model): number for model, number in remembered(path, "rows", models, count).items()}


def first_rows(path: Path, models: Sequence[type[Table]]) -> dict[type[Table], list[dict[str, str | None]]]:
    """Return the first rows of tables, every value as text (None for NULL); the file is opened once."""

    def ask(unasked: list[type[Table]]) -> dict[type[Table], list[dict[str, str | None]]]:
        found = {one: view.first for one, view in _views(path, unasked).items()}
        with open_published(path) as connection:
            tables = [one for one in unasked if one not in found]
            return found | {one: _as_text(connection, f"FROM {ddl.address(one)}", FIRST) for one in tables}

    return remembered(path, "first rows", models, ask)


def _views(path: Path, models: Sequence[type[Table]]) -> dict[type[Table], _View]:
    """Count the rows of those models that are views, and return the first of them, each view computed once."""

    def ask(unasked: list[type[Table]]) -> dict[type[Table], _View]:
        found = {}
        with open_published(path) as connection:
            for model in unasked:
                connection.execute(
                    f"CREATE OR REPLACE TEMP TABLE view AS SELECT count(*) AS rows, "
                    f"list(line ORDER BY place) FILTER (place <= {FIRST}) AS first "
                    f"FROM (SELECT line, row_number() OVER () AS place FROM {ddl.address(model)} AS line)"
                )
                [(number,)] = connection.execute("SELECT rows FROM view").fetchall()
                first = _as_text(connection, "SELECT unnest(first, max_depth := 2) FROM view", FIRST)
                found[model] = _View(int(number), first)
        return found

    return remembered(path, "views", [one for one in models if one in registry.MARTS], ask)


def first_answers(path: Path, question: str, limit: int) -> list[dict[str, str | None]]:
    """Return the first rows of a trusted query, in its order, every value as text (None for NULL).

    Args:
        path: the file, new or published.
        question: one of our own SELECT statements; it may end with a semicolon.
        limit: maximum number of rows.
    """
    with open_published(path) as connection:
        return _as_text(connection, question.removesuffix(";"), limit)


def _as_text(connection: duckdb.DuckDBPyConnection, question: str, limit: int) -> list[dict[str, str | None]]:
    found = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM ({question}) LIMIT ?", [limit])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def built_at(path: Path) -> datetime:
    """Return when a file was built (UTC)."""
    with open_published(path) as connection:
        row = connection.execute("SELECT epoch_us(built_at) FROM meta.build").fetchone()
    return from_microseconds(row[0] if row else 0)


def outcomes(path: Path) -> dict[str, int]:
    """Count the captures by outcome, most frequent first."""
    with open_published(path) as connection:
        found = connection.execute("SELECT outcome, count(*) FROM captures GROUP BY ALL ORDER BY 2 DESC, 1").fetchall()
    return {str(outcome): int(n) for outcome, n in found}


def landed_and_held(folder: DataFolder, published: Mapping[str, int]) -> tuple[int, int]:
    """Count the captures that landed, and those in the published file, without answers that nothing changed (304).

    Args:
        folder: the data folder.
        published: the captures of its published file, counted by outcome.
    """
    landed = RawStore(folder.raw).captures() if folder.raw.is_dir() else ()
    news = sum(one.outcome != "unchanged" for one in landed)
    return news, sum(number for outcome, number in published.items() if outcome != "unchanged")


def lines(path: Path) -> int:
    """Count the text lines of all captures that were read."""
    with open_published(path) as connection:
        [(found,)] = connection.execute("SELECT coalesce(sum(text_lines), 0)::BIGINT FROM captures").fetchall()
    return int(found)


def hub_ids(path: Path) -> set[str]:
    """Return the uuids of the hubs."""
    with open_published(path) as connection:
        return {str(hub_id) for (hub_id,) in connection.execute("SELECT hub_id::VARCHAR FROM hubs").fetchall()}


def bad_captures(path: Path) -> set[tuple[str, str]]:
    """Return id and outcome of the captures that `problems` lists; works on files from older releases as well."""
    with open_published(path) as connection:
        found = connection.execute(
            "SELECT capture_id, outcome FROM captures WHERE NOT list_contains(?, outcome)", [sorted(UNTROUBLED)]
        ).fetchall()
    return {(str(one), str(outcome)) for one, outcome in found}


def problems(path: Path) -> list[Problem]:
    """List the captures that a person should look at, in the order in which they landed."""
    with open_published(path) as connection:
        found = connection.execute(
            "SELECT capture_id, source_file, url, epoch_us(captured_at), outcome, reason FROM captures "
            "WHERE is_problem ORDER BY landed_at, warc_file, warc_offset"
        ).fetchall()
    return [
        Problem(one, file, url, from_microseconds(us), outcome, reason) for one, file, url, us, outcome, reason in found
    ]


def left_out(path: Path) -> set[str]:
    """Return the canonical ids of the captures that a file was built without; an empty set if it cannot be read."""
    try:
        with open_published(path) as connection:
            found = connection.execute("SELECT DISTINCT read_as FROM captures WHERE outcome = 'build_failed'")
            return {str(one) for (one,) in found.fetchall()}
    except (NotPublished, duckdb.Error):
        return set()


def refusals(path: Path) -> tuple[dict[str, list[tuple[str, str | None, str]]], dict[str, str]]:
    """Return the refused cells by capture, as table, column and printed text, and the outcomes of these captures."""
    with open_published(path) as connection:
        found = connection.execute(
            "SELECT capture_id, outcome, table_name, column_name, text_raw FROM quarantine JOIN captures "
            "USING (capture_id) WHERE outcome <> 'build_failed' ORDER BY capture_id, position"
        ).fetchall()
    refused: dict[str, list[tuple[str, str | None, str]]] = {}
    for capture_id, _, *cell in found:
        refused.setdefault(capture_id, []).append((cell[0], cell[1], cell[2]))
    return refused, {one[0]: one[1] for one in found}
