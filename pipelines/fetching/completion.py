"""Which filtered views complete a hub whose page lists fewer papers than it counts.

By year first; a year that is not listed completely is split further by field, verdict and role. If papers are then
still missing, by the other facets (HUB_PAGES.md sections 2 and 4). Pure: nothing is fetched here.
"""

from collections import Counter, deque
from typing import Final

from pipelines.fetching.page_summary import PageSummary, facet_value

Filters = tuple[tuple[str, str], ...]

PARAMETERS: Final = {"year": "year", "field": "cat", "verdict": "verdict", "role": "role"}
"""Facets by which a list is split, in this order, and the filter of each. Polarity is left out: it is unclassified for
most papers, and how a value of two words is written is unknown."""

_FACETS: Final = {name: facet for facet, name in PARAMETERS.items()}


class Completion:
    """The views that complete one hub, in order.

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
        """The keys of the papers listed so far."""
        return frozenset(self._papers)

    @property
    def missing(self) -> int:
        """How many papers the hub counts that no view has listed yet."""
        return max(0, (self._page.citing_papers_printed or 0) - len(self._papers))

    def next_view(self) -> Filters | None:
        """Return the filters of the view to read next; None if nothing is missing, or no view would help."""
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
        """Record what a view showed; split an incomplete one by one facet at once, and by the rest later.

        One facet is not always enough: a paper without a year is in no view by year.
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
        """Put the parts of a view in front, largest first; the page supplies values that the view does not show."""
        counts = seen.facets.get(facet) or self._page.facets[facet]
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        parts = [tuple(sorted((*view, (PARAMETERS[facet], value)))) for value in ordered if counts[value] > 0]
        self._waiting.extendleft(reversed(parts))

    def _may_hold_new(self, view: Filters) -> bool:
        """Return whether a view may list a paper that is not known yet.

        It cannot if it is part of a view that was listed completely, or if all papers that the page counts for one of
        its values are known.
        """
        if any(whole <= set(view) for whole in self._whole):
            return False
        for name, value in view:
            counted = self._page.facets.get(_FACETS[name], {}).get(value)
            if counted is not None and self._known[facet_value(_FACETS[name], value)] >= counted:
                return False
        return True
