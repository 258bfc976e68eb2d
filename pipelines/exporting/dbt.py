"""An export as sources of a dbt project: `sources.yml`, with descriptions and tests from the schemas.

dbt-duckdb reads the files where they are. Written for dbt 1.10.5 and later, which take a test's `arguments`.
"""

from collections.abc import Sequence
from typing import Any, Final

import yaml

from pipelines.exporting.descriptions import ABOUT, Resource
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import foreign_keys
from schemas import table
from schemas.ddl import quoted
from schemas.table import Column, Table

SOURCE: Final = "pithhouse"
"""The name of the source in dbt; the variable `pithhouse` names the export's folder."""

_READERS: Final[dict[Format, str]] = {
    Format.PARQUET: "read_parquet('{path}')",
    Format.CSV: "read_csv('{path}', header = true, quote = '\"', columns = struct_pack({columns}))",
    Format.JSONL: "read_json('{path}', format = 'newline_delimited', columns = struct_pack({columns}))",
}
_HEAD: Final = """\
# The files of this export as sources of dbt, for dbt-duckdb. Copy this file into `models/` of a project and name the
# folder: dbt build --vars '{pithhouse: /path/of/the/export}'. A model reads {{ source('pithhouse', 'papers') }}.
"""


def dbt_sources(resources: Sequence[Resource], models: Sequence[type[Table]], form: Format) -> str:
    """Return the YAML that declares the files of an export, in a format with a file for each table."""
    there = {one.name for one in resources}
    tables = [_table(one, model, there, form) for one, model in zip(resources, models, strict=True)]
    declared = {"version": 2, "sources": [{"name": SOURCE, "description": ABOUT, "tables": tables}]}
    written: str = yaml.safe_dump(declared, sort_keys=False, allow_unicode=True, width=120)
    return _HEAD + written


def _table(resource: Resource, model: type[Table], there: set[str], form: Format) -> dict[str, Any]:
    keys = table.keys(model)
    told: dict[str, Any] = {
        "name": resource.name,
        "description": table.description(model),
        "config": {"meta": {"external_location": _location(resource, model, form)}},
    }
    if len(keys) > 1:
        whole_key = f"concat_ws('|', {', '.join(map(quoted, keys))})"
        told["data_tests"] = [{"unique": {"arguments": {"column_name": whole_key}}}]
    leading = foreign_keys(model, there)
    return told | {"columns": [_column(one, keys, leading.get(one.name)) for one in table.columns(model)]}


def _location(resource: Resource, model: type[Table], form: Format) -> str:
    """Return the call that reads a file; dbt renders it as Jinja, and dbt-duckdb by `format` (so it has no braces)."""
    columns = ", ".join(f"{one.name} := '{one.sql_type}'" for one in table.columns(model))
    return _READERS[form].format(path="{{ var('pithhouse', '.') }}/" + resource.path, columns=columns)


def _column(one: Column, keys: list[str], target: str | None) -> dict[str, Any]:
    tests: list[Any] = [] if one.is_nullable else ["not_null"]
    if keys == [one.name]:
        tests.append("unique")
    if allowed := dict(one.bounds).get("enum"):
        tests.append({"accepted_values": {"arguments": {"values": allowed}}})
    if target:
        to = f"source('{SOURCE}', '{target}')"
        tests.append({"relationships": {"arguments": {"to": to, "field": one.name}}})
    told = {"name": one.name, "description": one.description, "data_type": one.sql_type}
    return told | ({"data_tests": tests} if tests else {})
