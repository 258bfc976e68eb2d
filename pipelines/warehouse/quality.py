"""The content checks that warn: each declared once, with its SQL, its wording and the next step.

They never stop a run: the pages are what they are. Dagster's checks and `pithhouse status` are views of this table.
The conditions for publishing are elsewhere: contracts in `audit`, unread lines in `alarm`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.warehouse.connections import open_published
from pipelines.warehouse.remembered import remembered


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a person should look at.

    Attributes:
        key: its short name, in `CHECKS` and in `status`.
        table: the table that it is about.
        name: its name as a check: the condition that holds if nothing is found.
        about: what is counted, in words.
        label: the same, as the label of a figure.
        query: SQL for a person to start from, as passed to `pithhouse query`.
        select: SQL that selects the counted rows, each with its key.
        order: SQL for the order in which these rows are shown.
        parts: SQL expressions over the columns of `select` that the rows are grouped by.
        part: format string for the name of a part, from its columns.
        is_itemized: whether `status` names the parts next to the number.
    """

    key: str
    table: str
    name: str
    about: str
    label: str
    query: str
    select: str
    order: str
    parts: tuple[str, ...]
    part: str = "{}"
    is_itemized: bool = True

    @property
    def statement(self) -> str:
        """The SQL that selects the rows in order, as shown to people."""
        return f"{self.select}\nORDER BY {self.order};"


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found: numbers of rows by part, most frequent first. A part is its columns as text."""

    check: Check
    parts: Mapping[tuple[str, ...], int]

    @property
    def count(self) -> int:
        """The number of rows found."""
        return sum(self.parts.values())

    def by_name(self) -> dict[str, int]:
        """Return the numbers of rows by the name of their part."""
        return {self.check.part.format(*part): number for part, number in self.parts.items()}


_WITH_CAPTURES: Final = "JOIN captures USING (capture_id)"
_NEWEST: Final = "captured_at DESC, capture_id"
_UNKNOWN_WORDS: Final = "FROM vocabulary WHERE NOT is_known"
_PROBLEMS: Final = "FROM captures WHERE is_problem"
_DISAGREEING: Final = "FROM claims WHERE status = 'disagrees'"
_LISTING_A_PART: Final = (
    f"FROM claims {_WITH_CAPTURES} WHERE claim LIKE '%_listed' AND status = 'unverifiable' "
    "AND numerator IS NOT NULL AND rendering = 'html'"
)
"""Whole HTML pages whose explorer lists fewer papers than a count printed on them."""

_DECLARED: Final = (
    Check(
        key="residue",
        table="residue",
        name="no_line_is_left_over",
        about="lines that no parser claimed",
        label="lines left over (residue)",
        query="FROM residue",
        select=f"SELECT capture_id, line_number, block, text\nFROM residue {_WITH_CAPTURES}",
        order=f"{_NEWEST}, line_number",
        parts=("block",),
    ),
    Check(
        key="quarantine",
        table="quarantine",
        name="no_cell_is_refused",
        about="refused cells, rows or pages",
        label="cells refused (quarantine)",
        query="FROM quarantine",
        select="SELECT capture_id, position, table_name, column_name, text_raw, quarantine.reason\n"
        f"FROM quarantine {_WITH_CAPTURES}",
        order=f"{_NEWEST}, position",
        parts=("concat_ws('.', table_name, column_name) || ': ' || regexp_replace(reason, '''.*''', '…')",),
    ),
    Check(
        key="words",
        table="vocabulary",
        name="every_word_is_known",
        about="words that are not in the parser's lists",
        label="words not seen before",
        query=_UNKNOWN_WORDS,
        select=f"SELECT kind, word, captures\n{_UNKNOWN_WORDS}",
        order="captures DESC, kind, word",
        parts=("kind", "word"),
        part="{} {!r}",
    ),
    Check(
        key="claims",
        table="claims",
        name="printed_numbers_agree",
        about="printed numbers that disagree with what they are compared with",
        label="printed numbers that disagree (claims)",
        query=_DISAGREEING,
        select="SELECT capture_id, claim, position, printed_text, recomputed_value, explanation\n"
        f"FROM ({_DISAGREEING}) {_WITH_CAPTURES}",
        order=f"{_NEWEST}, claim, position",
        parts=("format('{}: {}, not {}', claim, printed_text, explanation)",),
    ),
    Check(
        key="lists",
        table="citations",
        name="pages_list_all_that_they_count",
        about="whole pages that list fewer citing papers than the number that they print",
        label="pages that list fewer papers than they count",
        query=f"SELECT DISTINCT capture_id, url {_LISTING_A_PART}",
        select="SELECT DISTINCT capture_id, url, numerator AS listed, printed_value::BIGINT AS printed\n"
        f"{_LISTING_A_PART}",
        order="printed - listed DESC, capture_id, printed",
        parts=("format('{:d} of {:d}', listed, printed)",),
        is_itemized=False,
    ),
    Check(
        key="captures",
        table="captures",
        name="every_capture_is_read",
        about="captures that are not a readable page of their hub",
        label="captures with a problem",
        query=_PROBLEMS,
        select=f"SELECT capture_id, source_file, outcome, reason\n{_PROBLEMS}",
        order=_NEWEST,
        parts=("outcome",),
        is_itemized=False,
    ),
)

CHECKS: Final[Mapping[str, Check]] = {check.key: check for check in _DECLARED}
"""All checks by key, in the order in which `status` lists them."""


def results(path: Path) -> dict[str, Result]:
    """Run every check on a file, new or published, and return the results by key; each file is asked once.

    Raises:
        NotPublished: the file cannot be opened.
    """

    def ask(keys: list[str]) -> dict[str, Result]:
        with open_published(path) as connection:
            return {key: Result(CHECKS[key], _parts(connection, CHECKS[key])) for key in keys}

    return remembered(path, "quality", list(CHECKS), ask)


def _parts(connection: duckdb.DuckDBPyConnection, check: Check) -> dict[tuple[str, ...], int]:
    listed = ", ".join(check.parts)
    found = connection.execute(
        f"SELECT count(*), {listed} FROM ({check.select}) GROUP BY ALL ORDER BY 1 DESC, {listed}"
    ).fetchall()
    return {tuple(map(str, part)): int(number) for number, *part in found}
