"""Exports as one SQLite file and as one workbook: the same rows as Parquet, and nothing cut."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import duckdb
import polars as pl
import pytest

from pipelines.exporting.errors import DoesNotFit
from pipelines.exporting.files import export, exported
from pipelines.exporting.forms import Format
from pipelines.exporting.keys import file_name
from pipelines.exporting.workbook import MOST_CHARACTERS, write_workbook
from pipelines.progress import no_progress
from schemas import ddl, table
from schemas.papers import Papers
from schemas.summaries import Summaries
from tests.cli.commands import Pithhouse

SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST_SHEET_NAME = 31


@pytest.fixture(scope="module")
def out(sample_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as Parquet, as SQLite and as a workbook."""
    made = tmp_path_factory.mktemp("one-file")
    for form in (Format.PARQUET, Format.SQLITE, Format.XLSX):
        export(sample_house / "warehouse.duckdb", made / form.value, form)
    return made


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of Parquet as the formats without times, dates and booleans hold it."""
    return frame.with_columns(
        pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
        pl.col(pl.Date).dt.to_string(),
        pl.col(pl.Boolean).cast(pl.Int64),
    )


def test_sqlite_has_the_rows_of_parquet_and_declared_keys_that_hold(out: Path) -> None:
    with closing(sqlite3.connect(out / "sqlite/pithhouse.sqlite")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        for model in exported():
            expected = as_text(pl.read_parquet(out / f"parquet/{file_name(model)}.parquet"))
            rows = file.execute(f"SELECT * FROM {ddl.quoted(file_name(model))}").fetchall()
            assert rows == expected.rows(), table.title(model)
            declared = file.execute(f"PRAGMA table_info({file_name(model)})").fetchall()
            assert [name for _, name, *_, place in declared if place] == table.keys(model)
        assert {(one[2], one[3]) for one in file.execute("PRAGMA foreign_key_list(citations)")} == {
            ("hubs", "hub_id"),
            ("papers", "paper_id"),
        }


def test_a_damaged_sqlite_file_is_found_by_sqlite(out: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    content = bytearray((out / "sqlite/pithhouse.sqlite").read_bytes())
    page = int.from_bytes(content[16:18], "big")
    content[page : page + 8] = b"damaged!"  # the head of the second page
    damaged.write_bytes(content)
    with closing(sqlite3.connect(damaged)) as file:
        try:
            found = file.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError:
            return
        assert found != [("ok",)]


def test_a_workbook_has_a_sheet_for_each_table_with_its_rows(out: Path) -> None:
    with ZipFile(out / "xlsx/pithhouse.xlsx") as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        names = [one.attrib["name"] for one in book.iter(f"{SHEETS}sheet")]
        assert names == [file_name(model) for model in exported()]
        assert max(map(len, names)) <= LONGEST_SHEET_NAME
        for number, model in enumerate(exported(), 1):
            sheet = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            expected = pl.read_parquet(out / f"parquet/{file_name(model)}.parquet")
            head, *rows = [list(row) for row in sheet.iter(f"{SHEETS}row")]
            assert ["".join(cell.itertext()) for cell in head] == expected.columns
            filled = sum(any(cell is not None for cell in row) for row in expected.rows())
            assert len(rows) == filled
            assert not list(sheet.iter(f"{SHEETS}f")), "no cell is a formula"


@pytest.mark.parametrize("form", ["sqlite", "xlsx"])
def test_the_same_rows_are_the_same_bytes_and_changes_are_counted(asking: Pithhouse, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    asking("export", out, "--format", form, "--tables", "hubs,papers")
    before = (out / f"pithhouse.{form}").read_bytes()
    again = asking("export", out, "--format", form, "--tables", "hubs,papers", "--json").json
    assert (out / f"pithhouse.{form}").read_bytes() == before
    assert [one["added"] for one in again["changes"]] == [0, 0]
    if form == "sqlite":
        with closing(sqlite3.connect(out / "pithhouse.sqlite", isolation_level=None)) as file:
            file.execute("DELETE FROM papers WHERE paper_id = 'arxiv:9912.00001'")
            file.execute("UPDATE papers SET novelty = 9.9 WHERE paper_id = 'arxiv:9912.00002'")
        package = out / "datapackage.json"
        package.write_text(package.read_text("utf-8").replace('"hash": "sha256:', '"hash": "sha256:0'), "utf-8")
        changed = asking("export", out, "--format", form, "--tables", "hubs,papers", "--json").json["changes"]
        assert [(one["added"], one["removed"], one["changed"]) for one in changed] == [(0, 0, 0), (1, 0, 1)]


def one_summary(text: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for statement in ddl.create_statements(Summaries):
        connection.execute(statement)
    moment = "TIMESTAMPTZ '2026-01-01'"
    connection.execute(f"INSERT INTO summaries SELECT 'arxiv:2601.00001', ?, {moment}, {moment}, 'c'", [text])
    return connection


def test_a_text_that_no_cell_holds_is_refused_and_never_cut(tmp_path: Path) -> None:
    built_at = datetime(2026, 1, 1, tzinfo=UTC)
    for text, fits in (("x" * MOST_CHARACTERS, True), ("x" * (MOST_CHARACTERS + 1), False), ("𝔸" * 16_384, False)):
        with one_summary(text) as connection:
            if fits:
                assert write_workbook(connection, tmp_path / "a.xlsx", [Summaries], built_at, no_progress) == [1]
                continue
            with pytest.raises(DoesNotFit, match=r"summaries\.summary has a text of more than 32,767 characters"):
                write_workbook(connection, tmp_path / "b.xlsx", [Summaries], built_at, no_progress)


def test_a_table_that_no_sheet_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.exporting.workbook.MOST_ROWS", 0)
    with one_summary("x") as connection, pytest.raises(DoesNotFit, match="summaries has more than the 0 rows"):
        write_workbook(connection, tmp_path / "a.xlsx", [Summaries], datetime(2026, 1, 1, tzinfo=UTC), no_progress)


def test_what_every_export_describes_follows_from_the_schemas(out: Path) -> None:
    assert (out / "parquet/sources.yml").exists()
    assert not (out / "sqlite/sources.yml").exists()
    assert table.keys(Papers) == ["paper_id"]


def test_what_is_printed_names_each_table_and_the_size_of_the_file_once(asking: Pithhouse, tmp_path: Path) -> None:
    done = asking("export", tmp_path / "out", "--format", "xlsx", "--tables", "hubs,marts.co_citation")
    head, *rows = (line.split() for line in done.out.splitlines())
    assert head[:2] == ["table", "rows"]
    assert [row[0] for row in rows] == ["hubs", "marts_co_citation"]
    assert f"one file of {(tmp_path / 'out/pithhouse.xlsx').stat().st_size:,} bytes" in done.err
