"""What describes an export to other programs: a Frictionless data package and Croissant metadata.

All texts come from the schemas; only the names of types are declared here. Sources: Data Package v1
(specs.frictionlessdata.io), Croissant 1.0 (mlcommons.org).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas import table
from schemas.diagram import references
from schemas.table import Column, Table

TITLE: Final = "Pithhouse: citation hubs of Pith"
ABOUT: Final = (
    "Hubs, citing papers and citations as Pith's pages print them, with their history and with what was made of every "
    "printed number."
)
SITE: Final = "https://pith.science"

_TYPES: Final = {
    "VARCHAR": ("string", "sc:Text"),
    "UUID": ("string", "sc:Text"),
    "JSON": ("string", "sc:Text"),
    "INTEGER": ("integer", "sc:Integer"),
    "BIGINT": ("integer", "sc:Integer"),
    "DOUBLE": ("number", "sc:Float"),
    "BOOLEAN": ("boolean", "sc:Boolean"),
    "DATE": ("date", "sc:Date"),
    "TIMESTAMPTZ": ("datetime", "sc:DateTime"),
}
MEDIA_TYPES: Final = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of an export: the table's name, the file's name, rows, bytes, SHA-256 in hexadecimal."""

    name: str
    path: str
    rows: int
    bytes: int
    sha256: str


def data_package(
    resources: Sequence[Resource], models: Sequence[type[Table]], build: Mapping[str, str], form: str
) -> dict[str, Any]:
    """Describe an export as a Frictionless data package; `build` is the row of meta.build as text."""
    there = {one.name for one in resources}
    return {
        "name": "pithhouse",
        "title": TITLE,
        "description": ABOUT,
        "created": build["built_at"].replace(" ", "T").replace("+00", "Z"),
        "sources": [{"title": "Pith", "path": SITE}],
        "pithhouse:build": dict(build),
        "resources": [
            {
                "name": one.name,
                "path": one.path,
                "profile": "tabular-data-resource" if form == "csv" else "data-resource",
                "title": table.grain(model),
                "description": table.description(model),
                "format": form,
                "mediatype": MEDIA_TYPES[form],
                "encoding": "utf-8",
                "bytes": one.bytes,
                "hash": f"sha256:{one.sha256}",
                "pithhouse:rows": one.rows,
                "schema": _schema(model, there),
            }
            for one, model in zip(resources, models, strict=True)
        ],
    }


def croissant(resources: Sequence[Resource], models: Sequence[type[Table]], build: Mapping[str, str]) -> dict[str, Any]:
    """Describe an export in the Croissant vocabulary, as JSON-LD."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "pithhouse",
        "description": ABOUT,
        "url": SITE,
        "version": "1.0.0",
        "datePublished": build["built_at"][:10],
        "license": f"The pages belong to their authors: {SITE}",
        "citeAs": TITLE,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": one.path,
                "name": one.path,
                "contentUrl": one.path,
                "contentSize": f"{one.bytes} B",
                "encodingFormat": MEDIA_TYPES[one.path.rsplit(".", 1)[1]],
                "sha256": one.sha256,
            }
            for one in resources
        ],
        "recordSet": [_record_set(one, model) for one, model in zip(resources, models, strict=True)],
    }


def _schema(model: type[Table], there: set[str]) -> dict[str, Any]:
    keys = table.keys(model)
    schema: dict[str, Any] = {
        "fields": [_field(one, is_only_key=keys == [one.name]) for one in table.columns(model)],
        "primaryKey": keys,
        "missingValues": [""],
    }
    if leading := [
        {"fields": [name], "reference": {"resource": target, "fields": [name]}}
        for name, target in references(model).items()
        if target in there and table.place(model)[0] == "main" and target != "captures"
    ]:
        schema["foreignKeys"] = leading
    return schema


def _field(one: Column, *, is_only_key: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if not one.is_nullable else {}
    constraints |= {"unique": True} if is_only_key else {}
    field = {"name": one.name, "type": _TYPES[one.sql_type][0], "description": one.description}
    if one.sql_type == "UUID":
        field["format"] = "uuid"
    return field | ({"constraints": constraints | dict(one.bounds)} if constraints or one.bounds else {})


def _record_set(resource: Resource, model: type[Table]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": resource.name,
        "name": resource.name,
        "description": table.description(model),
        "key": [{"@id": f"{resource.name}/{one}"} for one in table.keys(model)],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{resource.name}/{one.name}",
                "name": one.name,
                "description": one.description,
                "dataType": _TYPES[one.sql_type][1],
                "source": {"fileObject": {"@id": resource.path}, "extract": {"column": one.name}},
            }
            for one in table.columns(model)
        ],
    }


_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the Croissant specification, verbatim: programs compare it."""
