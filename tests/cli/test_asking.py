"""`query` and `status`: formats, errors, what SQL may not reach, and what a terminal must not be sent."""

import csv
import io
import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.screen import clean
from pipelines.landing.raw_store import RawStore
from schemas import table
from schemas.registry import TABLES
from tests.cli.commands import Pithhouse, on_a_terminal, process
from tests.pipelines.landing.samples import arrival

BELL = "\x1b]0;title\x07\x1b[31mred\x1b[0m \u202eback"


def test_csv_is_what_a_pipe_gets(asking: Pithhouse) -> None:
    asked = asking("query", "SELECT title, tier FROM hubs ORDER BY title")
    assert asked.code == 0
    rows = list(csv.reader(io.StringIO(asked.out)))
    assert rows[0] == ["title", "tier"]
    assert len(rows) >= 13
    assert asked.err == ""


def test_a_formula_is_disarmed_in_csv_and_kept_in_json(asking: Pithhouse) -> None:
    sql = "SELECT '=HYPERLINK(1)' AS a, '+1' AS b, '@SUM' AS c, -1 AS d, 'fine' AS e"
    assert asking("query", sql).out == "a,b,c,d,e\n'=HYPERLINK(1),'+1,'@SUM,-1,fine\n"
    assert asking("query", sql, "--json").json == [{"a": "=HYPERLINK(1)", "b": "+1", "c": "@SUM", "d": -1, "e": "fine"}]


def test_json_has_every_type(asking: Pithhouse) -> None:
    sql = (
        "SELECT TIMESTAMPTZ '2026-01-02 03:04:05Z' AS at, DATE '2026-01-02' AS on_day, 1.5::DECIMAL(4, 2) AS exact, "
        "'nan'::DOUBLE AS nothing, [1, NULL] AS list, {'a': true} AS pair, NULL AS missing, '\\xff'::BLOB AS bytes"
    )
    assert asking("query", sql, "--format", "json").json == [
        {
            "at": "2026-01-02T03:04:05Z",
            "on_day": "2026-01-02",
            "exact": "1.50",
            "nothing": "nan",
            "list": [1, None],
            "pair": {"a": True},
            "missing": None,
            "bytes": "ff",
        }
    ]
    assert asking("query", "SELECT 1 WHERE false", "--json").json == []


def test_sql_comes_from_standard_input_too(asking: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 41 + 1 AS answer"))
    assert asking("query", "-").out == "answer\n42\n"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT nope FROM hubs", "nope"),
        ("SELEC 1", "syntax error"),
        ("DELETE FROM hubs", "read-only"),
        ("CREATE TABLE mine (a INTEGER)", "read-only"),
        ("FROM read_csv('/etc/passwd')", "disabled"),
        ("COPY hubs TO 'stolen.csv'", "disabled"),
        ("ATTACH 'other.duckdb'", "disabled"),
        ("INSTALL httpfs", "disabled"),
        ("SET enable_external_access = true", "locked"),
        ("SET TimeZone = 'Asia/Tokyo'", "locked"),
    ],
)
def test_errors_are_duckdbs_own_words(
    asking: Pithhouse, sql: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = (asking.data / "warehouse.duckdb").read_bytes()
    asked = asking("query", sql)
    assert asked.code == 1
    assert said in asked.err
    assert "Traceback" not in asked.err
    assert asked.out == ""
    assert list(tmp_path.iterdir()) == []
    assert (asking.data / "warehouse.duckdb").read_bytes() == before


@pytest.mark.parametrize("command", [("query", "FROM hubs"), ("status",)])
def test_without_a_published_file_the_next_command_is_named(empty: Pithhouse, command: tuple[str, ...]) -> None:
    asked = empty(*command)
    assert asked.code == 1
    assert "pithhouse refresh" in asked.err
    assert "warehouse.duckdb" in asked.err


def test_a_terminal_gets_a_table_without_the_escapes_of_the_data(sample_house: Path) -> None:
    asked = f"SELECT '{BELL}' AS sly, 1234567 AS n, NULL AS nothing"
    for form in ("table", "line"):
        shown = on_a_terminal("query", asked, "--format", form, "--data", str(sample_house))
        assert "back" in shown
        assert "1234567" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_foreign_text_is_cleaned() -> None:
    assert clean(BELL) == "red back"
    assert clean("a\x9b31mb\x00c\r\nd") == "a31mbc d"
    assert clean("Möbius · 日本") == "Möbius · 日本"


def test_a_closed_pipe_is_no_error_to_talk_about(sample_house: Path) -> None:
    asking = process("query", "SELECT range AS n FROM range(3000000)", "--data", sample_house)
    assert asking.stdout
    assert asking.stderr
    assert asking.stdout.readline() == "n\n"
    asking.stdout.close()
    err = asking.stderr.read()
    asking.stderr.close()
    assert asking.wait(timeout=60) == 141
    assert err == ""


def test_status_says_what_is_published(asking: Pithhouse) -> None:
    found = asking("status", "--json")
    assert found.code == 0
    assert set(found.json) == {
        "state", "to_do", "warehouse", "bytes", "built_at", "looked_at", "published_at", "tables", "outcomes",
        "to_look_at", "residue_by_block", "quarantine_by_reason", "numbers_that_disagree", "unknown_words", "fetching",
    }  # fmt: skip
    assert found.json["fetching"] is None, "no hub is listed and no site is set"
    assert list(found.json["tables"]) == [table.name(model) for model in TABLES]
    counted = json.loads(asking("query", "SELECT count(*) AS n FROM citations", "--json").out)
    assert found.json["tables"]["citations"] == counted[0]["n"]
    shown = asking("status")
    assert shown.code == 0
    assert "citations 2" in shown.out


def test_status_names_each_table_as_a_query_does(asking: Pithhouse) -> None:
    [line] = [one for one in asking("status").out.splitlines() if one.startswith("Rows: ")]
    for one in line.removeprefix("Rows: ").split(" · "):
        name, number = one.split()
        assert asking("query", f"SELECT count(*) AS n FROM {name}", "--json").json == [{"n": int(number)}]


def test_status_says_what_to_do_and_its_commands_work(asking: Pithhouse) -> None:
    found = asking("status", "--json").json
    assert found["state"] == "look"
    named = {one["what"]: one for one in found["to_do"]}
    assert set(named) == {"residue", "words", "lists"}
    for one in named.values():
        program, command, option, folder, sql = shlex.split(one["next"])
        assert (program, command, option, folder) == ("pithhouse", "query", "--data", str(asking.data))
        assert one["seen"].startswith(f"{len(asking('query', sql, '--json').json):,} ")


def test_status_is_one_screen(sample_house: Path) -> None:
    shown = on_a_terminal("status", "--data", str(sample_house))
    assert clean(shown).startswith("All good: nothing to repair, 3 notices.")
    assert shown.count("\n") <= 24


def test_status_tells_of_captures_that_are_not_published(loaded: Pithhouse) -> None:
    RawStore(loaded.data / "raw").append([arrival()], datetime(2026, 11, 2, tzinfo=UTC))
    seen = [one for one in loaded("status", "--json").json["to_do"] if one["what"] == "published file"]
    assert [(one["seen"].split()[0], one["next"]) for one in seen] == [("1", f"pithhouse refresh --data {loaded.data}")]
