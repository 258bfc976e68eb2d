"""Which filtered views complete a hub whose page lists fewer papers than it counts.

By year first; a year that is itself not listed whole is parted further, by field, verdict, role. Then, if papers are
still missing, by the other facets (HUB_PAGES.md sections 2 and 4). Pure: `live_source` fetches, and tells what it saw.
"""

from collections import Counter, deque
from typing import Final

from pipelines.fetching.page_summary import PageSummary, facet_value

Filters = tuple[tuple[str, str], ...]

PARAMETERS: Final = {"year": "year", "field": "cat", "verdict": "verdict", "role": "role"}
"""Facets by which a list is parted, in this order, and the filter of each. Polarity is left out: it is unclassified for
most papers, and how a value of two words is written is not known."""

_FACETS: Final = {name: facet for facet, name in PARAMETERS.items()}


class Completion:
    """The views that complete one hub, one after the other.

    Args:
        page: what the unfiltered page shows.
    """

    def __init__(self, page: PageSummary) -> None:
        self._page = page
        self._papers: dict[str, set[tuple[str, str]]] = {}
        self._known: Counter[tuple[str, str]] = Counter()
        self._whole: list[set[tuple[str, str]]] = []
        self._waiting: deque[Filters] = deque()
        self._parted_later: deque[tuple[Filters, str, PageSummary]] = deque()
        self._asked: set[Filters] = set()
        self.take((), page)

    @property
    def papers(self) -> frozenset[str]:
        """What tells the papers apart that were listed so far."""
        return frozenset(self._papers)

    @property
    def missing(self) -> int:
        """How many papers the hub counts that no view has listed yet."""
        return max(0, (self._page.citing_papers_printed or 0) - len(self._papers))

    def next_view(self) -> Filters | None:
        """Give the filters of the view to look at next; None where nothing is missing, or nothing would help."""
        while self.missing:
            while not self._waiting:
                if not self._parted_later:
                    return None
                self._part(*self._parted_later.popleft())
            view = self._waiting.popleft()
            if view not in self._asked and self._may_hold_new(view):
                self._asked.add(view)
                return view
        return None

    def take(self, view: Filters, seen: PageSummary) -> None:
        """Take what a view showed; one that is not whole is parted, by one facet before all others, later by the rest.

        One facet is not always enough: a paper without a year is in none of the views by year.
        """
        for paper, values in seen.papers.items():
            known = self._papers.setdefault(paper, set())
            self._known.update(values - known)
            known |= values
        if seen.is_complete:
            self._whole.append(set(view))
        elif seen.is_page:
            named = {name for name, _ in view}
            facets = [one for one, name in PARAMETERS.items() if name not in named and self._page.facets.get(one)]
            for facet in facets[:1]:
                self._part(view, facet, seen)
            self._parted_later.extend((view, facet, seen) for facet in facets[1:])

    def _part(self, view: Filters, facet: str, seen: PageSummary) -> None:
        """Put the parts of a view in front, the largest first; values that it does not show are those of the page."""
        counts = seen.facets.get(facet) or self._page.facets[facet]
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        parts = [tuple(sorted((*view, (PARAMETERS[facet], value)))) for value in ordered if counts[value] > 0]
        self._waiting.extendleft(reversed(parts))

    def _may_hold_new(self, view: Filters) -> bool:
        """Tell whether a view may list a paper that is not known yet.

        It does not where it is part of a view that was listed whole, nor where as many papers with one of its values
        are known as the page counts.
        """
        if any(whole <= set(view) for whole in self._whole):
            return False
        for name, value in view:
            counted = self._page.facets.get(_FACETS[name], {}).get(value)
            if counted is not None and self._known[facet_value(_FACETS[name], value)] >= counted:
                return False
        return True
