"""What a person sees of a run that goes on: bars on a terminal. That a pipe gets none, test_loading.py shows."""

from pathlib import Path

import pytest

from tests.cli.commands import SAMPLE, on_a_terminal


@pytest.mark.deep
def test_bars_are_drawn_while_the_run_goes_on(tmp_path: Path) -> None:
    text = on_a_terminal("ingest", SAMPLE, "--data", tmp_path / "data", shown=["stderr"])
    assert text.count("taking in", 0, text.index("checking")) > 1, "the first was drawn anew before the last began"
    assert "32/32" in text
