"""The two real captures, where they are at hand: the figures that were counted on them by eye."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "captures"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the captures are not at hand")


def _readings() -> list[Reading]:
    with (FOLDER / "captures.csv").open(encoding="utf-8") as table:
        rows = sorted(csv.DictReader(table), key=lambda row: row["file"])
    found = []
    for row in rows:
        hub_id = row["file"].split(".", 1)[0]
        taken = datetime.fromisoformat(row["captured_at"])
        source = CaptureContext(row["file"], hub_id, row["url"], taken, is_filtered="?" in row["url"])
        found.append(read_capture((FOLDER / row["file"]).read_bytes(), source))
    return found


def test_nothing_is_left_over_or_refused() -> None:
    for reading in _readings():
        assert (reading.residue, reading.quarantine) == ([], [])
        assert (reading.capture.outcome, reading.capture.is_complete) == ("ok", False)
        assert [one for one in reading.words if not one.is_known] == []


def test_the_hub() -> None:
    listed, full = _readings()
    assert (listed.capture.rendering, full.capture.rendering) == ("list_text", "full_text")
    assert listed.hub is not None
    assert full.hub is not None
    for hub in (listed.hub, full.hub):
        assert (hub.tier, hub.label, hub.verdict_kind) == ("hub", "Canonical reference", "canonical")
        assert (hub.dominant_role, hub.dominant_percent) == ("background", 80)
        assert hub.title_raw is not None
        assert hub.title_raw.startswith("Energy and Policy")
        assert hub.abstract is not None
    printed = (full.hub.citing_papers_printed, full.hub.external_citations_printed, full.hub.external_source)
    assert printed == (39, 1853, "Crossref")
    assert (full.hub.filtered_shown, full.hub.filtered_total) == (2, 2)
    assert listed.hub.citing_papers_printed is None


def test_the_lists() -> None:
    listed, full = _readings()
    assert (listed.capture.citing_papers_listed, listed.capture.representative_papers) == (39, 23)
    assert (full.capture.citing_papers_listed, full.capture.representative_papers) == (2, 7)
    assert all(row.title and row.summary for row in listed.citing_papers if row.block == "explorer")
    assert all(row.posted_on and row.verdict and row.summary and row.title for row in full.citing_papers)
    assert [row.ref_number for row in full.citing_papers if row.block == "explorer"] == [1, 11]
    assert sum(row.novelty is not None for row in full.citing_papers) == 7
    raw = [row.title for row in listed.citing_papers if row.title_raw and row.title_raw.startswith('M\\"OVE')]
    assert [one[:4] for one in raw if one] == ["MÖVE"]


def test_the_counts() -> None:
    listed, full = _readings()
    facets = {(one.block, one.facet, one.value): one.n for one in full.facets}
    assert facets == {
        ("summary", "role", "background"): 5,
        ("facets", "role", "background"): 5,
        ("facets", "polarity", "background"): 4,
        ("facets", "polarity", "unclear"): 1,
    }
    assert [(one.facet, one.value, one.n) for one in listed.facets] == [("role", "background", 5)]
