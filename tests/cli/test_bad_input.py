"""Bad input through the command: each gets an outcome and a message, the good pages load, the exit code is 3."""

import os
from pathlib import Path

import pytest

from tests.cli.bad_input import GOOD, HUB, OTHER, OUTCOMES, ROWS, bad_folder
from tests.cli.commands import PAGE, Pithhouse


def test_bad_input_is_listed_and_the_good_pages_are_loaded(empty: Pithhouse, tmp_path: Path) -> None:
    folder = bad_folder(tmp_path / "in")
    taken = empty("ingest", folder, "--json")
    assert taken.code == 3
    hubs = {one["hub_id"] for one in empty("query", "SELECT hub_id FROM hubs", "--json").json}
    assert hubs == {GOOD, OTHER}

    of_rows = [one for one in taken.json["problems"] if "of captures.csv: " in one["reason"]]
    said = dict(enumerate(ROWS.values(), 2))
    assert len(of_rows) == sum(map(bool, said.values()))
    for one in of_rows:
        number = int(one["reason"].removeprefix("row ").partition(" ")[0])
        assert said[number]
        assert said[number] in one["reason"]
        assert one["outcome"] == "refused"

    others = {one["file"]: one["outcome"] for one in taken.json["problems"] if one not in of_rows}
    assert others == OUTCOMES
    assert all(one["reason"] for one in taken.json["problems"])
    kept = {one["source_file"] for one in empty("query", "SELECT source_file FROM captures", "--json").json}
    assert kept == {*OUTCOMES, "captures.csv", "page.html", f"{GOOD}.html"}


@pytest.mark.deep
def test_bad_input_again_is_nothing_new(empty: Pithhouse, tmp_path: Path) -> None:
    folder = bad_folder(tmp_path / "in")
    assert empty("ingest", folder).code == 3
    again = empty("ingest", folder)
    assert again.code == 0, "nothing was taken in this time"
    assert "there already" in again.out


def test_people_see_the_reason_beside_the_file(empty: Pithhouse, tmp_path: Path) -> None:
    page = tmp_path / f"{HUB}2.html"
    page.write_bytes(b"")
    shown = empty("ingest", page)
    assert shown.code == 3
    (line,) = (line for line in shown.out.splitlines() if page.name in line)
    assert "empty" in line
    assert "capture the page again" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_listed(empty: Pithhouse, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "closed").mkdir(parents=True)
    (folder / PAGE.name).write_bytes(PAGE.read_bytes())
    for closed in (folder / PAGE.name, folder / "closed"):
        closed.chmod(0)
    taken = empty("ingest", folder, "--json")
    (folder / "closed").chmod(0o700)
    assert taken.code == 3
    assert {one["outcome"] for one in taken.json["problems"]} == {"failed"}
    assert all("grant permission" in one["reason"] for one in taken.json["problems"])


@pytest.mark.deep
def test_a_folder_without_a_capture_does_not_pass_for_done(empty: Pithhouse, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    (folder / "captures.csv").write_text("file,url,captured_at\n", encoding="utf-8")
    taken = empty("ingest", folder, "--json")
    assert taken.code == 3
    (problem,) = taken.json["problems"]
    assert (problem["file"], problem["outcome"]) == ("nothing", "empty")
    assert "nothing was ingested" in problem["reason"]


def test_a_path_that_is_not_there_is_wrong_usage(empty: Pithhouse) -> None:
    ended = empty("ingest", "nowhere")
    assert ended.code == 2
    assert "nowhere" in ended.err
    assert not empty.data.exists()
