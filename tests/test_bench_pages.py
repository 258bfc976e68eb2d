"""The pages that the benches measure with: the same each time, read to the last line, and what `rows` says of them."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import pages
from bench.peers.hub_page import read_rows
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading

SOME = range(12)


def reading_of(number: int, edition: int = 0) -> Reading:
    hub = pages.hub_id(number)
    source = CaptureContext("0" * 20, hub, f"https://pith.science/citations/{hub}", datetime(2026, 11, 1, tzinfo=UTC))
    return read_capture(pages.page(number, edition), source)


def test_the_same_number_gives_the_same_page_everywhere(tmp_path: Path) -> None:
    written = pages.write_pages(tmp_path, 3)
    bodies = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert (len(bodies), written) == (3, sum(map(len, bodies)))
    assert hashlib.sha256(b"".join(bodies)).hexdigest()[:16] == "cb2b2c00500716c6"


@pytest.mark.parametrize("number", SOME)
def test_a_page_is_read_to_its_last_line(number: int) -> None:
    reading = reading_of(number)
    assert reading.capture.outcome == "ok"
    assert reading.capture.is_complete
    assert (reading.residue, reading.quarantine) == ([], [])


def test_a_twin_is_read_as_the_twin_of_its_page() -> None:
    hub = pages.hub_id(1)
    url = f"https://pith.science/citations/{hub}.json"
    source = CaptureContext("0" * 20, hub, url, datetime(2026, 11, 1, tzinfo=UTC))
    reading = read_capture(pages.twin(1), source)
    assert (reading.capture.outcome, reading.capture.rendering, reading.quarantine) == ("ok", "json", [])
    told, page = reading.hub, reading_of(1).hub
    assert told
    assert page
    assert told.title == page.title


@pytest.mark.parametrize("edition", [0, 1])
def test_parser_and_peers_read_the_rows_that_a_page_is_made_of(edition: int) -> None:
    for number in SOME:
        expected = {row.paper_id: row for row in pages.rows(number, edition)}
        url = f"http://127.0.0.1/citations/{pages.hub_id(number)}"
        assert [pages.Row(**row) for row in read_rows(url, pages.page(number, edition))] == list(expected.values())
        for row in reading_of(number, edition).citing_papers:
            told = expected[row.arxiv_id or ""]
            assert (row.title_raw, row.category, row.posted_on) == (told.title, told.category, told.posted_on)
            assert (row.verdict, row.summary) == (told.verdict, told.summary)
            assert row.novelty == (told.novelty if row.block == "representative" else None)


def test_another_edition_differs_in_verdict_and_summary_of_one_row() -> None:
    for number in SOME:
        pairs = zip(pages.rows(number), pages.rows(number, 1), strict=True)
        changed = [(before, after) for before, after in pairs if before != after]
        assert len(changed) == 1
        [(before, after)] = changed
        assert before.verdict != after.verdict
        assert after == before._replace(verdict=after.verdict, summary=after.summary)


def test_pages_are_of_the_size_and_the_lengths_that_the_benches_state() -> None:
    sizes = sorted(len(pages.page(number)) for number in range(100))
    listed = sorted(pages.page(number).count(b"internal anchor") for number in range(100))
    assert 70_000 < sizes[0] < sizes[-1] < 500_000
    assert listed[0] >= 10
    assert listed[-1] <= 500
    assert 14 <= listed[50] <= 24
