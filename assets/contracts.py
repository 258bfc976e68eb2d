"""The blocking checks: each table of the new file must match its schema before the file is published.

The rules are in `schemas`, the comparison in `pipelines.warehouse.audit`; this module turns the result into checks. A
failed check ends the run, so that `warehouse` never swaps the file in.
"""

from collections.abc import Iterator

import dagster as dg

from assets.keys import table_key
from assets.metadata_tables import LONGEST, Row, as_list, as_tables, code
from assets.resources import FolderResource
from assets.tables import newest_file
from assets.watch import Watch
from pipelines.warehouse import summary
from pipelines.warehouse.audit import audit_tables
from schemas import table
from schemas.contract import MAX_EXAMPLES, Violation
from schemas.registry import TABLES
from schemas.table import Table

NAME = "keeps_its_contract"


class ContractBroken(RuntimeError):  # noqa: N818 (the state of the new file)
    """The file breaks the contract of a table and is not published. The message names the rules."""


def _spec(model: type[Table]) -> dg.AssetCheckSpec:
    name, columns = table.title(model), table.columns(model)
    return dg.AssetCheckSpec(
        NAME,
        asset=table_key(model),
        blocking=True,
        description=(
            f"All {len(columns)} columns of {name} are there with their types, no other column is, the key "
            f"({', '.join(table.keys(model))}) is unique, and every value keeps the rules of {model.__module__}. "
            "Checked in the new file, before it is published."
        ),
    )


@dg.multi_asset_check(name="contracts", specs=[_spec(model) for model in TABLES], can_subset=True)
def contracts(
    context: dg.AssetCheckExecutionContext, data_folder: FolderResource, watch: dg.ResourceParam[Watch]
) -> Iterator[dg.AssetCheckResult]:
    """Compare each table with its schema, in the new file or, if there is none, in the published file."""
    path = newest_file(data_folder.folder)
    rows = summary.rows(path)
    chosen = {one.asset_key for one in context.selected_asset_check_keys}
    models = [model for model in TABLES if table_key(model) in chosen]
    for model, broken in audit_tables(path, models, watch.progress("checking")).items():
        yield _result(model, rows[table.name(model)], broken)


def require_contracts(data_folder: FolderResource) -> None:
    """Refuse a new file that breaks a contract, even if the run did not include the checks.

    Raises:
        ContractBroken: with every broken rule.
    """
    path = data_folder.folder.building
    broken = [str(one) for found in audit_tables(path, TABLES).values() for one in found]
    if broken:
        raise ContractBroken(f"{path} is not published: " + "; ".join(broken))


def _result(model: type[Table], rows: int, broken: list[Violation]) -> dg.AssetCheckResult:
    rules = sum(len(one.checks) + (not one.is_nullable) for one in table.columns(model))
    found = "; ".join(code(str(one), LONGEST) for one in broken)
    listed: list[Row] = [
        {"column": one.column, "rule": one.rule, "rows": one.rows, "examples": ", ".join(one.examples)}
        for one in broken
    ]
    failing: list[Row] = [
        {"column": one.column, "rule": one.rule, "key": one.first[place].key, "value": one.first[place].value}
        for place in range(MAX_EXAMPLES)  # the first row of each broken rule, then the second of each
        for one in broken
        if place < len(one.first)
    ]
    return dg.AssetCheckResult(
        passed=not broken,
        asset_key=table_key(model),
        check_name=NAME,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{found}\n\n{as_list(failing)}".rstrip() or f"{rows:,} rows keep {rules} rules.",
        metadata={
            "expected": f"0 of {rules} rules broken",
            "actual": f"{len(broken)} of {rules} rules broken",
            "rows": rows,
            "rules": rules,
            "broken_rules": len(broken),
            "broken_rows": sum(one.rows for one in broken),
            **as_tables(violations=listed, failing_rows=failing),
        },
    )
