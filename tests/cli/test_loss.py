"""A run that would take published rows away ends with exit code 4, says what and why, and lets it pass when asked.

The pages are made up: hubs whose explorers list papers of their own.
"""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.workspace import DataFolder
from tests.cli.commands import Pithhouse
from tests.pipelines.building.support import load

PAPERS = 40


def pages(folder: Path, hubs: range) -> Path:
    """A folder with a page of each hub."""
    folder.mkdir()
    for hub in hubs:
        rows = "".join(
            f'<p><a href="/paper/26{hub:02}.{one:05}">A Made-Up Paper {one} on {hub}</a></p>'
            f"<p>cs.CL · 2024-05-01 · accept · novelty 7.0 · internal anchor · method · ref {one}</p>"
            for one in range(1, PAPERS + 1)
        )
        (folder / f"aaaaaaaa-0000-4000-8000-0000000000{hub:02}.html").write_text(
            f"<html><body><p>pith. sign in</p><p>hub</p><h1>Made-Up Work {hub}</h1>"
            f"<p>{PAPERS} Pith papers cite this work. Polarity classification is still indexing.</p>"
            f"<p>{PAPERS} Pith papers citing it</p><h2>citing papers explorer</h2>{rows}</body></html>"
        )
    return folder


def lose_captures(empty: Pithhouse, tmp_path: Path) -> None:
    """Publish 25 hubs, and put back an old backup of raw that holds ten of them."""
    load(DataFolder(empty.data), *pages(tmp_path / "first", range(10)).iterdir())
    raw, backup = empty.data / "raw", tmp_path / "backup"
    shutil.copytree(raw, backup)
    load(DataFolder(empty.data), *pages(tmp_path / "second", range(10, 25)).iterdir())
    [(citations,)] = [tuple(one.values()) for one in empty("query", "SELECT count(*) FROM citations", "--json").json]
    assert citations == 25 * PAPERS
    shutil.rmtree(raw)
    shutil.copytree(backup, raw)


@pytest.mark.deep
def test_raw_captures_that_are_gone_stop_the_publish(empty: Pithhouse, tmp_path: Path) -> None:
    lose_captures(empty, tmp_path)
    before = (empty.data / "warehouse.duckdb").read_bytes()

    stopped = empty("refresh")
    assert stopped.code == 4
    said = " ".join(stopped.err.split())
    assert "citations: 600 of 1,000 rows would go" in said
    assert "hub_id=aaaaaaaa-0000-4000-8000-000000000010, paper_id=arxiv:2610.00001" in said
    assert "rows, the capture is not stored any more" in said
    assert ".html" in said
    assert "--allow-loss" in said
    assert (empty.data / "warehouse.duckdb").read_bytes() == before


@pytest.mark.deep
def test_the_loss_is_published_when_it_is_allowed(empty: Pithhouse, tmp_path: Path) -> None:
    lose_captures(empty, tmp_path)
    allowed = empty("refresh", "--allow-loss", "--json")
    assert allowed.code == 0, allowed.err
    assert json.loads(allowed.out)["tables"]["citations"] == 10 * PAPERS
