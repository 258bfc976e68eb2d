"""`export` and `cite`: judged by the programs that such files are for."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import absl.logging
import duckdb
import frictionless
import mlcroissant
import polars as pl
import pytest

from pipelines.exporting.bibliography import CitingPaper, _bibtex
from pipelines.exporting.files import export as write
from pipelines.exporting.files import exported
from pipelines.exporting.forms import Format
from pipelines.warehouse.connections import open_published
from schemas import ddl, table
from schemas.summaries import Summaries
from tests.cli.commands import Pithhouse

HUB = "86ebf162-c04a-54ba-a50a-2baab556f48c"

# mlcroissant brings absl, whose log handler closes the stream that it found when it was imported: that is pytest's.
absl.logging.get_absl_handler().python_handler.stream = sys.__stderr__


@pytest.fixture(scope="module", params=list(Format))
def folder(request: pytest.FixtureRequest, sample_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the sample in each form."""
    form: Format = request.param
    made = tmp_path_factory.mktemp("export") / form.value
    write(sample_house / "warehouse.duckdb", made, form)
    return made


@pytest.fixture(scope="module")
def counted(sample_house: Path) -> dict[str, int]:
    """The number of rows of each table and view of the sample."""
    with open_published(sample_house / "warehouse.duckdb") as connection:
        counts = (f"SELECT '{name}', (SELECT count(*) FROM {name})" for name in map(table.title, exported()))
        return dict(connection.execute(" UNION ALL ".join(counts)).fetchall())


def test_every_table_and_view_is_there_with_its_rows(folder: Path, counted: dict[str, int]) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    rows = {one["name"]: one["pithhouse:rows"] for one in package["resources"]}
    assert len(rows) == len(exported())
    assert rows == {name.replace(".", "_"): number for name, number in counted.items()}


def test_the_checksums_are_right(folder: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "-c", "checksums.sha256"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    tables = 1 if Format(folder.name).is_one_file else len(exported()) + 1  # and sources.yml
    assert checked.stdout.count(": OK") == tables + 3


def test_a_damaged_file_fails_its_checksum(folder: Path, tmp_path: Path) -> None:
    for one in folder.iterdir():
        (tmp_path / one.name).write_bytes(one.read_bytes())
    for one in sorted(tmp_path.iterdir()):
        if one.name == "checksums.sha256":
            continue
        content = one.read_bytes()
        one.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:] if content else b"x")
        command = ["sha256sum", "-c", "--quiet", "checksums.sha256"]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1, one.name
        one.write_bytes(content)


def test_the_data_package_is_valid(folder: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert list(frictionless.Package.metadata_validate(described)) == []
    assert list(frictionless.Package.metadata_validate({"resources": [{"nonsense": 1}]})) != []
    if folder.name == "csv":  # the rows as well: types, keys, what must be there, and what leads where
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["name", "message"])[:5]


def test_a_wrong_cell_would_be_found(folder: Path, tmp_path: Path) -> None:
    if folder.name != "csv":
        pytest.skip("the judge reads rows of CSV only")
    for one in folder.iterdir():
        (tmp_path / one.name).write_bytes(one.read_bytes())
    papers = tmp_path / "papers.csv"
    papers.write_text(papers.read_text("utf-8").replace(",6.0,", ",66.0,", 1), "utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_the_croissant_is_valid(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    described = 0 if Format(folder.name).is_one_file else len(exported())
    assert len(dataset.metadata.record_sets) == described
    assert dataset.metadata.ctx.is_v1_1()
    assert "not standard" not in caplog.text
    if described:  # the judge reads the rows as well, and those of the tables that they lead to
        counted = {
            one["name"]: one["pithhouse:rows"]
            for one in json.loads((folder / "datapackage.json").read_text())["resources"]
        }
        for name in ("papers", "citations"):
            assert len(list(dataset.records(name))) == counted[name] > 0


@pytest.mark.parametrize("damage", ["no file", "no form", "unknown reference"])
def test_a_damaged_croissant_is_refused(asking: Pithhouse, tmp_path: Path, damage: str) -> None:
    asking("export", tmp_path / "out", "--tables", "hubs,citations")
    path = tmp_path / "out/croissant.json"
    described = json.loads(path.read_text("utf-8"))
    mlcroissant.Dataset(jsonld=str(path))
    if damage == "no file":
        described["distribution"].pop()
    elif damage == "no form":
        del described["distribution"][0]["encodingFormat"]
    else:
        [leading] = [one for one in described["recordSet"][1]["field"] if "references" in one]
        leading["references"]["field"]["@id"] = "hubs/nothing"
    path.write_text(json.dumps(described), "utf-8")
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(jsonld=str(path))


def test_parquet_has_the_types_of_the_schemas(folder: Path) -> None:
    if folder.name != "parquet":
        pytest.skip("only Parquet has types")
    for model in exported():
        read = pl.read_parquet(folder / f"{table.title(model).replace('.', '_')}.parquet")
        assert dict(read.schema) == dict(table.polars_schema(model))


def test_the_same_data_are_the_same_bytes_and_what_changed_is_told(
    loaded: Pithhouse, tmp_path: Path, sample_house: Path
) -> None:
    out = tmp_path / "out"
    first = loaded("export", out, "--json").json
    assert first["changes"] == []
    before = {one.name: one.read_bytes() for one in out.iterdir()}
    again = loaded("export", out, "--json").json
    assert {one["table"] for one in again["changes"]} == {one["name"] for one in again["files"]}
    assert all(one["added"] == one["removed"] == one["changed"] == 0 for one in again["changes"])
    same = {one.name: one.read_bytes() for one in out.iterdir()}
    assert {name for name in before if same[name] != before[name]} <= {"changes.json", "checksums.sha256"}
    papers = pl.read_parquet(out / "papers.parquet")
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    [described] = [one for one in package["resources"] if one["name"] == "papers"]
    described["hash"] = "sha256:0"  # as an export before would have it, with one row less and one cell otherwise
    (out / "datapackage.json").write_text(json.dumps(package), "utf-8")
    papers[1:].with_columns(novelty=pl.when(pl.int_range(pl.len()) == 0).then(9.9).otherwise("novelty")).write_parquet(
        out / "papers.parquet"
    )
    third = {one["table"]: one for one in loaded("export", out, "--json").json["changes"]}
    assert (third["papers"]["added"], third["papers"]["removed"], third["papers"]["changed"]) == (1, 0, 1)
    assert {one.name for one in tmp_path.iterdir()} == {"out", ".out.lock", "data"}, "nothing else is left beside it"


def test_some_tables_in_csv_with_formulas_disarmed(asking: Pithhouse, tmp_path: Path) -> None:
    assert asking("export", tmp_path / "out", "--tables", "hubs,marts.reading_list", "--format", "csv").code == 0
    files = {one.name for one in (tmp_path / "out").iterdir() if one.suffix == ".csv"}
    assert files == {"hubs.csv", "marts_reading_list.csv"}
    with (tmp_path / "out/hubs.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert not [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@\t\r")]
    assert asking("export", tmp_path / "out", "--tables", "nonsense").code == 2


