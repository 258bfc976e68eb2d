"""The alarm in a real run: it warns of a new kind, and a flood of lines left over is never published."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.alarm import MOST, NEW_KIND, SETTING, HardlyRead, require_lines_read
from assets.resources import FolderResource
from tests.assets.runs import Runner, runner

HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
PAGE = (
    "<html><body><p>hub</p><h1>Made-up lanterns</h1><p>3 Pith papers citing it</p>"
    "<p>3 Pith papers cite this work. Polarity classification is still indexing.</p><h2>hub tools</h2>"
)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Runner]:
    with runner(tmp_path / "house") as one:
        yield one


def _page(root: Path, day: int, stray: str, number: int) -> Path:
    folder = root / str(day)
    folder.mkdir()
    (folder / "page.html").write_text(PAGE + f"<p>{stray}</p>" * number)
    address = f"https://pith.science/citations/{HUB}"
    (folder / "captures.csv").write_text(f"file,url,captured_at\npage.html,{address},2026-09-{day:02}T06:00:00Z\n")
    return folder


def _checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {one.check_name: one for one in result.get_asset_check_evaluations() if one.check_name in {NEW_KIND, MOST}}


@pytest.mark.deep
def test_a_flood_of_a_new_kind_warns_and_is_not_published(
    fresh: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fresh.run([_page(tmp_path, 1, "embed", 1)], raise_on_error=True).success
    before = fresh.folder.warehouse.read_bytes()
    flood = fresh.run([_page(tmp_path, 2, "follow this work", 300)])
    assert not flood.success
    found = _checks(flood)
    assert (found[NEW_KIND].passed, found[NEW_KIND].blocking) == (False, False)
    assert (found[MOST].passed, found[MOST].blocking) == (False, True)
    assert fresh.folder.warehouse.read_bytes() == before
    folder = FolderResource(path=str(fresh.folder.root))
    with pytest.raises(HardlyRead, match="is not published"):
        require_lines_read(folder)
    monkeypatch.setenv(SETTING, "1")
    require_lines_read(folder)


@pytest.mark.deep
def test_a_new_kind_warns_and_a_flood_is_not_published_until_it_is_allowed(
    fresh: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _checks(fresh.run([_page(tmp_path, 1, "embed", 1)], raise_on_error=True))
    assert all(one.passed for one in first.values())
    again = fresh.run([_page(tmp_path, 2, "follow this work", 2)], raise_on_error=True)
    warned = _checks(again)[NEW_KIND]
    assert (warned.passed, warned.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "`hub_tools: follow this work` (2, such as `follow this work`)" in (warned.description or "")
    assert "row `residue: capture_id=" in (warned.description or "")
    before = fresh.folder.warehouse.read_bytes()
    flood = fresh.run([_page(tmp_path, 3, "follow this work", 300)])
    assert not flood.success
    blocked = _checks(flood)[MOST]
    assert (blocked.passed, blocked.blocking) == (False, True)
    assert f"To publish it all the same: {SETTING}=" in (blocked.description or "")
    assert "- capture_id `" in (blocked.description or "")
    assert fresh.folder.warehouse.read_bytes() == before
    folder = FolderResource(path=str(fresh.folder.root))
    with pytest.raises(HardlyRead, match="is not published"):
        require_lines_read(folder)
    monkeypatch.setenv(SETTING, "1")
    assert fresh.run([tmp_path / "3"]).success
    assert fresh.folder.warehouse.read_bytes() != before


@pytest.mark.parametrize("setting", ["2", "-0.1"])
def test_a_setting_that_is_no_share_is_told(fresh: Runner, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv(SETTING, setting)
    with pytest.raises(ValueError, match="most_left_over"):
        require_lines_read(FolderResource(path=str(fresh.folder.root)))
