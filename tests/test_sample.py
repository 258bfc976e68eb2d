"""The bundled sample: the folder equals what the page writer makes, shows what it promises, and is marked as
made up.

How pages are parsed is not tested here. The list of what it must show follows HUB_PAGES.md.
"""

from __future__ import annotations

import csv
import json
import re
import uuid
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.pagewriter.markups import HTML_MARKUPS, rendering_of
from tests.pagewriter.records import HubRecord, listed_papers, representative_papers
from tests.pagewriter.sample import captures, hub_records, main, sample_files, write_sample
from tests.pagewriter.sample_parts import MARK, NOTE
from tests.pagewriter.words import ledger_text, verdict_sentence
from tests.pagewriter.writer import Capture

FOLDER = Path(__file__).parent.parent / "data" / "sample"
CAPTURES = captures()
RECORDS = hub_records()
PAPERS = [paper for record in RECORDS for paper in record.papers]


def _states() -> dict[str, list[HubRecord]]:
    states: dict[str, list[HubRecord]] = defaultdict(list)
    for record in RECORDS:
        states[record.hub_id].append(record)
    return states


def test_the_folder_equals_what_the_command_writes() -> None:
    committed = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert committed == sample_files()


def test_writing_again_replaces_the_captures_written_before(tmp_path: Path) -> None:
    write_sample(tmp_path)
    (tmp_path / "old.html").write_text("an old capture")
    with (tmp_path / "captures.csv").open("a") as table:
        table.write("old.html,https://pith.science/citations/x,2026-09-01T00:00:00Z\n")
    (tmp_path / "kept.txt").write_text("not a capture")
    assert main([str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {*sample_files(), "kept.txt"}


def test_the_command_says_how_it_is_called() -> None:
    assert main([]) == 2


def test_it_is_small_and_its_csv_names_every_file() -> None:
    files = sample_files()
    assert sum(map(len, files.values())) < 1_500_000
    rows = list(csv.DictReader(files["captures.csv"].decode().splitlines()))
    assert {row["file"] for row in rows} | {"captures.csv", "README.md"} == set(files)
    assert all(re.fullmatch(r"2026-(09|10|11)-\d\dT\d\d:\d\d:00Z", row["captured_at"]) for row in rows)
    assert any(row["url"].startswith("https://www.pith.science/") for row in rows)


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.file_name)
def test_every_capture_is_marked_as_made_up(capture: Capture) -> None:
    record, content = capture.record, sample_files()[capture.file_name].decode()
    if rendering_of(capture.markup) == "html":
        assert NOTE in content
        assert record.abstract_raw is None or record.abstract_raw.endswith(MARK)
    else:
        assert record.abstract_raw is not None
        assert "made-up work" in content


def test_ids_are_derived_from_titles_and_no_arxiv_id_was_ever_given_out() -> None:
    assert all(uuid.UUID(record.hub_id).version == 5 for record in RECORDS)
    unreal = re.compile(r"9912\.0\d{4}|[a-z-]+/99129\d\d")
    assert all(paper.arxiv_id is not None and unreal.fullmatch(paper.arxiv_id) for paper in PAPERS)
    assert any("/" in str(paper.arxiv_id) for paper in PAPERS)


def test_twelve_hubs_in_all_tiers_with_seen_and_unseen_labels() -> None:
    assert len(_states()) >= 12
    assert {record.tier for record in RECORDS} == {"none", "hub", "super_hub", "mega_hub"}
    labels = {record.label for record in RECORDS}
    assert labels == {None, "Canonical reference", "Mixed citations", "Contested reference"}
    assert any(record.label is None and record.tier != "none" for record in RECORDS)


def test_every_verdict_sentence() -> None:
    sentences = " ".join(verdict_sentence(record) for record in RECORDS)
    assert "1 Pith paper cite this work. Polarity classification is still indexing." in sentences
    assert re.search(r"\b\d\d Pith papers cite this work\. Polarity", sentences)
    assert re.search(r"Canonical reference\. \d+% of citing Pith papers cite this work as background\.", sentences)
    assert re.search(r"Mixed citation behavior\. Most common role is background \(\d+%\)\.", sentences)


def test_percentages_fit_the_labels_they_were_seen_with() -> None:
    ranges = {"canonical": range(73, 101), "mixed": range(54, 70)}
    labelled = [record for record in RECORDS if record.label is not None]
    assert labelled
    for record in labelled:
        assert record.dominant_percent in ranges[record.verdict_kind], record.title_raw


def test_every_facet_and_row_value() -> None:
    assert {facet for record in RECORDS for facet in record.facets} == {"field", "year", "verdict", "role", "polarity"}
    assert any("use method" in record.facets.get("polarity", {}) for record in RECORDS)
    assert {paper.verdict for paper in PAPERS} == {"unverdicted", "accept", "conditional", "reject"}
    assert {"gr-qc", "hep-th"} <= {paper.category for paper in PAPERS}
    assert {paper.posted_on.year for paper in PAPERS} >= {2018, 2026}
    assert {paper.role for paper in PAPERS} >= {None, "background", "method", "baseline", "dataset", "other"}
    assert any(paper.mention_count == 4 for paper in PAPERS)
    assert any(paper.title_raw.startswith('"') for paper in PAPERS)


def test_every_block() -> None:
    assert any(record.tagline for record in RECORDS)
    assert any(record.role_summary and record.polarity_summary for record in RECORDS)
    assert any(record.has_authors and record.authors for record in RECORDS)
    assert any(record.has_co_cited and record.co_cited for record in RECORDS)
    assert any(record.external_citations is None and record.abstract_raw for record in RECORDS)
    assert any(record.citing_papers_printed >= 1_000 for record in RECORDS)
    assert any(n >= 1_000 for record in RECORDS for n in record.facets.get("role", {}).values())


def test_tex_in_titles_and_abstracts() -> None:
    titles = " ".join([record.title_raw for record in RECORDS] + [paper.title_raw for paper in PAPERS])
    abstracts = " ".join(record.abstract_raw or "" for record in RECORDS)
    assert all(tex in titles for tex in (r"M\"obius", r"\textit{", r"Q\&A", "condi- tioning"))
    assert all(tex in abstracts for tex in (r"\textit{", r"\citep{", r"Q\&A", "$p("))
    assert any("Möbius" in str(paper.summary) and r"M\"obius" in paper.title_raw for paper in PAPERS)


def test_a_ledger_is_cut_in_mid_word() -> None:
    cut = [record for record in RECORDS if record.abstract_raw and len(ledger_text(record) or "") == 600]
    assert any(re.fullmatch(r"\w\w", str(record.abstract_raw)[599:601]) for record in cut)


def test_a_pending_title_becomes_a_title() -> None:
    titles = [[record.title_raw for record in states] for states in _states().values()]
    assert any(first == "Title resolution pending" != then for first, then in (t for t in titles if len(t) == 2))


def test_a_hub_grows_and_changes_tier_and_a_complete_page_loses_a_row() -> None:
    grown = [states for states in _states().values() if len({record.tier for record in states}) > 1]
    assert any({"hub", "super_hub"} == {record.tier for record in states} for states in grown)
    complete = [
        [{paper.arxiv_id for paper in record.papers} for record in states]
        for states in grown
        if all(len(listed_papers(record, {})) == record.citing_papers_printed for record in states)
    ]
    assert any(before - after and after - before for before, after in complete)


def test_rows_that_disagree_with_counts_and_lists() -> None:
    assert any(record.citing_papers_printed == 1 and not record.papers and not record.facets for record in RECORDS)
    assert any(record.citing_papers_printed == 1 and len(record.papers) == 1 for record in RECORDS)
    assert any(not paper.is_listed for record in RECORDS for paper in representative_papers(record))
    twice = [Counter(paper.arxiv_id for paper in record.papers).most_common(1) for record in RECORDS]
    arxiv_id = next(most[0][0] for most in twice if most and most[0][1] == 2)
    assert len({(paper.role, paper.ref_number) for paper in PAPERS if paper.arxiv_id == arxiv_id}) >= 2
    sizes = {len(listed_papers(record, {})) for record in RECORDS}
    assert {1, 60} <= sizes
    assert max(sizes) == 60


def test_hubs_share_citing_papers() -> None:
    citing = Counter(
        arxiv_id for states in _states().values() for arxiv_id in {p.arxiv_id for r in states for p in r.papers}
    )
    assert sum(n >= 2 for n in citing.values()) >= 20


def test_renderings_and_filters() -> None:
    used = Counter(capture.markup for capture in CAPTURES)
    assert all(used[markup] >= 2 for markup in [*HTML_MARKUPS, "full_text", "list_text", "json"])
    filters = [dict(capture.filters) for capture in CAPTURES if capture.filters]
    assert {tuple(names) for names in filters} == {("year",), ("cat", "role"), ("verdict",), ("polarity",)}
    assert {"polarity": "use_method"} in filters
    for capture in CAPTURES:
        is_bare = not capture.record.papers
        assert is_bare or listed_papers(capture.record, capture.filters), capture.file_name


def test_twins() -> None:
    twins = [json.loads(content) for name, content in sample_files().items() if name.endswith(".json")]
    assert any(not twin["work"]["title_quality_ok"] for twin in twins)
    known = min(len(twin["hub"]["state"]) for twin in twins)
    assert any(len(twin["hub"]["state"]) > known for twin in twins)
