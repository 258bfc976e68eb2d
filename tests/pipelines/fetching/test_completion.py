"""Completion: which filtered views are asked for, in worlds where a page lists only some of a hub's papers."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations, product
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetching.completion import PARAMETERS, Completion, Filters
from pipelines.fetching.page_summary import PageSummary, facet_value
from tests.tiers import examples

VALUES = {
    "year": ("2026", "2025", "2024"),
    "field": ("cs.LG", "cs.CL"),
    "verdict": ("ACCEPT", "REJECT"),
    "role": ("background", "method"),
}
Paper = dict[str, str | None]
"""Value by facet; None where the facet does not count the paper."""


@dataclass
class World:
    """A hub's papers in their order; what is printed of it; how many rows a page shows; which facets it shows."""

    papers: list[Paper]
    shown: int
    facets: tuple[str, ...] = tuple(VALUES)
    are_facets_filtered: bool = False
    printed: int | None = None
    asked: list[Filters] = field(default_factory=list)

    def look(self, view: Filters = ()) -> PageSummary:
        """What the page shows under these filters."""
        wanted = dict(view)
        chosen = [
            number
            for number, paper in enumerate(self.papers)
            if all(paper[facet] == wanted[name] for facet, name in PARAMETERS.items() if name in wanted)
        ]
        counted = [self.papers[number] for number in chosen] if self.are_facets_filtered else self.papers
        facets = {facet: Counter(value for one in counted if (value := one[facet])) for facet in self.facets}
        rows = {
            str(number): frozenset(facet_value(facet, value) for facet, value in self.papers[number].items() if value)
            for number in chosen[: self.shown]
        }
        printed = len(self.papers) if self.printed is None else self.printed
        is_complete = len(rows) >= (len(chosen) if view else printed)
        found = {facet: dict(counts) for facet, counts in facets.items() if counts}
        return PageSummary("ok", is_complete, printed, rows, found)

    def completed(self) -> Completion:
        """Ask for views until there is none left."""
        completion = Completion(self.look())
        while (view := completion.next_view()) is not None:
            assert view not in self.asked
            self.asked.append(view)
            completion.take(view, self.look(view))
        return completion

    def within_reach(self) -> set[str]:
        """All papers that some view shows."""
        shown = self.look().facets
        found = set(self.look().papers)
        for count in range(1, len(shown) + 1):
            for facets in combinations(shown, count):
                for values in product(*(shown[facet] for facet in facets)):
                    view = tuple(
                        sorted((PARAMETERS[facet], value) for facet, value in zip(facets, values, strict=True))
                    )
                    found |= set(self.look(view).papers)
        return found


def papers() -> st.SearchStrategy[list[Paper]]:
    one = st.fixed_dictionaries({facet: st.sampled_from((*values, None)) for facet, values in VALUES.items()})
    return st.lists(one, max_size=24)


def worlds(**given_fields: object) -> st.SearchStrategy[World]:
    fields: dict[str, st.SearchStrategy[object]] = {
        "papers": papers(),
        "shown": st.integers(1, 6),
        "facets": st.sets(st.sampled_from(tuple(VALUES))).map(lambda some: tuple(one for one in VALUES if one in some)),
        "are_facets_filtered": st.booleans(),
    }
    return st.builds(World, **(fields | given_fields))  # type: ignore[arg-type]


@examples(120)
@given(world=worlds())
def test_every_paper_within_reach_is_found(world: World) -> None:
    assert world.completed().papers == world.within_reach()


@examples(60)
@given(world=worlds(), more=st.integers(1, 10))
def test_a_count_above_the_papers_finds_all_within_reach_as_well(world: World, more: int) -> None:
    world.printed = len(world.papers) + more
    assert world.completed().papers == world.within_reach()


