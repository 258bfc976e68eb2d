"""Many cases in one build: each has a hub of its own, with papers of its own, so that none touches another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.pipelines.building.support import HUB, Cells, Page

NAMED = ("title", "title_raw", "summary")


def hub_of(number: int) -> str:
    """Return the hub of the case of a number."""
    return f"0a1b2c3d-4e5f-4a6b-8c7d-{number:012x}"


def side_by_side(cases: Mapping[str, Sequence[Page]]) -> list[Page]:
    """Return the pages of all cases, by their order: those of the usual hub are of the case's own, others too.

    Rows keep their cells, but arXiv ids, titles and summaries are marked by the case's number: `Kept` is `Kept 3`.
    """
    return [_own(page, number) for number, pages in enumerate(cases.values()) for page in pages]


def _own(page: Page, number: int) -> Page:
    hub = hub_of(number) if page.hub_id == HUB else hub_of(number + 0x1000)
    return replace(
        page,
        hub_id=hub,
        url=page.url.replace(HUB, hub),
        explorer=[_marked(row, number) for row in page.explorer],
        representative=[_marked(row, number) for row in page.representative],
    )


def _marked(row: Cells, number: int) -> Cells:
    marked = {name: f"{row[name]} {number}" for name in NAMED if name in row}
    return {**row, **marked, **({"arxiv_id": f"{number:04}{row['arxiv_id'][4:]}"} if "arxiv_id" in row else {})}
