"""Which rows are one citing paper: arXiv id, else title, else summary; and every id ever given leads to today's."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.building import identity_pairs
from tests.pipelines.building.side_by_side import hub_of
from tests.pipelines.building.support import Cells, Page, ask, broken, built, in_memory, observed
from tests.tiers import examples

ARXIV = "9912.00001"
OTHER = "9912.00002"
TITLE = "Sparse Lanterns"
SUMMARY = "It lights lanterns sparsely."


def row(arxiv_id: str | None = None, title: str | None = None, summary: str | None = None) -> dict[str, Any]:
    cells = {"arxiv_id": arxiv_id, "title": title, "title_raw": title, "summary": summary}
    return {name: value for name, value in cells.items() if value is not None}


CASES: dict[str, tuple[list[Cells], list[str]]] = {
    "a title alone": ([row(title=TITLE)], ["title"]),
    "a summary alone": ([row(summary=SUMMARY)], ["summary"]),
    "the same summary twice": ([row(summary=SUMMARY), row(summary=SUMMARY)], ["summary"]),
    "a title, then its arXiv id": ([row(title=TITLE), row(ARXIV, TITLE)], [f"arxiv:{ARXIV}"]),
    "an arXiv id, then the title": ([row(ARXIV, TITLE), row(title=TITLE)], [f"arxiv:{ARXIV}"]),
    "a summary, then its title": ([row(summary=SUMMARY), row(title=TITLE, summary=SUMMARY)], ["title"]),
    "a title, then the summary": ([row(title=TITLE, summary=SUMMARY), row(summary=SUMMARY)], ["title"]),
    "summary, title, arXiv id in turn": (
        [row(summary=SUMMARY), row(title=TITLE, summary=SUMMARY), row(ARXIV, TITLE)],
        [f"arxiv:{ARXIV}"],
    ),
    "one id under two titles": (
        [row(ARXIV, TITLE), row(ARXIV, "Dense Lanterns"), row(title="Dense Lanterns"), row(title=TITLE)],
        [f"arxiv:{ARXIV}"],
    ),
    "two ids with one title": ([row(ARXIV, TITLE), row(OTHER, TITLE)], [f"arxiv:{ARXIV}", f"arxiv:{OTHER}"]),
    "two ids with one title, and the title alone": (
        [row(ARXIV, TITLE), row(OTHER, TITLE), row(title=TITLE)],
        [f"arxiv:{ARXIV}", f"arxiv:{OTHER}", "title"],
    ),
    "two titles with one summary, and the summary alone": (
        [row(title=TITLE, summary=SUMMARY), row(title="Dense", summary=SUMMARY), row(summary=SUMMARY)],
        ["title", "title", "summary"],
    ),
    "another summary of the same title": (
        [row(title=TITLE, summary=SUMMARY), row(title=TITLE, summary="New.")],
        ["title"],
    ),
    "an old arXiv id": ([row("gr-qc/9912901", TITLE), row(title=TITLE)], ["arxiv:gr-qc/9912901"]),
    "an old arXiv id with a class": ([row("math.GT/9912901")], ["arxiv:math.GT/9912901"]),
    "case": ([row(title="SPARSE lanterns"), row(title=TITLE)], ["title"]),
    "accents": ([row(title="Möbius Éclairs"), row(title="Mobius Eclairs")], ["title"]),
    "composed and decomposed": ([row(title="M\u00f6bius"), row(title="Mo\u0308bius")], ["title"]),
    "punctuation and blanks": ([row(title="Sparse: “Lanterns”"), row(title="sparse - lanterns.")], ["title"]),
    "other words": ([row(title=TITLE), row(title="Sparse Lantern")], ["title", "title"]),
    "no Latin letters": ([row(title="疎な灯籠"), row(title="密な灯籠")], ["title", "title"]),
    "nothing but signs": ([row(title="!!!"), row(title="???"), row(title="!!!")], ["title", "title"]),
    "one word on a hub that shows one paper of it": (
        [row(ARXIV, "Editorial"), row(title="Editorial"), row(title="EDITORIAL", summary=SUMMARY)],
        [f"arxiv:{ARXIV}"],
    ),
    "one word on a hub that shows two papers of it": (
        [row(ARXIV, "Editorial"), row(OTHER, "Editorial"), row(title="Editorial")],
        [f"arxiv:{ARXIV}", f"arxiv:{OTHER}", "title"],
    ),
    "one letter of Greek": ([row(title="On α-stable laws"), row(title="On β-stable laws")], ["title", "title"]),
}


ALONE = ("one word on a hub that shows two papers of it",)
"""Cases that have a build of their own: others use the same word."""


@pytest.mark.parametrize("names", [[one for one in CASES if one not in ALONE], ALONE], ids=["most", "alone"])
def test_papers(tmp_path: Path, names: Sequence[str]) -> None:
    """Each row stands on a page of its own, and the last comes in first; each case has a hub, and ids, of its own."""
    pages = [
        Page(minutes, explorer=[_own(cells, number)], hub_id=hub_of(number))
        for number, name in enumerate(names)
        for minutes, cells in enumerate(CASES[name][0])
    ]
    data_folder = built(tmp_path, *reversed(pages))
    of_hub = "SELECT list(DISTINCT paper_id) FROM citations WHERE hub_id::VARCHAR = ?"
    found = {name: ask(data_folder, of_hub, hub_of(number))[0][0] for number, name in enumerate(names)}
    wanted = {name: sorted(_own_id(one, number) for one in CASES[name][1]) for number, name in enumerate(names)}
    assert {name: sorted(map(_without_hash, ids)) for name, ids in found.items()} == wanted
    assert ask(
        data_folder, "SELECT count(*) FROM paper_aliases WHERE paper_id NOT IN (FROM (SELECT paper_id FROM papers))"
    ) == [(0,)]
    assert ask(data_folder, "SELECT count(*) FROM papers ANTI JOIN paper_aliases ON alias = papers.paper_id") == [(0,)]


def _own(cells: Cells, number: int) -> Cells:
    """The cells with an arXiv id and a kind of lantern that no other case has."""
    own = {name: re.sub("(?i)(lantern)", rf"\1{number * chr(113)}", str(text)) for name, text in cells.items()}
    return own | ({"arxiv_id": _own_id(cells["arxiv_id"], number)} if "arxiv_id" in cells else {})


def _own_id(given: str, number: int) -> str:
    return given.replace("9912", f"{number + 9001}")


def _without_hash(paper_id: str) -> str:
    return paper_id if paper_id.startswith("arxiv:") else paper_id.split(":", maxsplit=1)[0]


def pages_of_cases(turned: bool) -> list[Page]:
    """Each row of each case on a page of a hub of its own; turned: the last row was captured first."""
    pages = []
    for number, case in enumerate(identity_pairs.CASES):
        for place, cells in enumerate(case.rows):
            hub_id = f"{number:08x}-0000-4000-8000-{place:012x}"
            pages.append(Page(-place if turned else place, explorer=[cells], hub_id=hub_id))
    return pages


@pytest.mark.parametrize("turned", [False, True], ids=["as listed", "last first"])
def test_pairs(tmp_path: Path, turned: bool) -> None:
    """All cases in one build; the names of those that fail say whether papers were merged or parted."""
    data_folder = built(tmp_path, *pages_of_cases(turned))
    found = dict(ask(data_folder, "SELECT hub_id::VARCHAR, paper_id FROM citations"))
    wrong = []
    for number, case in enumerate(identity_pairs.CASES):
        ids = [found[f"{number:08x}-0000-4000-8000-{place:012x}"] for place in range(len(case.rows))]
        for one, other in combinations(range(len(ids)), 2):
            if (ids[one] == ids[other]) != (case.papers[one] == case.papers[other]):
                what = "merged" if ids[one] == ids[other] else "parted"
                wrong.append(f"{what}, {case.why}: {case.rows[one]} {case.rows[other]}")
    assert not wrong, "\n".join(wrong)
    assert ask(data_folder, "SELECT count(*) FROM papers ANTI JOIN paper_aliases ON alias = papers.paper_id") == [(0,)]
    assert broken(data_folder.building) == []


def test_tex_and_unicode_are_one_title(tmp_path: Path) -> None:
    """The parser resolves TeX; the title as printed is kept beside it."""
    pages = [
        Page(1, explorer=[{"title": "MÖVE", "title_raw": 'M\\"OVE'}]),
        Page(2, explorer=[{"title": "Möve", "title_raw": "Möve"}]),
    ]
    assert ask(in_memory(tmp_path, *pages), "SELECT title, title_raw FROM papers") == [("Möve", "Möve")]


def test_papers_are_one_over_all_hubs(tmp_path: Path) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    pages = [Page(1, explorer=[row(ARXIV, TITLE)]), Page(2, explorer=[row(title=TITLE)], hub_id=other)]
    data_folder = in_memory(tmp_path, *pages)
    assert ask(data_folder, "SELECT count(*) FROM papers") == [(1,)]
    assert ask(data_folder, "SELECT hub_id::VARCHAR, paper_id FROM citations ORDER BY 1") == [
        (pages[0].hub_id, f"arxiv:{ARXIV}"),
        (other, f"arxiv:{ARXIV}"),
    ]


def test_aliases_say_why(tmp_path: Path) -> None:
    data_folder = in_memory(tmp_path, Page(1, explorer=[row(ARXIV, TITLE, SUMMARY)]))
    assert ask(data_folder, "SELECT split_part(alias, ':', 1), paper_id, reason FROM paper_aliases ORDER BY 1") == [
        ("arxiv", f"arxiv:{ARXIV}", "same id"),
        ("summary", f"arxiv:{ARXIV}", "same summary"),
        ("title", f"arxiv:{ARXIV}", "same title"),
    ]


cells_of_any_row = st.builds(
    lambda cells, facts: dict(cells) | dict(facts),
    st.builds(
        row,
        st.sampled_from([None, None, None, ARXIV, OTHER, "gr-qc/9912901"]),
        st.sampled_from([None, TITLE, "SPARSE LANTERNS", "Dense Lanterns", "Straße", "Editorial"]),
        st.sampled_from([None, SUMMARY, "It darkens.", "It flies over ponds in made-up winters."]),
    ),
    st.sampled_from(
        [
            {},
            {},
            {"posted_on": date(2025, 1, 2), "category": "cs.LG"},
            {"posted_on": date(2024, 1, 2), "category": "cs.LG"},
            {"posted_on": date(2025, 1, 2)},
            {"category": "cs.CL"},
        ]
    ),
)
HUBS = [f"0a1b2c3d-4e5f-4a6b-8c7d-00000000000{number}" for number in range(3)]
pages_of_any_rows = st.lists(
    st.tuples(st.lists(cells_of_any_row, max_size=4), st.lists(cells_of_any_row, max_size=3), st.sampled_from(HUBS)),
    min_size=2,
    max_size=6,
)
Lists = list[tuple[list[Cells], list[Cells], str]]


def pages_of(lists: Lists) -> list[Page]:
    """A page of each, a minute apart."""
    return [
        Page(number, explorer=explorer, representative=representative, hub_id=hub_id)
        for number, (explorer, representative, hub_id) in enumerate(lists)
    ]


@examples(3)
@given(lists=pages_of_any_rows, data=st.data())
def test_every_id_ever_given_leads_to_a_paper_of_today(lists: Lists, data: st.DataObject) -> None:
    check_ids(lists, data.draw(st.lists(st.sampled_from(range(len(lists))), unique=True, min_size=1)))


def check_ids(lists: Lists, chosen: list[int]) -> None:
    """Ids of a warehouse of some of the pages are found in that of all."""
    pages = pages_of(lists)
    with tempfile.TemporaryDirectory() as folder:
        with observed(Path(folder, "earlier"), [pages[one] for one in chosen], "papers") as earlier:
            given_then = {one for (one,) in earlier.execute("SELECT paper_id FROM papers").fetchall()}
        with observed(Path(folder, "later"), pages, "papers", "paper_aliases") as later:
            leads = dict(later.execute("SELECT alias, paper_id FROM paper_aliases").fetchall())
            papers = {one for (one,) in later.execute("SELECT paper_id FROM papers").fetchall()}
        assert given_then <= leads.keys()
        assert set(leads.values()) == papers
        assert all(leads[one] == one for one in papers)
        mentions = sum(bool(cells.keys() & NAMES) for one in pages for cells in (*one.explorer, *one.representative))
        assert (mentions > 0) == bool(papers)


NAMES = {"arxiv_id", "title", "summary"}


@examples(3)
@given(lists=pages_of_any_rows, data=st.data())
def test_no_paper_contradicts_itself_in_any_order(lists: Lists, data: st.DataObject) -> None:
    check_papers(lists, data.draw(st.permutations(range(len(lists)))))


def check_papers(lists: Lists, order: list[int]) -> None:
    """No paper has two ids, nor another date or category than its id; the order of the captures changes no paper."""
    partitions = []
    for times in (range(len(lists)), order):
        pages = [replace(page, minutes=minutes) for page, minutes in zip(pages_of(lists), times, strict=True)]
        with tempfile.TemporaryDirectory() as folder, observed(Path(folder), pages) as connection:
            assert connection.execute(CONTRADICTIONS).fetchall() == []
            partitions.append(sorted(connection.execute(PARTITION.replace("$pages", str(list(times)))).fetchall()))
    assert partitions[0] == partitions[1]


CONTRADICTIONS = """
SELECT paper_id
FROM identities
GROUP BY paper_id
HAVING count(DISTINCT arxiv_id) > 1
    OR count(DISTINCT posted_on) > greatest(count(DISTINCT posted_on) FILTER (WHERE arxiv_id IS NOT NULL), 1)
    OR count(DISTINCT category) > greatest(count(DISTINCT category) FILTER (WHERE arxiv_id IS NOT NULL), 1)
"""
PARTITION = """
SELECT list_sort(list(DISTINCT (
    list_position($pages, minute(captured_at - TIMESTAMPTZ '2026-03-01 00:00:00Z')), block, rank
)))
FROM observed
GROUP BY paper_id
"""
