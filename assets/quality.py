"""The checks that warn, as Dagster shows them; they are declared and asked in `pipelines.warehouse.quality`.

Each check shows its statement; the rows that it names are those that this statement returns.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import dagster as dg

from assets.keys import named_key
from assets.metadata_tables import LISTED, TOLD, Row, as_list, as_tables, code
from assets.resources import FolderResource
from assets.tables import newest_file
from pipelines.warehouse.quality import CHECKS, Check, Result, results
from pipelines.warehouse.summary import first_answers

MAX_EXAMPLES: Final = 10
"""So many parts are named in the text of a check; its table has all."""


def spec(check: Check) -> dg.AssetCheckSpec:
    """Return a check as Dagster knows it."""
    return dg.AssetCheckSpec(
        check.name,
        asset=named_key(check.table),
        description=f"Warns of {check.about}.\n\n```sql\n{check.statement}\n```",
    )


def result(found: Result, rows: Sequence[Row]) -> dg.AssetCheckResult:
    """Return what a check found as Dagster shows it: the number, its parts, and the first rows."""
    check, count, parts = found.check, found.count, found.by_name()
    listed = ", ".join(f"{code(name)} {n:,}" for name, n in list(parts.items())[:MAX_EXAMPLES])
    said = f"{check.about.capitalize()}: {count:,}" + (f" ({listed})" if listed else "")
    which = "These are" if count <= TOLD else f"The first {TOLD} are"
    first = f"\n\n{which}, by `{' '.join(check.statement.split())}`\n\n{as_list(rows)}" if rows else ""
    return dg.AssetCheckResult(
        passed=count == 0,
        asset_key=named_key(check.table),
        check_name=check.name,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{said}{first}",
        metadata={
            "expected": "0",
            "actual": count,
            **as_tables(parts=[{"what": what, "number": n} for what, n in parts.items()], rows=rows),
        },
    )


@dg.multi_asset_check(name="quality", specs=[spec(check) for check in CHECKS.values()], can_subset=True)
def quality(context: dg.AssetCheckExecutionContext, data_folder: FolderResource) -> Iterator[dg.AssetCheckResult]:
    """Count what a person should look at: in the new file, or in the published one where there is no new one."""
    path = newest_file(data_folder.folder)
    for found in results(path).values():
        check = found.check
        if dg.AssetCheckKey(named_key(check.table), check.name) in context.selected_asset_check_keys:
            yield result(found, first_answers(path, check.statement, LISTED))
