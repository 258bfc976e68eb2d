"""Exports and releases, judged by the programs that they are for, each in an environment of its own.

`.ci/judges FOLDER` makes the environment; `.ci/run` does so and names the folder in EXPORT_JUDGES. Where it is not
there, these tests are skipped.
"""

import json
import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.cli.commands import Pithhouse

TABLES = "hubs,abstracts,papers,citations,captures,vocabulary"
PROJECT = """
name: judge
version: "1.0"
profile: judge
model-paths: [models]
flags: {send_anonymous_usage_stats: false}
"""
PROFILE = """
judge:
  target: dev
  outputs:
    dev: {type: duckdb, path: judge.duckdb, threads: 1}
"""
MODEL = "SELECT hub_id, count(*) AS papers FROM {{ source('pithhouse', 'citations') }} GROUP BY hub_id"
PYTHON = Path(os.environ.get("EXPORT_JUDGES", "no such folder")) / "bin/python"

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="the judges are not here: `.ci/judges FOLDER` installs them, EXPORT_JUDGES names FOLDER"
)


def judged(script: str, *arguments: str | Path, text: str = "") -> str:
    """What a script prints in the judges' environment."""
    command: list[str | Path] = [PYTHON, "-c", script, *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dbt_build(project: Path, export: Path) -> tuple[int, str]:
    """The exit code of `dbt build` on an export's sources, and what it printed."""
    (project / "models").mkdir(parents=True, exist_ok=True)
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "profiles.yml").write_text(PROFILE)
    (project / "models/papers_of_hubs.sql").write_text(MODEL)
    (project / "models/sources.yml").write_bytes((export / "sources.yml").read_bytes())
    command: list[str | Path] = [
        PYTHON.with_name("dbt"),
        "--no-use-colors",
        "build",
        "--vars",
        json.dumps({"pithhouse": str(export)}),
    ]
    environment = {**os.environ, "DBT_PROFILES_DIR": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_dbt_builds_on_an_export_and_all_its_tests_pass(asking: Pithhouse, tmp_path: Path, form: str) -> None:
    asking("export", tmp_path / "out", "--format", form, "--tables", TABLES)
    code, said = dbt_build(tmp_path / "project", tmp_path / "out")
    assert code == 0, said
    assert "Deprecat" not in said
    for kind in ("not_null", "unique", "accepted_values", "relationships"):
        assert f"PASS source_{kind}" in said, said


@pytest.mark.parametrize(
    ("damage", "test"),
    [
        ("UPDATE t SET hub_id = uuid()::VARCHAR WHERE occurrence = 1", "relationships_pithhouse_citations_hub_id"),
        ("INSERT INTO t FROM t LIMIT 1", "unique_pithhouse_citations"),
        ("UPDATE t SET capture_id = NULL", "not_null_pithhouse_citations_capture_id"),
    ],
)
def test_dbt_refuses_a_damaged_export(asking: Pithhouse, tmp_path: Path, damage: str, test: str) -> None:
    asking("export", tmp_path / "out", "--tables", "hubs,papers,citations")
    path = tmp_path / "out/citations.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{path}'")
        connection.execute(damage)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    code, said = dbt_build(tmp_path / "project", tmp_path / "out")
    assert code == 1, said
    failed = [line for line in said.splitlines() if "Failure in test" in line]
    assert any(test in line for line in failed), said


def test_a_reader_of_ris_finds_every_paper(asking: Pithhouse) -> None:
    read = "import json, rispy, sys; print(json.dumps(rispy.loads(sys.stdin.read(), skip_unknown_tags=False)))"
    found = json.loads(judged(read, text=asking("cite", "gradient lanterns", "--format", "ris").out))
    items = asking("cite", "gradient lanterns", "--format", "csl-json").json
    assert [(one["id"], one["title"], one.get("doi")) for one in found] == [
        (one["id"], one["title"], one.get("DOI")) for one in items
    ]


def test_a_reader_of_workbooks_finds_every_row(asking: Pithhouse, tmp_path: Path) -> None:
    asking("export", tmp_path / "out", "--format", "xlsx", "--tables", "papers")
    read = (
        "import json, openpyxl, sys; book = openpyxl.load_workbook(sys.argv[1], read_only=True); "
        "print(json.dumps([row for row in book['papers'].iter_rows(values_only=True)]))"
    )
    head, *rows = json.loads(judged(read, tmp_path / "out/pithhouse.xlsx"))
    expected = asking("query", "SELECT paper_id, title, novelty FROM papers ORDER BY paper_id", "--json").json
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [{name: one[name] for name in ("paper_id", "title", "novelty")} for one in found] == expected


