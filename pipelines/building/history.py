"""Turning observations into history: one statement for any table of the schema `history` (docs/decisions/0016).

The observations of a table are selected in `sql/history/history_<table>.sql`, and its columns declared in `schemas`.
This module turns rows in order of valid time into the spans in which they held and were known.
"""

from pipelines.building.statements import TOGETHER, table_statement
from schemas import ddl, table
from schemas.history.times import Historic
from schemas.table import Table


def is_history(model: type[Table]) -> bool:
    """Return whether a table belongs to the schema `history`."""
    return issubclass(model, Historic)


def from_scratch(model: type[Table]) -> str:
    """Return the statement that makes a table's rows when none are carried over."""
    made = table_statement(model)
    return as_history(model, made) if is_history(model) else made


def as_history(model: type[Table], observations: str) -> str:
    """Turn observations into rows of history.

    Args:
        model: the history table.
        observations: a statement that selects, for each observation and span of knowledge: the key, `since` and `until`
            of the span, `captured_at` and `seq` (its position in valid time), `known_at` (which never decreases along
            `seq`), `is_present`, `capture_id`, and the cells, where NULL means not shown.

    Returns:
        A statement that selects the table's columns. A cell that is not shown keeps its value; of several observations
        at the same time, the last counts; an observation that changes nothing makes no row.
    """
    times = table.polars_schema(Historic).keys()
    keys = [one for one in table.keys(model) if one not in times]
    cells = [one.name for one in table.columns(model) if one.name not in {*keys, *times}]
    key, shown = ", ".join(map(ddl.quoted, keys)), ", ".join(map(ddl.quoted, cells))
    return f"""
-- What shows the same as the observation before it tells nothing new: most rows end here.
WITH told AS (
    SELECT {key}, {shown}, since, until, seq, captured_at, known_at, is_present, capture_id
    FROM ({observations})
    WINDOW timeline AS (PARTITION BY {key}, since ORDER BY captured_at, seq, is_present DESC)
    QUALIFY (is_present, {shown}) IS DISTINCT FROM lag((is_present, {shown})) OVER timeline
),
-- Most keys tell one thing, and nothing has to be put in order for them.
told_once AS (SELECT {key}, since FROM told GROUP BY {key}, since HAVING count(*) = 1),
carried AS (
    SELECT
        {key}, since, until, seq, captured_at, known_at, is_present, capture_id,
        {", ".join(map(_carried, cells))},
        lead((captured_at, known_at)) OVER timeline AS following
    FROM told
    ANTI JOIN told_once USING ({key}, since)
    WINDOW timeline AS (PARTITION BY {key}, since ORDER BY captured_at, seq, is_present DESC)
),
changed AS (
    FROM carried
    WHERE following IS DISTINCT FROM (captured_at, known_at)
    QUALIFY (is_present, {shown}) IS DISTINCT FROM lag((is_present, {shown})) OVER (
        PARTITION BY {key}, since ORDER BY captured_at, seq, is_present DESC
    )
),
bounded AS (
    SELECT
        *,
        lead(captured_at) OVER timeline AS ends_at,
        lead(known_at) OVER timeline AS end_known_at
    FROM changed
    WINDOW timeline AS (PARTITION BY {key}, since ORDER BY captured_at, seq, is_present DESC)
),
-- Until its end is known a state is open; from then on it is closed.
states AS (
    SELECT
        {key}, {", ".join(map(_single, cells))}, since, until, captured_at, capture_id,
        NULL::TIMESTAMPTZ AS ends_at, known_at AS known_from, until AS known_to
    FROM told
    SEMI JOIN told_once USING ({key}, since)
    WHERE is_present
    UNION ALL
    SELECT {key}, {shown}, since, until, captured_at, capture_id, NULL, known_at, coalesce(end_known_at, until)
    FROM bounded
    WHERE is_present AND (end_known_at IS NULL OR known_at < end_known_at)
    UNION ALL
    SELECT {key}, {shown}, since, until, captured_at, capture_id, ends_at, end_known_at, until
    FROM bounded
    WHERE is_present AND captured_at < ends_at
),
-- What is known alike in spans that follow each other is known once.
islands AS (
    SELECT
        *,
        sum((former IS DISTINCT FROM known_from)::INTEGER) OVER (
            PARTITION BY {key}, captured_at, ends_at, capture_id, {shown} ORDER BY known_from
        ) AS island
    FROM (
        SELECT *, lag(known_to) OVER (
            PARTITION BY {key}, captured_at, ends_at, capture_id, {shown} ORDER BY known_from
        ) AS former
        FROM states
        WHERE since > '-infinity' OR until IS NOT NULL
    )
)
SELECT {key}, {shown}, captured_at AS valid_from, known_from, ends_at AS valid_to, known_to, capture_id
FROM states
WHERE since = '-infinity' AND until IS NULL
UNION ALL
SELECT
    {key}, {shown}, captured_at, min(known_from), ends_at,
    CASE WHEN bool_and(known_to IS NOT NULL) THEN max(known_to) END, capture_id
FROM islands
GROUP BY {key}, {shown}, captured_at, ends_at, capture_id, island
"""


def _single(cell: str) -> str:
    """Return SQL for what `_carried` gives where there is one observation."""
    name = ddl.quoted(cell)
    return f"CASE WHEN {ddl.quoted(TOGETHER[0])} IS NOT NULL THEN {name} END AS {name}" if cell in TOGETHER else name


def _carried(cell: str) -> str:
    """Return SQL that carries a cell's value across observations that do not show it."""
    name = ddl.quoted(cell)
    if cell not in TOGETHER:
        return f"last_value({name} IGNORE NULLS) OVER timeline AS {name}"
    sentence = ddl.quoted(TOGETHER[0])
    held = f"CASE WHEN {sentence} IS NOT NULL THEN {{'cell': {name}}} END"
    return f"(last_value({held} IGNORE NULLS) OVER timeline)['cell'] AS {name}"
