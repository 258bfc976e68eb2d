"""Entries that leave nothing to weigh are read at once; weighing them like any other gives the same rows."""

import pytest

from pipelines.parsing.blocks import citing_papers, plain_rows
from pipelines.parsing.blocks.title_marks import TitleMarks
from pipelines.parsing.parse import read_with_trace
from pipelines.parsing.vocabulary.records import CitingPaperRow
from tests.fidelity.measure import Page, page_of, read
from tests.fidelity.styles import PLAIN, fixed_styles
from tests.pipelines.parsing.support import source

PAGES = (
    *(page_of(seed, dict(PLAIN)) for seed in range(1, 5)),
    *(page_of(seed) for seed in range(1, 61)),
    *(page_of(seed, style) for seed, style in enumerate(fixed_styles()[::16], 1)),
)


def weigh_all(patch: pytest.MonkeyPatch) -> None:
    """Let every entry be weighed."""

    def none_is_plain(_marks: TitleMarks) -> bool:
        return False

    patch.setattr(citing_papers, "may_be_plain", none_is_plain)


def test_weighing_a_plain_entry_gives_the_same_row(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [read(page) for page in PAGES]
    weigh_all(monkeypatch)
    assert [read(page) for page in PAGES] == plain
    assert sum(row.title is not None for one in plain for row in one.citing_papers) > len(PAGES)


def test_weighing_a_plain_entry_claims_the_same_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def claimed(page: Page) -> object:
        traced = read_with_trace(page.body, source(page.hub.hub_id)).page
        return traced and (traced.claims, traced.papers, traced.words)

    plain = [claimed(page) for page in PAGES[:20]]
    weigh_all(monkeypatch)
    assert [claimed(page) for page in PAGES[:20]] == plain


def test_most_entries_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests above would compare nothing."""
    found: list[CitingPaperRow | None] = []
    kept = plain_rows.plain_row

    def noted(*arguments: object) -> CitingPaperRow | None:
        found.append(kept(*arguments))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(citing_papers, "plain_row", noted)
    rows = [row for page in PAGES[:4] for row in read(page).citing_papers]
    assert len(rows) > 20
    assert sum(row is not None for row in found) > len(rows) // 2
