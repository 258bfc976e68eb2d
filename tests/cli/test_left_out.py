"""A run with a capture that the build fails with: the real command, on a reading that a real statement cannot cast."""

import pytest

from cli.exits import Exit
from pipelines.workspace import DataFolder
from tests.cli.commands import Pithhouse
from tests.pipelines.building.support import store
from tests.pipelines.building.test_left_out import OTHER, good, poison


@pytest.mark.deep
def test_all_else_is_published_and_the_next_run_does_not_fail_for_it(empty: Pithhouse) -> None:
    folder = DataFolder(empty.data)
    kept, bad = store(folder, [good(1), poison(2)])
    first = empty("refresh", "--json")
    assert first.code == Exit.PARTIAL
    [problem] = first.json["problems"]
    assert (problem["capture_id"], problem["outcome"]) == (bad, "build_failed")
    assert "claims cannot be built with it: ConversionException" in problem["reason"]
    assert first.json["outcomes"] == {"build_failed": 1, "ok": 1}
    assert first.json["captures"]["left_out"] == 1
    assert first.json["tables"]["hubs"] == 1
    store(folder, [good(3, hub_id=OTHER)])
    again = empty("refresh", "--json")
    assert (again.code, again.json["problems"]) == (Exit.OK, [])
    assert (again.json["tables"]["hubs"], again.json["captures"]["left_out"]) == (2, 1)
    assert empty("query", f"SELECT outcome FROM captures WHERE capture_id = '{kept}'", "--json").json == [
        {"outcome": "ok"}
    ]