CONTRACT_JUDGE = """
import json, sys, yaml, jsonschema, open_data_contract_standard
from importlib.resources import files
from open_data_contract_standard.model import OpenDataContractStandard
schema = json.loads(files(open_data_contract_standard).joinpath("schema.json").read_text("utf-8"))
told = yaml.safe_load(sys.stdin.read())
validator = jsonschema.validators.validator_for(schema)(schema)
found = sorted({error.message[:200] for error in validator.iter_errors(told)})
if not found:
    OpenDataContractStandard(**told)
print(json.dumps(found))
"""

LINEAGE_JUDGE = """
import json, sys
from openlineage.client import event_v2
from openlineage.client.generated import column_lineage_dataset as lineage
from openlineage.client.generated.output_statistics_output_dataset import OutputStatisticsOutputDatasetFacet
from openlineage.client.generated.schema_dataset import SchemaDatasetFacet, SchemaDatasetFacetFields
from openlineage.client.serde import Serde

def facet(kind, told, **parts):
    plain = {name: one for name, one in told.items() if name not in ("_producer", "_schemaURL")} | parts
    made = kind(producer=told["_producer"], **plain)
    assert made._get_schema() == told["_schemaURL"], (made._get_schema(), told["_schemaURL"])
    return made

def column(told):
    inputs = []
    for one in told["inputFields"]:
        how = [lineage.Transformation(**each) for each in one["transformations"]]
        inputs.append(lineage.InputField(**one | {"transformations": how}))
    return lineage.Fields(inputFields=inputs)

for line in sys.stdin:
    told = json.loads(line)
    outputs = []
    for one in told["outputs"]:
        schema, columns = one["facets"]["schema"], one["facets"]["columnLineage"]
        fields = [SchemaDatasetFacetFields(**each) for each in schema["fields"]]
        facets = {
            "schema": facet(SchemaDatasetFacet, schema, fields=fields),
            "columnLineage": facet(
                lineage.ColumnLineageDatasetFacet, columns, fields={n: column(f) for n, f in columns["fields"].items()}
            ),
        }
        counted = facet(OutputStatisticsOutputDatasetFacet, one["outputFacets"]["outputStatistics"])
        outputs.append(event_v2.OutputDataset(one["namespace"], one["name"], facets=facets,
                                              outputFacets={"outputStatistics": counted}))
    event = event_v2.RunEvent(
        eventTime=told["eventTime"], producer=told["producer"], eventType=event_v2.RunState(told["eventType"]),
        run=event_v2.Run(told["run"]["runId"]), job=event_v2.Job(told["job"]["namespace"], told["job"]["name"]),
        inputs=[event_v2.InputDataset(one["namespace"], one["name"]) for one in told["inputs"]], outputs=outputs)
    assert event.schemaURL == told["schemaURL"], event.schemaURL
    made = json.loads(Serde.to_json(event))
    assert (made["run"]["runId"], made["job"]["name"]) == (told["run"]["runId"], told["job"]["name"])
print("ok")
"""


@pytest.fixture
def released(asking: Pithhouse, tmp_path: Path) -> Path:
    return Path(asking("release", tmp_path / "releases", "--json").json["folder"])


def test_the_contract_of_a_release_keeps_the_standard(released: Path) -> None:
    told = (released / "contract.odcs.yaml").read_text("utf-8")
    assert json.loads(judged(CONTRACT_JUDGE, text=told)) == []
    for damage in (("kind: DataContract", "kind: Promise"), ("logicalType: timestamp", "logicalType: moment")):
        assert json.loads(judged(CONTRACT_JUDGE, text=told.replace(*damage))) != [], damage


def test_the_lineage_of_a_release_is_openlineage(released: Path) -> None:
    told = (released / "openlineage.jsonl").read_text("utf-8")
    assert judged(LINEAGE_JUDGE, text=told) == "ok\n"
    for damage in (('"runId": "', '"runId": "no uuid '), ('"inputFields"', '"inputs"'), ('"COMPLETE"', '"DONE"')):
        damaged = told.replace(damage[0], damage[1])
        assert damaged != told
        done = subprocess.run([PYTHON, "-c", LINEAGE_JUDGE], input=damaged, capture_output=True, text=True, check=False)
        assert done.returncode != 0, damage
