"""Titles that are one link are read at once; weighing them like any other title gives the same rows."""

import pytest

from pipelines.parsing.blocks import paper_titles
from pipelines.parsing.blocks.block_result import PageLines
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from tests.fidelity.measure import Page, page_of, read
from tests.fidelity.styles import PLAIN, fixed_styles

PAGES = (
    *(page_of(seed, dict(PLAIN)) for seed in range(1, 5)),
    *(page_of(seed) for seed in range(1, 61)),
    *(page_of(seed, style) for seed, style in enumerate(fixed_styles()[::16], 1)),
)


def weighed(page: Page, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The reading of a page, each of whose titles is weighed."""
    with monkeypatch.context() as patch:
        patch.setattr(paper_titles, "_plain_title", lambda *_: None)
        return read(page)


def test_weighing_a_plain_title_gives_the_same_row(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [read(page) for page in PAGES]
    assert [weighed(page, monkeypatch) for page in PAGES] == plain
    assert sum(row.title is not None for one in plain for row in one.citing_papers) > len(PAGES)


def test_most_titles_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above would compare nothing."""
    found: list[str | None] = []
    kept = paper_titles._plain_title

    def noted(page: PageLines, entry: Entry, row: CitingPaperRow) -> str | None:
        found.append(kept(page, entry, row))
        return found[-1]

    with monkeypatch.context() as patch:
        patch.setattr(paper_titles, "_plain_title", noted)
        rows = [row for page in PAGES[:4] for row in read(page).citing_papers]
    assert len(rows) > 20
    assert sum(title is not None for title in found) > len(rows) // 2
