"""What describes an export as a data package: its files, their columns, keys and checks.

All texts come from the schemas; only the names of types are declared here. Source: Data Package v2 (datapackage.org).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.exporting.forms import Format
from pipelines.exporting.keys import foreign_keys
from pipelines.landing.hub_url import SITE
from schemas import table
from schemas.table import Column, Table

TITLE: Final = "Pithhouse: citation hubs of Pith"
ABOUT: Final = (
    "Hubs, citing papers and citations as Pith's pages print them, with their history and with what was made of every "
    "printed number."
)

LICENCE: Final = "https://rightsstatements.org/vocab/CNE/1.0/"
"""Copyright Not Evaluated: the pages belong to their authors, and print no licence."""

JSON_TYPES: Final = {
    "VARCHAR": "string",
    "UUID": "string",
    "JSON": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMPTZ": "datetime",
}
MEDIA_TYPES: Final = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """A table of an export: its name, its file's name, its rows, and the file's bytes and SHA-256 in hexadecimal."""

    name: str
    path: str
    rows: int
    bytes: int
    sha256: str


def data_package(
    resources: Sequence[Resource], models: Sequence[type[Table]], build: Mapping[str, str], form: Format
) -> dict[str, Any]:
    """Describe an export as a data package; `build` is the row of meta.build as text."""
    there = {one.name for one in resources}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "pithhouse",
        "title": TITLE,
        "description": ABOUT,
        "homepage": SITE,
        "version": release_version(build),
        "created": build["built_at"].replace(" ", "T").replace("+00", "Z"),
        "licenses": [{"path": LICENCE, "title": "Copyright Not Evaluated: the pages belong to their authors"}],
        "sources": [{"title": "Pith", "path": SITE}],
        "pithhouse:build": dict(build),
        "resources": [_resource(one, model, there, form) for one, model in zip(resources, models, strict=True)],
    }


def release_version(build: Mapping[str, str]) -> str:
    """Return the version of the data: the day of the build as a semantic version, `2026.11.28`."""
    year, month, day = build["built_at"][:10].split("-")
    return f"{int(year)}.{int(month)}.{int(day)}"


def _resource(one: Resource, model: type[Table], there: set[str], form: Format) -> dict[str, Any]:
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": one.name,
        "path": one.path,
        "title": table.grain(model),
        "description": table.description(model),
        "format": form.value,
        "mediatype": MEDIA_TYPES[form.value],
        "encoding": "utf-8",
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
        "pithhouse:rows": one.rows,
        "schema": _schema(model, there),
    }
    if form is not Format.PARQUET and form is not Format.JSONL:
        described["type"] = "table"
    if form is Format.XLSX:
        described["dialect"] = {"$schema": _DIALECT, "sheetName": one.name}
    if form is Format.SQLITE:
        described["dialect"] = {"$schema": _DIALECT, "table": one.name}
    return described


_DIALECT: Final = "https://datapackage.org/profiles/2.0/tabledialect.json"


def _schema(model: type[Table], there: set[str]) -> dict[str, Any]:
    keys = table.keys(model)
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(one, is_only_key=keys == [one.name]) for one in table.columns(model)],
        "primaryKey": keys,
        "missingValues": [""],
    }
    if leading := [
        {"fields": [name], "reference": {"resource": target, "fields": [name]}}
        for name, target in foreign_keys(model, there).items()
    ]:
        schema["foreignKeys"] = leading
    return schema


def _field(one: Column, *, is_only_key: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if not one.is_nullable else {}
    constraints |= {"unique": True} if is_only_key else {}
    field = {"name": one.name, "type": JSON_TYPES[one.sql_type], "description": one.description}
    if one.sql_type == "UUID":
        field["format"] = "uuid"
    return field | ({"constraints": constraints | dict(one.bounds)} if constraints or one.bounds else {})