def test_formulas_are_disarmed_in_csv_and_kept_in_parquet(tmp_path: Path) -> None:
    """A file with one table like ours, whose titles a spreadsheet would run."""
    sly = ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(1)", "\tx", "\rx", "fine", "a=b"]
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA meta; CREATE TABLE meta.build AS SELECT now() AS built_at")
        for statement in ddl.create_statements(Summaries):
            connection.execute(statement)
        for number, one in enumerate(sly):
            moment = "TIMESTAMPTZ '2026-01-01'"
            connection.execute(
                f"INSERT INTO summaries SELECT 'arxiv:2601.0000{number}', ?, {moment}, {moment}, 'c'", [one]
            )
    write(path, tmp_path / "csv", Format.CSV, [Summaries])
    with (tmp_path / "csv/summaries.csv").open(newline="", encoding="utf-8") as file:
        written = [row["summary"] for row in csv.DictReader(file)]
    assert written == [f"'{one}" if one[0] in "=+-@\t\r" else one for one in sly]
    write(path, tmp_path / "parquet", Format.PARQUET, [Summaries])
    assert pl.read_parquet(tmp_path / "parquet/summaries.parquet")["summary"].to_list() == sly


def test_a_folder_of_something_else_is_not_touched(asking: Pithhouse, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    refused = asking("export", tmp_path)
    assert refused.code == 2
    assert "name another folder" in refused.err
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_that_cannot_be_written_is_named(asking: Pithhouse, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = asking("export", tmp_path / "file" / "out")
    assert refused.code == 1
    assert "Traceback" not in refused.err
    assert "file" in refused.err


@pytest.mark.parametrize(
    "text", ["The set {x", "closed} only", "a \\{ b", "{balanced}", "\\frac{1}{2", 'Erd\\H{o}s "x" ä_{']
)
def test_the_braces_of_an_entry_of_bibtex_are_balanced_as_bibtex_counts_them(text: str) -> None:
    """Backslash or not; an entry that is not balanced makes BibTeX lose those after it."""
    paper = CitingPaper("title:0", None, None, text, None, None, None, text)
    depth = 0
    for letter in _bibtex(paper).rstrip()[:-1]:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 1 or letter in "@misc"
    assert depth == 1


def test_bibtex_and_csl_json_hold_every_citing_paper(asking: Pithhouse) -> None:
    [counted] = asking("query", f"SELECT count(*) AS n FROM marts.reading_list WHERE hub_id = '{HUB}'", "--json").json
    entries = re.findall(r"^@misc\{([^,]+),\n(.*?)^\}", asking("cite", HUB).out, re.MULTILINE | re.DOTALL)
    items = asking("cite", "gradient lanterns", "--format", "csl-json").json
    assert [key for key, _ in entries] == [one["id"] for one in items]
    assert len(items) == len({one["id"] for one in items}) == counted["n"]
    for (_, body), item in zip(entries, items, strict=True):
        assert body.count("{") == body.count("}")
        assert ("eprint" in body) == ("archive" in item)
        assert "author" not in body + json.dumps(list(item)), "the pages print none"
        assert item["type"] == "article"
        assert ("year = " in body) == ("issued" in item)
        assert (f"doi = {{{item['DOI']}}}" if "DOI" in item else "") in body
    entries_of_ris = asking("cite", HUB, "--format", "ris").out.split("ER  - \n")
    assert entries_of_ris.pop() == ""
    for entry, item in zip(entries_of_ris, items, strict=True):
        lines = dict(line.split("  - ", 1) for line in entry.strip().splitlines())
        told = {"ID": "id", "TI": "title", "DO": "DOI", "AN": "number", "UR": "URL"}
        assert {tag: lines[tag] for tag in told if tag in lines} == {
            tag: item[name] for tag, name in told.items() if name in item
        }
        assert lines["TY"] == "UNPB"


@pytest.mark.parametrize(("hub", "said"), [("o", "hubs have 'o' in their title"), ("nothing like it", "no hub has")])
def test_a_hub_that_is_not_one_is_said(asking: Pithhouse, hub: str, said: str) -> None:
    refused = asking("cite", hub)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
