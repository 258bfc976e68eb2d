"""The questions that the report asks: each is one SQL statement of `sql/`, complete and ready to be asked again.

The statement that is run is the statement that the report shows, letter for letter; so values are written into it and
not bound. That is safe because only ids (UUIDs), times that the warehouse printed and words of this file are
written into it. Nothing is formatted here. `report` asks these.
"""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

import duckdb

_SQL: Final = files(__package__) / "sql"
_BY_SIZE: Final = "is_folded, n DESC, value"

MIXES: Final = {
    "year": "value DESC",
    "field": _BY_SIZE,
    "verdict": _BY_SIZE,
    "novelty": "try_cast(split_part(value, '.', 1) AS INTEGER) DESC",
    "role": _BY_SIZE,
    "polarity": _BY_SIZE,
}
"""The dimensions by which citations are counted, each with the order of its values."""

UNITS: Final = dict.fromkeys(MIXES, "citing papers") | {
    "role": "classified citations",
    "polarity": "classified citations",
}
"""What the counts of each dimension count."""

_LONG_TAIL: Final = "n = 1 AND count(*) FILTER (n = 1) OVER () > 3"
"""Which values are folded into one, where their order is that of their size."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement with its answer.

    Attributes:
        name: unique in one report; an HTML id.
        sql: the statement, which `pithhouse query` runs as it stands.
        columns: names of the columns.
        rows: the cells, in the order in which SQL gave them; every statement orders its rows wholly.
    """

    name: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def value(self, row: int, column: str) -> Any:
        """Return one cell."""
        return self.rows[row][self.columns.index(column)]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as mappings, for charts."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def statement(name: str, **parts: str) -> str:
    """Return a statement of `sql/` with its parts filled in."""
    text = _SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8").strip()
    for part, said in parts.items():
        text = text.replace("{" + part + "}", said)
    return text


def ask(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> Answer:
    """Run one statement, and keep it with its rows."""
    cursor = connection.execute(sql)
    columns = tuple(str(column[0]) for column in cursor.description or ())
    return Answer(name, sql, columns, tuple(map(tuple, cursor.fetchall())))


def of_warehouse(connection: duckdb.DuckDBPyConnection) -> dict[str, Answer]:
    """Run the statements about all hubs together."""
    names = ("warehouse", "hubs", "months", "undated", "coverage")
    return {name: ask(connection, f"all-{name}", statement(name)) for name in names}


def of_hub(connection: duckdb.DuckDBPyConnection, hub_id: UUID) -> dict[str, Answer]:
    """Run the statements about one hub.

    Returns:
        The answers by name. `changes` is there only when the hub's page was captured at two times.
    """
    hub, short = str(hub_id), f"h{hub_id.hex[:12]}"
    plain = {"hub": "hub", "months": "hub_months", "undated": "hub_undated", "spans": "hub_spans"}
    plain |= {"captures": "hub_captures", "reading": "hub_reading", "coverage": "hub_coverage"}
    found = {name: ask(connection, f"{short}-{name}", statement(file, hub_id=hub)) for name, file in plain.items()}
    for dimension in MIXES:
        found[dimension] = ask(connection, f"{short}-{dimension}", _mix(hub, dimension))
    times = {name: found["spans"].value(0, name) for name in ("page_before_at", "last_capture_at")}
    if all(times.values()):
        found["changes"] = ask(connection, f"{short}-changes", statement("hub_changes", hub_id=hub, **times))
    return found


def _mix(hub: str, dimension: str) -> str:
    """Return the statement that counts a hub's citations by one of `MIXES`."""
    parts = {"hub_id": hub, "dimension": dimension}
    order = MIXES[dimension]
    return statement(
        "hub_mix",
        read=statement("read_years" if dimension == "year" else "read_values", **parts),
        printed_value="value" if dimension == "field" else "lower(replace(value, '_', ' '))",
        is_folded=_LONG_TAIL if order == _BY_SIZE else "false",
        order=order,
        **parts,
    )
