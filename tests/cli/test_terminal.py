"""What a person sees on a terminal of 80 columns: tables, several answers, signs of life, the end by Ctrl-C."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.commands import CHECKOUT, Pithhouse, Screen, on_a_terminal, process
from tests.tiers import rest_deep

NARROW = {"COLUMNS": "80", "NO_COLOR": "1"}


def shown(data: Path, *arguments: str) -> list[str]:
    return on_a_terminal("query", *arguments, "--data", data, surroundings=NARROW).splitlines()


def test_a_table_leaves_out_the_columns_that_have_no_room(sample_house: Path) -> None:
    lines = shown(sample_house, "FROM hubs LIMIT 2")
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 80
    assert "26 columns (3 shown)" in lines[-1]


def test_wide_leaves_out_and_cuts_nothing(sample_house: Path) -> None:
    lines = shown(sample_house, "SELECT *, repeat('long ', 100) AS essay FROM hubs LIMIT 2", "--wide")
    assert lines[1].count("│") == 27 + 1
    assert any("long " * 100 in line for line in lines)
    assert not any("…" in line for line in lines)


def test_many_rows_are_counted_and_some_are_shown(sample_house: Path) -> None:
    lines = shown(sample_house, "SELECT range AS n FROM range(100)")
    assert "100 rows (40 shown)" in " ".join(" ".join(lines[-2:]).split())
    assert 40 < len(lines) < 52


def test_line_prints_a_column_a_line(asking: Pithhouse) -> None:
    sql = "SELECT 'a' AS name, NULL AS missing, [1, 2] AS several UNION ALL SELECT '=b', 'there', NULL"
    expected = "   name = a\nmissing =\nseveral = [1, 2]\n\n   name = =b\nmissing = there\nseveral =\n"
    assert asking("query", sql, "--format", "line").out == expected


def test_every_statement_is_answered(asking: Pithhouse) -> None:
    asked = "SELECT 1 AS a; SELECT 2 AS b UNION ALL SELECT 3; SELECT ';' AS c"
    assert asking("query", asked).out == "a\n1\n\nb\n2\n3\n\nc\n;\n"
    decoder, rest, answers = json.JSONDecoder(), asking("query", asked, "--json").out, []
    while rest := rest.lstrip():
        answer, end = decoder.raw_decode(rest)
        answers.append(answer)
        rest = rest[end:]
    assert answers == [[{"a": 1}], [{"b": 2}, {"b": 3}], [{"c": ";"}]]
    assert asking("query", asked, "--format", "table").out.count("┌") == 3


def test_the_answers_before_a_mistake_are_given(asking: Pithhouse) -> None:
    asked = asking("query", "SELECT 1 AS a; FROM nowhere")
    assert asked.code == 1
    assert asked.out == "a\n1\n"
    assert "nowhere" in asked.err


def test_an_output_that_has_ascii_alone_gets_a_table_of_it(sample_house: Path) -> None:
    asked = process(
        "query", "SELECT 'a' AS b", "--format", "table", "--data", sample_house,
        surroundings={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    out, err = asked.communicate(timeout=60)
    assert err == ""
    assert out.splitlines() == [
        "+---------+",
        "|    b    |",
        "| varchar |",
        "+---------+",
        "| a       |",
        "+---------+",
    ]


def test_a_plan_is_printed_as_it_is_drawn(asking: Pithhouse) -> None:
    drawn = asking("query", "EXPLAIN FROM hubs", "--format", "table").out
    assert "physical_plan" not in drawn
    assert "main.hubs" in drawn


def test_nothing_is_suggested_twice(asking: Pithhouse) -> None:
    wrong = asking("query", "FROM hubss").err
    assert "Did you mean" in wrong
    assert "SHOW TABLES" not in wrong
    assert "SHOW TABLES" in asking("query", "FROM zz").err


@pytest.mark.parametrize(
    "asked",
    [
        ("query", "--saved", "nothing"),
        ("cite", "nothing like it"),
        ("report", "nothing like it"),
        ("why", "papers", "nothing", "novelty"),
        ("explain", "nothing"),
        ("export", "somewhere", "--tables", "nothing"),
        ("diff", "nothing", "0"),
        ("ingest", "nothing"),
    ],
    ids=lambda one: one[0],
)
def test_what_is_not_there_ends_with_two(
    asking: Pithhouse, asked: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert asking(*asked).code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_beginning_of_a_uuid_names_a_hub(asking: Pithhouse) -> None:
    [hub] = asking("query", "SELECT hub_id, title FROM hubs WHERE title LIKE 'Gradient Lanterns%'", "--json").json
    cited = asking("cite", hub["hub_id"][:5])
    assert cited.code == 0
    assert hub["title"] in cited.err
    sql = "SELECT left(hub_id::VARCHAR, 1) AS one FROM hubs GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
    [shared] = asking("query", sql, "--json").json
    several = asking("cite", shared["one"])
    assert several.code == 2
    assert "Give more of the title, or the uuid" in several.err


def test_a_refresh_that_finds_nothing_new_says_so_in_twelve_lines(loaded: Pithhouse) -> None:
    seen = on_a_terminal("refresh", "--data", loaded.data, shown=["stdout"], surroundings=NARROW)
    assert "citations" in seen
    again = loaded("refresh")
    assert "Nothing changed" in again.err
    assert len(seen.splitlines()) + len(again.err.splitlines()) <= 12


def test_quiet_says_nothing_where_all_is_well(loaded: Pithhouse) -> None:
    quiet = loaded("refresh", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert loaded("query", "SELECT 1 AS n", "-q").out == "n\n1\n"
    assert "no table" in loaded("why", "nowhere", "-q").err, "errors are told"
    assert loaded("refresh").out, "and the next command talks again"


SIGN = b"\x1b[?25l"
"""Hides the cursor: how the line `… is at work` begins, and a bar, whichever is first."""

SLOW = (["report", "--out", "page.html"], ["doctor"], ["reparse", "--diff"], ["why", "hubs", "6f956b46", "tier"])


@pytest.mark.parametrize("asked", rest_deep(*SLOW), ids=lambda one: one[0])
def test_a_terminal_is_never_without_a_sign_of_life(asked: list[str], sample_house: Path, tmp_path: Path) -> None:
    screen = Screen(*asked, "--data", sample_house, folder=tmp_path)
    seen = screen.seen()
    assert screen.process.returncode == 0
    assert SIGN in seen
    assert screen.longest_silence < 3, "1.5 s on a machine with nothing else to do"


INTERRUPTED = (["query", "SELECT count(*) FROM range(100000) a, range(50000) b"], *SLOW[:3])


@pytest.mark.parametrize("asked", rest_deep(*INTERRUPTED), ids=lambda one: one[0])
def test_ctrl_c_ends_a_command_without_a_traceback(asked: list[str], sample_house: Path, tmp_path: Path) -> None:
    screen = Screen(*asked, "--data", sample_house, folder=tmp_path)
    before = screen.until(SIGN)
    time.sleep(0.1)
    screen.process.send_signal(signal.SIGINT)
    seen = before + screen.seen()
    assert screen.process.returncode == 130, seen.decode()
    assert b"Traceback" not in seen
    assert b"Interrupted." in seen


def test_ctrl_c_ends_a_command_that_is_still_being_loaded() -> None:
    command = [sys.executable, "-X", "importtime", "-c", "from cli.entry import run; run()"]
    with subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True) as loading:
        assert loading.stderr
        for line in loading.stderr:
            if line.rstrip().endswith("click.types"):
                break
        loading.send_signal(signal.SIGINT)
        said = loading.stderr.read()
    assert loading.returncode == 130
    assert "Traceback" not in said
