"""The checks that warn: residue, quarantine, unknown words, captures that failed, numbers that do not agree.

They are counted in `pipelines.warehouse.audit`, and never stop a run: the pages are what they are. Each check shows a
statement; the rows that it speaks of are those that this statement gives.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import dagster as dg

from assets.metadata_tables import LISTED, TOLD, Row, as_list, as_tables, code
from assets.resources import FolderResource
from assets.tables import newest_file
from pipelines.warehouse.audit import LISTING_A_PART, Counts, counts
from pipelines.warehouse.summary import first_answers

MAX_EXAMPLES: Final = 10
"""So many parts are named in the text of a check; its table has all."""

NEWEST: Final = "JOIN captures USING (capture_id)\nORDER BY captured_at DESC, capture_id"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Attributes:
        table: the table that shows it.
        name: what holds when nothing is found.
        about: what is counted, in words.
        count: takes the number from the audit.
        parts: takes its parts from the audit, by name.
        example: the SQL that gives the rows: so many as are counted, each with its key, the newest first.
    """

    table: str
    name: str
    about: str
    count: Callable[[Counts], int]
    parts: Callable[[Counts], dict[str, int]]
    example: str

    def spec(self) -> dg.AssetCheckSpec:
        """Give the check as Dagster knows it."""
        return dg.AssetCheckSpec(
            self.name, asset=self.table, description=f"Warns of {self.about}.\n\n```sql\n{self.example}\n```"
        )

    def result(self, found: Counts, rows: Sequence[Row]) -> dg.AssetCheckResult:
        """Give what it found: the number, its parts, the first of the rows."""
        count, parts = self.count(found), self.parts(found)
        listed = ", ".join(f"{code(name)} {n:,}" for name, n in list(parts.items())[:MAX_EXAMPLES])
        said = f"{self.about.capitalize()}: {count:,}" + (f" ({listed})" if listed else "")
        return dg.AssetCheckResult(
            passed=count == 0,
            asset_key=self.table,
            check_name=self.name,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"{said}\n\n{self._first(rows, count)}" if rows else said,
            metadata={
                "expected": "0",
                "actual": count,
                **as_tables(parts=[{"what": what, "number": n} for what, n in parts.items()], rows=rows),
            },
        )

    def _first(self, rows: Sequence[Row], count: int) -> str:
        which = "These are" if count <= TOLD else f"The first {TOLD} are"
        return f"{which}, by `{' '.join(self.example.split())}`\n\n{as_list(rows)}"


CHECKS: Final = (
    Check(
        "residue",
        "no_line_is_left_over",
        "lines that no parser claimed",
        lambda found: found.residue_lines,
        lambda found: found.residue_by_block,
        f"SELECT capture_id, line_number, block, text\nFROM residue {NEWEST}, line_number;",
    ),
    Check(
        "quarantine",
        "no_cell_is_refused",
        "refused cells, rows or pages",
        lambda found: found.quarantined_cells,
        lambda found: found.quarantine_by_reason,
        "SELECT capture_id, position, table_name, column_name, text_raw, quarantine.reason\n"
        f"FROM quarantine {NEWEST}, position;",
    ),
    Check(
        "vocabulary",
        "every_word_is_known",
        "words that the parser's lists do not hold",
        lambda found: len(found.unknown_words),
        lambda found: {f"{kind} {word!r}": 1 for kind, word in found.unknown_words},
        "SELECT kind, word, captures\nFROM vocabulary WHERE NOT is_known\nORDER BY captures DESC, kind, word;",
    ),
    Check(
        "captures",
        "every_capture_is_read",
        "captures that are no readable page of their hub",
        lambda found: sum(found.bad_captures.values()),
        lambda found: found.bad_captures,
        "SELECT capture_id, source_file, outcome, reason\nFROM captures WHERE is_problem\n"
        "ORDER BY captured_at DESC, capture_id;",
    ),
    Check(
        "claims",
        "printed_numbers_agree",
        "printed numbers that disagree with what they are compared with",
        lambda found: sum(found.numbers_that_disagree.values()),
        lambda found: found.numbers_that_disagree,
        "SELECT capture_id, claim, position, printed_text, recomputed_value, explanation\n"
        f"FROM (FROM claims WHERE status = 'disagrees') {NEWEST}, claim, position;",
    ),
    Check(
        "citations",
        "pages_list_all_that_they_count",
        "whole pages that list fewer citing papers than the number that they print",
        lambda found: sum(found.pages_listing_a_part.values()),
        lambda found: found.pages_listing_a_part,
        f"SELECT DISTINCT capture_id, url, numerator AS listed, printed_value::BIGINT AS printed\n{LISTING_A_PART}\n"
        "ORDER BY printed - listed DESC, capture_id, printed;",
    ),
)


@dg.multi_asset_check(name="quality", specs=[check.spec() for check in CHECKS], can_subset=True)
def quality(context: dg.AssetCheckExecutionContext, data_folder: FolderResource) -> Iterator[dg.AssetCheckResult]:
    """Count what a person should look at: in the new file, or in the published one where there is no new one."""
    path = newest_file(data_folder.folder)
    found = counts(path)
    for check in CHECKS:
        if dg.AssetCheckKey(dg.AssetKey(check.table), check.name) in context.selected_asset_check_keys:
            yield check.result(found, first_answers(path, check.example, LISTED))