@examples(60)
@given(world=worlds(), less=st.integers(1, 10))
def test_it_ends_as_soon_as_the_printed_count_is_reached(world: World, less: int) -> None:
    world.printed = max(0, len(world.papers) - less)
    completion = world.completed()
    assert completion.missing == 0 or completion.papers == world.within_reach()
    if world.asked:
        before = set(world.look().papers).union(*(world.look(view).papers for view in world.asked[:-1]))
        assert len(before) < world.printed


@examples(60)
@given(world=worlds())
def test_only_values_are_asked_for_that_are_shown_and_no_view_twice(world: World) -> None:
    world.completed()
    shown = world.look().facets
    names = {PARAMETERS[facet]: set(counts) for facet, counts in shown.items()}
    assert len(world.asked) == len(set(world.asked)) <= prod(len(values) + 1 for values in names.values()) - 1
    for view in world.asked:
        assert list(view) == sorted(view)
        assert all(value in names[name] for name, value in view)
        assert len({name for name, _ in view}) == len(view)


def test_a_page_that_lists_all_needs_no_view() -> None:
    world = World([{"year": "2026", "field": "cs.LG", "verdict": None, "role": None}] * 3, shown=3)
    assert world.completed().missing == 0
    assert world.asked == []


def test_a_page_that_prints_no_count_needs_no_view() -> None:
    assert Completion(PageSummary("ok", facets={"year": {"2026": 3}})).next_view() is None


def test_a_body_that_is_no_page_is_not_parted() -> None:
    completion = Completion(
        PageSummary("ok", citing_papers_printed=9, facets={"year": {"2026": 9}, "field": {"cs.LG": 9}})
    )
    view = completion.next_view()
    assert view == (("year", "2026"),)
    completion.take(view, PageSummary("not_a_hub", facets={"field": {"cs.LG": 9}}))
    assert completion.next_view() == (("cat", "cs.LG"),)


def test_by_year_first_the_largest_before_the_others_and_a_large_one_parted_before_the_next() -> None:
    years = ["2024"] * 2 + ["2026"] * 7 + ["2025"] * 3
    fields = ["cs.LG", "cs.CL"] * 6
    world = World(
        [{"year": y, "field": f, "verdict": None, "role": None} for y, f in zip(years, fields, strict=True)], shown=4
    )
    assert world.completed().missing == 0
    assert world.asked == [
        (("year", "2026"),),
        (("cat", "cs.CL"), ("year", "2026")),
        (("cat", "cs.LG"), ("year", "2026")),
        (("year", "2025"),),
    ]  # the two of 2024 are on the page itself


def test_papers_whose_facet_counts_fewer_than_are_known_are_found() -> None:
    """Known papers may be others than those that the facet counts: a sum of counts says nothing of what is missing."""
    without: list[Paper] = [{"year": None, "field": None, "verdict": None, "role": None}] * 5
    with_role: list[Paper] = [{"year": None, "field": None, "verdict": None, "role": "method"}] * 4
    world = World([*without, *with_role], shown=5, facets=("role",))
    assert world.completed().missing == 0
    assert world.asked == [(("role", "method"),)]


def test_papers_without_a_year_are_found_by_two_other_facets() -> None:
    pairs = [(name, verdict) for name in ("cs.LG", "cs.CL") for verdict in ("ACCEPT", "REJECT")]
    many = [{"year": None, "field": name, "verdict": verdict, "role": None} for name, verdict in pairs for _ in "123"]
    world = World([{"year": "2026", "field": "cs.CV", "verdict": "ACCEPT", "role": None}, *many], shown=3)
    assert world.completed().missing == 0


def test_what_is_known_is_not_asked_for_again() -> None:
    """Years that were listed whole make every other view needless, though the hub counts more than it has."""
    papers = [
        {"year": year, "field": "cs.LG", "verdict": "ACCEPT", "role": None} for year in ["2026"] * 4 + ["2025"] * 2
    ]
    world = World(papers, shown=4, printed=7)
    assert world.completed().papers == {"0", "1", "2", "3", "4", "5"}
    assert world.asked == [(("year", "2025"),)]
