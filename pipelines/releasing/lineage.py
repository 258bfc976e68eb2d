"""What each table of a release was made from, as OpenLineage events: one run of one job for each table or view.

The inputs of a table are the readings and tables that its statements read, and raw: the readings are made from it, and
have no events of their own. `pipelines.provenance.origins` knows which reading a column comes from; a column that is
computed from several has no entry, and `pithhouse why` names its rule. Source: OpenLineage 2-0-2.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipelines.building.mart_sources import sources
from pipelines.building.table_sources import readings_of, tables_of
from pipelines.exporting.descriptions import Resource
from pipelines.provenance.row_sources import SOURCES
from schemas import registry, table
from schemas.table import Table

NAMESPACE: Final = "pithhouse"
_SPEC: Final = "https://openlineage.io/spec"


def lineage(
    models: Sequence[type[Table]], resources: Sequence[Resource], build: Mapping[str, str], version: str
) -> str:
    """Return the events as lines of JSON.

    Args:
        models: the tables and views of the release.
        resources: their files.
        build: the row of `meta.build` as text.
        version: the version of what makes them.
    """
    producer = f"urn:pithhouse:{version}"
    moment = build["built_at"].replace(" ", "T").replace("+00", "Z")
    events = (
        _event(model, one, producer, build["fingerprint"], moment) for model, one in zip(models, resources, strict=True)
    )
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in events)


def _event(model: type[Table], file: Resource, producer: str, fingerprint: str, moment: str) -> dict[str, Any]:
    job = f"build.{table.title(model)}"
    read = _inputs(model)
    facets = {
        "schema": _facet(producer, "SchemaDatasetFacet", "1-2-0", fields=_fields(model)),
        "columnLineage": _facet(producer, "ColumnLineageDatasetFacet", "1-2-0", fields=_column_lineage(model)),
    }
    return {
        "eventType": "COMPLETE",
        "eventTime": moment,
        "run": {"runId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{producer}:{fingerprint}:{job}")), "facets": {}},
        "job": {"namespace": NAMESPACE, "name": job, "facets": {}},
        "inputs": [{"namespace": NAMESPACE, "name": one, "facets": {}} for one in read],
        "outputs": [
            {
                "namespace": NAMESPACE,
                "name": table.title(model),
                "facets": facets,
                "outputFacets": {
                    "outputStatistics": _facet(
                        producer, "OutputStatisticsOutputDatasetFacet", "1-0-2", rowCount=file.rows, size=file.bytes
                    )
                },
            }
        ],
        "producer": producer,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


def _facet(producer: str, name: str, version: str, **told: Any) -> dict[str, Any]:
    return {"_producer": producer, "_schemaURL": f"{_SPEC}/facets/{version}/{name}.json#/$defs/{name}", **told}


def _fields(model: type[Table]) -> list[dict[str, Any]]:
    return [{"name": one.name, "type": one.sql_type, "description": one.description} for one in table.columns(model)]


def _inputs(model: type[Table]) -> list[str]:
    """Name what a table is made from: readings, other tables, and raw captures."""
    if model in sources():
        return [registry.TITLES[one] for one in sources()[model]]
    readings = [f"readings.{table.name(one)}" for one in readings_of(model)]
    return [*readings, *map(table.title, tables_of(model)), "raw"]


def _column_lineage(model: type[Table]) -> dict[str, Any]:
    origin = SOURCES.get(table.place(model)[1])
    if not origin or model in registry.MARTS:
        return {}
    newest = {"type": "DIRECT", "subtype": "TRANSFORMATION", "description": "the newest known value", "masking": False}
    return {
        one.name: {
            "inputFields": [
                {
                    "namespace": NAMESPACE,
                    "name": f"readings.{origin.reading}",
                    "field": one.name,
                    "transformations": [newest],
                }
            ]
        }
        for one in table.columns(model)
        if one.name in origin.cells
    }
