"""What describes an export in the Croissant vocabulary, for programs that load data sets.

Texts come from the schemas. Source: Croissant 1.1 (mlcommons.org).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipelines.exporting.descriptions import ABOUT, LICENCE, MEDIA_TYPES, TITLE, Resource, release_version
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import foreign_keys
from pipelines.landing.hub_url import SITE
from schemas import table
from schemas.table import Table

_TYPES: Final = {
    "VARCHAR": "sc:Text",
    "UUID": "sc:Text",
    "JSON": "sc:Text",
    "INTEGER": "sc:Integer",
    "BIGINT": "sc:Integer",
    "DOUBLE": "sc:Float",
    "BOOLEAN": "sc:Boolean",
    "DATE": "sc:Date",
    "TIMESTAMPTZ": "sc:DateTime",
}

_NAMES_OF_CROISSANT: Final = {Format.PARQUET: "application/x-parquet", Format.JSONL: "application/jsonlines"}
"""What Croissant's own library calls forms whose registered or usual names it does not know: it would not read them."""


def croissant(resources: Sequence[Resource], models: Sequence[type[Table]], build: Mapping[str, str]) -> dict[str, Any]:
    """Describe an export in the Croissant vocabulary, as JSON-LD.

    The columns of a file with many tables (SQLite, a workbook) are not described: Croissant cannot name a table in one.
    """
    there = {one.name for one in resources}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "pithhouse",
        "description": ABOUT,
        "url": SITE,
        "version": release_version(build),
        "datePublished": build["built_at"][:10],
        "license": LICENCE,
        "citeAs": TITLE,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": one.path,
                "name": one.path,
                "contentUrl": one.path,
                "contentSize": f"{one.bytes} B",
                "encodingFormat": _encodings(_form(one)),
                "sha256": one.sha256,
            }
            for one in {one.path: one for one in resources}.values()
        ],
        "recordSet": [
            _record_set(one, model, there)
            for one, model in zip(resources, models, strict=True)
            if not _form(one).is_one_file
        ],
    }


def _form(resource: Resource) -> Format:
    return Format(resource.path.rsplit(".", 1)[1])


def _encodings(form: Format) -> str | list[str]:
    named = MEDIA_TYPES[form.value]
    return [named, _NAMES_OF_CROISSANT[form]] if form in _NAMES_OF_CROISSANT else named


def _record_set(resource: Resource, model: type[Table], there: set[str]) -> dict[str, Any]:
    leading = foreign_keys(model, there)
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
                "dataType": _TYPES[one.sql_type],
                "source": {"fileObject": {"@id": resource.path}, "extract": {"column": one.name}},
            }
            | ({"references": {"field": {"@id": f"{leading[one.name]}/{one.name}"}}} if one.name in leading else {})
            for one in table.columns(model)
        ],
    }


_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
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
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
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
