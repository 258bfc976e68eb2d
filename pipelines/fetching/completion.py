"""Which filtered views complete a hub whose page lists fewer papers than it counts.

By year first; a year that is itself not listed whole is parted further, by field, verdict, role. Then, if papers are
still missing, by the other facets (HUB_PAGES.md sections 2 and 4). Pure: `live_source` fetches, and tells what it saw.
"""

from collections import deque
from typing import Final

from pipelines.fetching.look import Look

Filters = tuple[tuple[str, str], ...]

PARAMETERS: Final = {"year": "year", "field": "cat", "verdict": "verdict", "role": "role"}
"""Facets by which a list is parted, in this order, and the filter of each. Polarity is left out: it is unclassified for
most papers, and how a value of two words is written is not known."""


class Completion:
    """The views that complete one hub, one after the other.

    Args:
        page: what the unfiltered page shows.
    """

    def __init__(self, page: Look) -> None:
        self._page = page
        self._papers = set(page.papers)
        self._waiting: deque[Filters] = deque()
        self._facets = [facet for facet in PARAMETERS if page.facets.get(facet)]
        self._asked: set[Filters] = set()

    @property
    def missing(self) -> int:
        """How many papers the hub counts that no view has listed yet."""
        return max(0, (self._page.citing_papers_printed or 0) - len(self._papers))

    def next_view(self) -> Filters | None:
        """Give the filters of the view to look at next; None where nothing is missing, or nothing would help."""
        if not self.missing:
            return None
        while not self._waiting:
            if not self._facets:
                return None
            facet = self._facets.pop(0)
            if sum(self._page.facets[facet].values()) > len(self._papers):  # else its views hold nothing new
                self._part((), facet, self._page)
        view = self._waiting.popleft()
        self._asked.add(view)
        return view

    def take(self, view: Filters, seen: Look) -> None:
        """Take what a view showed; one that is not whole is parted by the next facet, before all others."""
        self._papers |= seen.papers
        if seen.is_page and not seen.is_complete:
            named = {name for name, _ in view}
            facet = next(
                (one for one, name in PARAMETERS.items() if name not in named and self._page.facets.get(one)), None
            )
            if facet is not None:
                self._part(view, facet, seen)

    def _part(self, view: Filters, facet: str, seen: Look) -> None:
        """Put the parts of a view in front, the largest first; values that it does not show are those of the page."""
        counts = seen.facets.get(facet) or self._page.facets[facet]
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        parts = [tuple(sorted((*view, (PARAMETERS[facet], value)))) for value in ordered if counts[value] > 0]
        self._waiting.extendleft(
            reversed([one for one in parts if one not in self._asked and one not in self._waiting])
        )
