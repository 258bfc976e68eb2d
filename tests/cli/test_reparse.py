"""`reparse` and `retry` on the command line."""

from pathlib import Path
from shutil import copytree

import dagster as dg
import pytest

from cli.dagster_home import instance
from pipelines.workspace import DataFolder
from tests.cli.commands import Pithhouse
from tests.pipelines.building.forged import REFUSED, WORSE
from tests.shared_samples import forged_folder

NOVELTIES = f"SELECT novelty FROM papers WHERE paper_id IN ('{WORSE}', '{REFUSED}') ORDER BY paper_id"


@pytest.fixture
def worse(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Pithhouse:
    """A published file of a worse parser, to be written to."""
    return Pithhouse(Path(copytree(forged_folder(tmp_path_factory).root, tmp_path / "data")), capsys)


@pytest.mark.deep
def test_a_comparison_tells_and_publishes_nothing(worse: Pithhouse) -> None:
    shown = worse("reparse", "--diff")
    assert shown.code == 0
    assert "Something changes." in shown.err
    assert "⟦6.0⟧" in shown.out
    told = worse("reparse", "--diff", "--fail-on-change", "--json")
    assert told.code == 4
    assert told.json["is_changed"] is True
    assert told.json["cells"] > 200
    assert worse("query", NOVELTIES).out == 'novelty\n1.5\n""\n'


def test_a_retry_publishes_what_is_read_now(worse: Pithhouse) -> None:
    dry = worse("retry", "--dry-run", "--json")
    (one,) = dry.json
    assert one["now_read"] == [["papers", "novelty", "6.0"]]
    assert worse("query", NOVELTIES).out == 'novelty\n1.5\n""\n'
    done = worse("retry")
    assert done.code == 0
    assert "cells read now" in done.out
    assert "1 captures read again. Published." in done.err
    assert worse("query", NOVELTIES).out == "novelty\n6.0\n6.0\n"


@pytest.mark.deep
def test_after_a_retry_the_same_parser_changes_nothing_by_a_checked_run(worse: Pithhouse) -> None:
    assert worse("retry").code == 0
    again = worse("reparse", "--json")
    assert (again.code, again.json["captures_read"], again.json["is_unchanged"]) == (0, 1, True)
    with instance(DataFolder(worse.data)) as opened:
        logged = opened.all_logs(again.json["run_id"], of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checked = [event.dagster_event.asset_check_evaluation_data for event in logged if event.dagster_event]
    assert any(one.blocking for one in checked)
    assert worse("reparse", "--diff", "--fail-on-change").code == 0


def test_what_cannot_be_done_is_told(empty: Pithhouse) -> None:
    assert empty("reparse", "--fail-on-change").code == 2
    assert empty("reparse", "--diff").code == 1
    missing = empty("retry")
    assert missing.code == 1
    assert "does not exist yet" in missing.err
