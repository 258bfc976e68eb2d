"""What the UI shows before anything ran: the graph, descriptions, columns, and that no asset looks empty."""

import json
from pathlib import Path

import dagster as dg
import pytest

from assets.code_references import DOCS, SECTIONS
from assets.definitions import build_defs
from assets.keys import ALL, RAW_PAGES, SITE, WAREHOUSE, named_key, reading_key, table_key
from pipelines.building.mart_sources import sources
from schemas import table
from schemas.registry import IN_THE_FILE, MARTS, READINGS, SEARCH, TABLES
from schemas.table import Table
from tests.assets.graph import SNAPSHOT, graph

GRAPH = build_defs().resolve_asset_graph()
KEYS = sorted(GRAPH.get_all_asset_keys())


def test_the_graph_is_the_committed_one() -> None:
    assert graph() == json.loads(SNAPSHOT.read_text(encoding="utf-8")), (
        "the graph changed: if that is meant, `python -m tests.assets.graph` writes the snapshot anew"
    )


def test_every_table_is_an_asset_with_its_contract() -> None:
    names = {table_key(model) for model in TABLES}
    checked = {key.asset_key for key in GRAPH.asset_check_keys if GRAPH.get_check_spec(key).blocking}
    assert checked == names
    assert names <= set(KEYS)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.to_user_string())
def test_no_asset_looks_empty(key: dg.AssetKey) -> None:
    node = GRAPH.get(key)
    first, _, rest = (node.description or "").partition("\n")
    assert first.rstrip().endswith("."), "the first line is one sentence"
    assert "```sql\n" in rest, "an example in SQL"
    assert node.owners
    assert node.kinds
    assert node.group_name != "default"
    assert "pithhouse/layer" in node.tags


@pytest.mark.parametrize("model", IN_THE_FILE, ids=table.name)
def test_columns_come_from_the_schema(model: type[Table]) -> None:
    shown = GRAPH.get(table_key(model)).metadata["dagster/column_schema"]
    assert [one.name for one in shown.columns] == [one.name for one in table.columns(model)]
    assert [one.type for one in shown.columns] == [one.sql_type for one in table.columns(model)]
    assert [one.constraints.nullable for one in shown.columns] == [one.is_nullable for one in table.columns(model)]
    assert all(one.description for one in shown.columns)
    assert [one.name for one in shown.columns if "key" in one.tags] == table.keys(model)


@pytest.mark.parametrize("model", [*SEARCH, *MARTS], ids=table.name)
def test_views_hang_on_the_tables_that_they_read(model: type[Table]) -> None:
    node = GRAPH.get(table_key(model))
    assert node.parent_keys == {named_key(name) for name in sources()[model]}
    assert node.group_name == "marts"
    assert ("view" in node.kinds) == (model in MARTS)
    assert WAREHOUSE in node.child_keys


def test_every_run_stays_in_one_process() -> None:
    job = build_defs().resolve_job_def("refresh")
    assert job.executor_def.name == "in_process"
    assert build_defs().executor is dg.in_process_executor


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.to_user_string())
def test_every_asset_leads_to_its_code_and_its_docs(key: dg.AssetKey) -> None:
    code, docs = GRAPH.get(key).metadata["dagster/code_references"].code_references
    assert code.file_path.endswith(".py")
    page = Path(docs.file_path)
    assert page.is_relative_to(DOCS)
    assert docs.label == f"docs/{page.relative_to(DOCS)}"
    _, section = SECTIONS[key]
    line = page.read_text(encoding="utf-8").splitlines()[docs.line_number - 1]
    assert line == section or (section.startswith("# 0") and line.startswith(section)), "the section is there"


def test_lineage_leads_to_columns_that_there_are() -> None:
    readings = {reading_key(model): {one.name for one in table.columns(model)} for model in READINGS}
    led = 0
    for model in TABLES:
        lineage = GRAPH.get(table_key(model)).metadata["dagster/column_lineage"]
        for column, origins in lineage.deps_by_column.items():
            assert column in {one.name for one in table.columns(model)}
            for source in origins:
                shown = GRAPH.get(source.asset_key).metadata["dagster/column_schema"]
                assert source.column_name in readings[source.asset_key] & {one.name for one in shown.columns}
                assert source.asset_key in GRAPH.get(table_key(model)).parent_keys
                led += 1
    assert led > 30


def test_keys_are_those_of_the_schemas_of_the_file() -> None:
    assert set(KEYS) == ALL
    assert {"main/hubs", "history/hubs", "marts/hub_overview", "readings/hub_readings"} <= {
        key.to_user_string() for key in KEYS
    }
    for model in IN_THE_FILE:
        shown = GRAPH.get(table_key(model)).metadata["dagster/table_name"]
        assert shown.split(".")[1:] == list(table_key(model).path)


def test_the_site_is_made_elsewhere_and_leads_to_the_raw_captures() -> None:
    assert GRAPH.get(SITE).is_external
    assert SITE in GRAPH.get(RAW_PAGES).parent_keys


@pytest.mark.parametrize("model", [one for one in IN_THE_FILE if one not in TABLES], ids=table.name)
def test_no_view_reads_a_reading(model: type[Table]) -> None:
    assert not [key for key in GRAPH.get(table_key(model)).parent_keys if key.path[0] == "readings"]


def test_every_reading_is_of_use_to_a_table() -> None:
    for model in READINGS:
        assert GRAPH.get(reading_key(model)).parent_keys == {RAW_PAGES}
        assert GRAPH.get(reading_key(model)).child_keys, table.name(model)


def test_the_job_of_a_command_is_that_of_the_ui() -> None:
    """Without the links, which only the UI shows: the runs of both are of one job."""
    bare = build_defs(is_shown=False)
    assert not any("dagster/code_references" in one.metadata for one in bare.resolve_asset_graph().asset_nodes)
    shown, hidden = (defs.resolve_job_def("refresh").get_job_snapshot_id() for defs in (build_defs(), bare))
    assert shown == hidden
