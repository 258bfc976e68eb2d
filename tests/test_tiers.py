"""The two tiers: what property tests draw in them, and which tests are left to the deep one."""

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers import DEEP, FAST, examples

ROOT = Path(__file__).parents[1]


def drawn() -> list[str]:
    """What a test with 200 examples of text is given."""
    found: list[str] = []

    @settings(settings.get_profile("fast"), max_examples=200, database=None)
    @given(st.text())
    def test(text: str) -> None:
        found.append(text)

    test()
    return found


def test_examples_do_not_depend_on_the_modules_that_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()
    path = tmp_path / "with_constants.py"
    path.write_text(f"WORDS = {[f'a constant of number {one}' for one in range(200)]}\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("with_constants", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "with_constants", module)
    assert drawn() == before
    assert len(set(before)) > 50


def test_the_deep_tier_tries_as_much_more_as_one_setting_says() -> None:
    assert (settings.get_profile("fast").max_examples, settings.get_profile("deep").max_examples) == (FAST, DEEP)
    scale = settings().max_examples / FAST  # of the tier that runs now
    assert examples(40).max_examples == 40 * scale
    assert settings.get_profile("fast").derandomize
    assert not settings.get_profile("deep").derandomize


def test_what_is_deep_is_left_out_where_nothing_else_is_asked_for() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    assert "-m 'not browser and not deep'" in options["addopts"]
    recipe = (ROOT / "Makefile").read_text("utf-8").split("test-deep:")[1].split("\n\n")[0]
    assert '-m "deep or hypothesis" --hypothesis-profile=deep' in recipe
