"""Patches: the rows of what changed, put into a copy of the published file (docs/decisions/0054).

Which rows those are is decided in `remade`. Here, each table loses the rows that are made again, and gets them as
they are now; all other rows stay where they are, in their blocks, however many there are. Rows that a 304 response
confirmed only get another `last_captured_at`. `fill` calls it for each table, and `new_file` for the rest of the file.
"""

from typing import Final

import duckdb

from pipelines.building.history import as_history, is_history
from pipelines.building.shape import check_shape
from pipelines.building.statements import table_statement
from schemas import ddl, table
from schemas.captures import Captures
from schemas.fetches import Fetches
from schemas.history.papers import PapersHistory
from schemas.hubs import Hubs
from schemas.paper_aliases import PaperAliases
from schemas.papers import Papers
from schemas.sources import Sources
from schemas.summaries import Summaries
from schemas.table import Table
from schemas.vocabulary import Vocabulary

WHOLE: Final = (Sources, Fetches)
"""Tables that are always made whole, because they are made from few rows."""

MERGED: Final = (Papers, Summaries, Vocabulary)
"""Tables that span hubs: a newer value replaces the former one, and without a newer value the former one stays."""


def patch_table(connection: duckdb.DuckDBPyConnection, model: type[Table]) -> None:
    """Replace the rows of a table that are made again.

    Args:
        connection: a connection to a copy of the published file, with the relations that the table's statement needs.
        model: the table.

    Raises:
        ShapeBroken: the statement returns other columns or types than the schema declares.
        duckdb.Error: a statement fails.
    """
    columns, address = ddl.column_list(model), ddl.address(model)
    if "last_captured_at" in table.polars_schema(model):
        connection.execute(_confirmed_again(model))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE made_again AS SELECT {columns} FROM ({_made_again(model)})")
    check_shape(connection, model, "FROM made_again")
    connection.execute(f"DELETE FROM {address} WHERE {_replaced(model)}")
    order = ", ".join(map(ddl.quoted, table.keys(model)))
    connection.execute(f"INSERT INTO {address} ({columns}) SELECT {columns} FROM made_again ORDER BY {order}")
    connection.execute("DROP TABLE made_again")


def leave_for_next(connection: duckdb.DuckDBPyConnection) -> None:
    """Write into `meta` of a file built from scratch what the next build needs to carry over rows of this one."""
    for name in ("batches", "identities", "posting_dates"):
        connection.execute(f"CREATE TABLE meta.{name} AS FROM {name} ORDER BY ALL")


def patch_meta(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring up to date, in a copy, what the next build needs to carry over rows of this one."""
    connection.execute(
        "DELETE FROM meta.batches; INSERT INTO meta.batches FROM batches ORDER BY ALL;"
        "DELETE FROM meta.posting_dates WHERE paper_id IN (SELECT paper_id FROM known_identities);"
        "INSERT INTO meta.posting_dates BY NAME FROM decided_dates ORDER BY paper_id;"
        # The copy has its rows where the published file has them.
        "DELETE FROM meta.identities WHERE rowid IN (SELECT place_before FROM known_identities);"
        "INSERT INTO meta.identities BY NAME FROM decided_identities ORDER BY ALL;"
    )


def _made_again(model: type[Table]) -> str:
    """Return the statement that selects the rows of a table that are made again, as they are now."""
    if model is Captures:  # those that the published file has are as they were, or it would not be carried over
        return "FROM captures_now ANTI JOIN former.main.captures USING (capture_id)"
    made = table_statement(model)
    if model in MERGED:
        return _merged(model, made)
    if is_history(model):
        return as_history(model, _with_states(made) if model is PapersHistory else made)
    return made


def _replaced(model: type[Table]) -> str:
    """Return the condition for the rows that are gone, or replaced by those in `made_again`."""
    keys = table.keys(model)
    if model in {Captures, *WHOLE}:
        return "false" if model is Captures else "true"
    if model is PaperAliases:
        return f"alias IN (SELECT unnest([{_ALIASES}]) FROM known_identities)"
    if model is PapersHistory:  # an open row of a paper with new rows may be closed now
        return f"paper_id IN (FROM moved) OR ({_OPEN} AND paper_id IN (FROM touched_papers))"
    if model in MERGED:
        named = ", ".join(map(ddl.quoted, keys))
        moved = " OR paper_id IN (FROM moved)" if "paper_id" in keys else ""
        return f"({named}) IN (SELECT ({named}) FROM made_again){moved}"
    if "hub_id" in keys:
        return "hub_id IN (FROM remade_hubs)"
    return "capture_id IN (FROM remade_captures)"


_ALIASES: Final = "paper_id, title_key, former_title_key, summary_key, former_summary_key, exact_key"
"""The keys of a combination that can be an alias of its paper."""

_OPEN: Final = "valid_to IS NULL AND known_to IS NULL"


def _confirmed_again(model: type[Table]) -> str:
    """Return the statement that advances `last_captured_at` of the rows whose page has been confirmed since."""
    by, rows = ("hub_id", _PER_HUB) if model is Hubs else ("capture_id", "confirmed")
    if model is Papers:
        by, rows = "paper_id", _PER_PAPER
    return (
        f"UPDATE {ddl.address(model)} AS one SET last_captured_at = again.confirmed_at FROM {rows} AS again "
        f"WHERE again.{by} = one.{by} AND again.confirmed_at > one.last_captured_at"
    )


_PER_HUB: Final = "(SELECT hub_id, max(confirmed_at) AS confirmed_at FROM confirmed GROUP BY hub_id)"
_PER_PAPER: Final = (
    "(SELECT paper_id, max(confirmed_at) AS confirmed_at FROM former.main.citations JOIN confirmed USING (capture_id) "
    "GROUP BY paper_id)"
)


def _with_states(observations: str) -> str:
    """Continue the history of papers: the former open state of a paper is added as its first observation."""
    return f"""
FROM ({observations})
UNION ALL BY NAME
SELECT
    * EXCLUDE (valid_from, valid_to, known_from, known_to), '-infinity'::TIMESTAMPTZ AS since,
    valid_from AS captured_at, known_from AS known_at, 0 AS seq, true AS is_present
FROM former.history.papers
WHERE {_OPEN} AND paper_id IN (FROM touched_papers) AND paper_id NOT IN (FROM moved)
"""


def _merged(model: type[Table], made: str) -> str:
    """Return the statement that merges new values over the former ones."""
    keys = ", ".join(map(ddl.quoted, table.keys(model)))
    cells = [_over_former(model, one.name) for one in table.columns(model) if not one.is_key]
    kept = "WHERE paper_id NOT IN (FROM moved)" if "paper_id" in table.keys(model) else ""
    return (
        f"SELECT {keys}, {', '.join(cells)} FROM ({made}) AS new "
        f"LEFT JOIN (FROM {ddl.address(model)} {kept}) AS old USING ({keys})"
    )


def _over_former(model: type[Table], name: str) -> str:
    cell = ddl.quoted(name)
    match name:
        case "last_captured_at" if model is Papers:
            return f"greatest(new.{cell}, old.{cell}) AS {cell}"
        case "first_captured_at":
            return f"least(new.{cell}, old.{cell}) AS {cell}"
        case "captures":
            return f"(coalesce(new.{cell}, 0) + coalesce(old.{cell}, 0))::INTEGER AS {cell}"
        case _:
            return f"coalesce(new.{cell}, old.{cell}) AS {cell}"
