"""The data contract of a release, from the schemas. Source: Open Data Contract Standard 3.1 (bitol.io)."""

from collections.abc import Sequence
from typing import Any, Final

import yaml

from pipelines.exporting.descriptions import ABOUT, JSON_TYPES, LICENCE, TITLE
from pipelines.exporting.keys import file_name, foreign_keys
from pipelines.landing.hub_url import SITE
from schemas import registry, table
from schemas.table import Column, Table

_LOGICAL: Final = JSON_TYPES | {"TIMESTAMPTZ": "timestamp"}
_OPTIONS: Final = {"minimum": "minimum", "maximum": "maximum", "pattern": "pattern"}


def contract(models: Sequence[type[Table]], version: str) -> str:
    """Return the contract as YAML.

    Args:
        models: the tables and views of the release.
        version: the version of what makes them.
    """
    there = {file_name(one) for one in models}
    told: dict[str, Any] = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "pithhouse",
        "name": TITLE,
        "version": version,
        "status": "active",
        "description": {
            "purpose": ABOUT,
            "usage": "Read the Parquet files or warehouse.duckdb of a release. All times are UTC.",
            "limitations": "It holds what was captured of the pages, and NULL where nothing is known.",
        },
        "authoritativeDefinitions": [{"type": "licence", "url": LICENCE}, {"type": "source", "url": SITE}],
        "servers": [{"server": "release", "type": "local", "path": "./*.parquet", "format": "parquet"}],
        "schema": [_object(one, there) for one in models],
    }
    written: str = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
    return written


def _object(model: type[Table], there: set[str]) -> dict[str, Any]:
    name, keys = file_name(model), table.keys(model)
    leading = foreign_keys(model, there)
    told: dict[str, Any] = {
        "name": name,
        "physicalName": f"{name}.parquet",
        "logicalType": "object",
        "physicalType": "view" if model in registry.MARTS else "table",
        "description": table.description(model),
        "dataGranularityDescription": table.grain(model),
        "properties": [_property(one, keys, leading.get(one.name)) for one in table.columns(model)],
    }
    if len(keys) > 1:
        columns = {"properties": keys}
        told["quality"] = [{"metric": "duplicateValues", "mustBe": 0, "unit": "rows", "arguments": columns}]
    return told


def _property(one: Column, keys: list[str], target: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": one.name,
        "logicalType": _LOGICAL[one.sql_type],
        "physicalType": one.sql_type,
        "description": one.description,
        "required": not one.is_nullable,
    }
    if one.is_key:
        told |= {"primaryKey": True, "primaryKeyPosition": keys.index(one.name) + 1, "unique": keys == [one.name]}
    bounds = dict(one.bounds)
    options = {_OPTIONS[name]: limit for name, limit in bounds.items() if name in _OPTIONS}
    if one.sql_type == "UUID":
        options = {"format": "uuid"}
    if options:
        told["logicalTypeOptions"] = options
    if "enum" in bounds:
        valid = {"validValues": bounds["enum"]}
        told["quality"] = [{"metric": "invalidValues", "mustBe": 0, "unit": "rows", "arguments": valid}]
    if target:
        told["relationships"] = [{"to": f"{target}.{one.name}"}]
    return told
