"""The audit of a warehouse file before it is published: contracts table by table, and the counts to look at.

Nothing is repaired or published here. `assets` turns the results into asset checks; `status` shows the counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.connections import open_published
from schemas import ddl, table
from schemas.contract import Violation, violations
from schemas.table import Table

LISTING_A_PART: Final = (
    "FROM claims JOIN captures USING (capture_id) WHERE claim LIKE '%_listed' AND status = 'unverifiable' "
    "AND numerator IS NOT NULL AND rendering = 'html'"
)
"""Whole HTML pages whose explorer lists fewer papers than a count printed on them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a person should look at, in numbers.

    Attributes:
        residue_lines: lines that nobody claimed.
        residue_by_block: the same by block of the page.
        quarantined_cells: cells refused.
        quarantine_by_reason: the same by table, column and reason, the most frequent first.
        unknown_words: (kind, word) that the parser's word lists do not hold.
        numbers_that_disagree: printed numbers that disagree with what they are compared with, by claim and numbers.
        pages_listing_a_part: whole HTML pages whose explorer lists fewer papers than printed, by these two numbers.
        bad_captures: captures by outcome, other than `ok` and `pending`.
    """

    residue_lines: int
    residue_by_block: dict[str, int]
    quarantined_cells: int
    quarantine_by_reason: dict[str, int]
    unknown_words: list[tuple[str, str]]
    numbers_that_disagree: dict[str, int]
    pages_listing_a_part: dict[str, int]
    bad_captures: dict[str, int]


def audit_table(path: Path, model: type[Table]) -> list[Violation]:
    """Check one table of a file against its contract; see `audit_tables`."""
    return audit_tables(path, [model])[model]


def audit_tables(
    path: Path, models: Sequence[type[Table]], advance: ProgressCallback = no_progress
) -> dict[type[Table], list[Violation]]:
    """Check tables of a file against their contracts; the file is opened once.

    Args:
        path: the file, new or published; it is opened read-only.
        models: the tables' models.
        advance: told of progress, in tables.

    Returns:
        Every broken promise of each table: shape, duplicate keys, cells.
    """
    found = {}
    with open_published(path) as connection:
        for done, model in enumerate(models, 1):
            found[model] = _violations(connection, model)
            advance(done, len(models))
    return found


def _violations(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> list[Violation]:
    found = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
        table.place(model),
    ).fetchall()
    if broken := _shape(model, dict(found)):
        return broken
    return violations(model, connection.sql(f"SELECT {_as_text(model)} FROM {ddl.address(model)}").pl())


def _shape(model: type[Table], given: dict[str, str]) -> list[Violation]:
    """Compare a table's columns in the file with the schema's, by their types in the file."""
    name = table.name(model)
    if not given:
        return [Violation(name, "", "table is missing", 0)]
    promised = {one.name: ddl.full_type(one.sql_type) for one in table.columns(model)}
    missing = [Violation(name, one, "column is missing", 0) for one in promised if one not in given]
    extra = [Violation(name, one, "column is not declared", 0) for one in given if one not in promised]
    wrong = [
        Violation(name, one, f"type is {given[one]}, promised {kind}", 0)
        for one, kind in promised.items()
        if one in given and given[one] != kind
    ]
    return [*missing, *extra, *wrong]


def counts(path: Path) -> Counts:
    """Count what a person should look at in a file, new or published."""
    with open_published(path) as connection:
        residue = _by(connection, "SELECT block, count(*) FROM residue GROUP BY ALL ORDER BY 2 DESC, 1")
        refused = _by(
            connection,
            "SELECT concat_ws('.', table_name, column_name) || ': ' || regexp_replace(reason, '''.*''', '…'), count(*) "
            "FROM quarantine GROUP BY ALL ORDER BY 2 DESC, 1",
        )
        words = connection.sql("SELECT kind, word FROM vocabulary WHERE NOT is_known ORDER BY ALL").fetchall()
        bad = _by(connection, "SELECT outcome, count(*) FROM captures WHERE is_problem GROUP BY ALL ORDER BY 1")
        disagreeing = _by(
            connection,
            "SELECT format('{}: {}, not {}', claim, printed_text, explanation), count(*) FROM claims "
            "WHERE status = 'disagrees' GROUP BY ALL ORDER BY 2 DESC, 1",
        )
        parts = _by(
            connection,
            "SELECT format('{:d} of {:d}', numerator, printed_value::BIGINT), count(DISTINCT capture_id) "
            f"{LISTING_A_PART} GROUP BY ALL ORDER BY 2 DESC, 1",
        )
    return Counts(
        residue_lines=sum(residue.values()),
        residue_by_block=residue,
        quarantined_cells=sum(refused.values()),
        quarantine_by_reason=refused,
        unknown_words=[(str(kind), str(word)) for kind, word in words],
        numbers_that_disagree=disagreeing,
        pages_listing_a_part=parts,
        bad_captures=bad,
    )


def _by(connection: duckdb.DuckDBPyConnection, statement: str) -> dict[str, int]:
    return {str(name): int(n) for name, n in connection.sql(statement).fetchall()}


def _as_text(model: type[Table]) -> str:
    """Select a table's columns in the types that polars has: uuid and JSON as text."""
    return ", ".join(
        f"{ddl.quoted(one.name)}{'::VARCHAR' if one.sql_type in {'UUID', 'JSON'} else ''} AS {ddl.quoted(one.name)}"
        for one in table.columns(model)
    )
