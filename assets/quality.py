"""The checks that warn: residue, quarantine, unknown words, captures that failed, numbers that do not agree.

They are counted in `pipelines.building.audit`, and never stop a run: the pages are what they are, and the rows that
these checks speak of are in the tables, to be looked at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import dagster as dg

from assets.resources import DataFolder
from assets.tables import newest_file
from pipelines.building.audit import Counts, counts

SHOWN: Final = 10
"""So many parts are named in the text of a check; its table has all."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Attributes:
        table: the table that shows it.
        name: what holds when nothing is found.
        about: what is counted, in words.
        count: takes the number from the audit.
        parts: takes its parts from the audit, by name.
        example: the SQL that shows the rows.
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

    def result(self, found: Counts) -> dg.AssetCheckResult:
        """Give what it found."""
        count, parts = self.count(found), self.parts(found)
        listed = ", ".join(f"{name} {n:,}" for name, n in list(parts.items())[:SHOWN])
        return dg.AssetCheckResult(
            passed=count == 0,
            asset_key=self.table,
            check_name=self.name,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"{self.about.capitalize()}: {count:,}" + (f" ({listed})" if listed else ""),
            metadata={"expected": "0", "actual": count, **({"parts": _table(parts)} if parts else {})},
        )


def _table(parts: dict[str, int]) -> dg.TableMetadataValue:
    records = [dg.TableRecord({"what": what, "number": number}) for what, number in parts.items()]
    return dg.MetadataValue.table(records, dg.TableSchema([dg.TableColumn("what"), dg.TableColumn("number", "int")]))


CHECKS: Final = (
    Check(
        "residue",
        "no_line_is_left_over",
        "lines that no parser claimed",
        lambda found: found.residue_lines,
        lambda found: found.residue_by_block,
        "SELECT block, text, count(*) FROM residue GROUP BY ALL ORDER BY 3 DESC;",
    ),
    Check(
        "quarantine",
        "no_cell_is_refused",
        "refused cells, rows or pages",
        lambda found: found.quarantined_cells,
        lambda found: found.quarantine_by_reason,
        "SELECT table_name, column_name, text_raw, reason FROM quarantine;",
    ),
    Check(
        "vocabulary",
        "every_word_is_known",
        "words that the parser's lists do not hold",
        lambda found: len(found.unknown_words),
        lambda found: {f"{kind} {word!r}": 1 for kind, word in found.unknown_words},
        "SELECT kind, word, captures FROM vocabulary WHERE NOT is_known;",
    ),
    Check(
        "captures",
        "every_capture_is_read",
        "captures that are no readable page of their hub",
        lambda found: sum(found.bad_captures.values()),
        lambda found: found.bad_captures,
        "SELECT source_file, outcome, reason FROM captures WHERE is_problem;",
    ),
    Check(
        "claims",
        "printed_numbers_agree",
        "printed numbers that disagree with what they are compared with",
        lambda found: sum(found.numbers_that_disagree.values()),
        lambda found: found.numbers_that_disagree,
        "SELECT claim, printed_text, recomputed_value, explanation FROM claims WHERE status = 'disagrees';",
    ),
    Check(
        "citations",
        "pages_list_all_that_they_count",
        "whole pages that list fewer citing papers than the number that they print",
        lambda found: sum(found.pages_listing_a_part.values()),
        lambda found: found.pages_listing_a_part,
        "SELECT url, is_complete, citing_papers_listed FROM captures WHERE rendering = 'html' AND filters = '{}';",
    ),
)


@dg.multi_asset_check(name="quality", specs=[check.spec() for check in CHECKS], can_subset=True)
def quality(context: dg.AssetCheckExecutionContext, data_folder: DataFolder) -> Iterator[dg.AssetCheckResult]:
    """Count what a person should look at: in the new file, or in the published one where there is no new one."""
    found = counts(newest_file(data_folder.house))
    for check in CHECKS:
        if dg.AssetCheckKey(dg.AssetKey(check.table), check.name) in context.selected_asset_check_keys:
            yield check.result(found)
