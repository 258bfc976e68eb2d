"""How the sample's hubs are put together: who cites a hub in which role, and the counts that follow from it.

No hub's own text may be here. Nothing is random: roles and reference numbers follow from a digest of hub and
paper. Called by sample_hubs.py.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pagewriter.sample_papers import read_abstracts, read_papers

PAPERS = read_papers()
_ABSTRACTS = read_abstracts()
MARK = "(A made-up work, for the Pithhouse sample.)"
NOTE = "This page is made up for the Pithhouse sample: no such work, paper or review exists."
_POLARITIES = {
    "background": "background",
    "method": "use method",
    "baseline": "contrast",
    "dataset": "use dataset",
    "other": "unclear",
}
_ROLES = ("method", "method", "baseline", "dataset", "other")


def hub_id_of(title: str) -> str:
    """A hub's uuid, from its title."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, title))


def ids(first: int, last: int) -> list[str]:
    """The ids of the table's rows from first to last, counted from one."""
    return list(PAPERS)[first - 1 : last]


def citations(
    title: str,
    listed: Iterable[str],
    *,
    unlisted: Iterable[str] = (),
    novelty_from: float = 6.0,
    classified: float = 0.6,
    background: float = 0.7,
) -> tuple[CitingPaper, ...]:
    """The citations of one hub, in the explorer's order (newest first), the unlisted ones last.

    Takes ids of the table, the novelty from which a paper is representative, the share of citations with a
    role, and the share of those whose role is background.
    """
    below = [_cite(title, key, novelty_from, classified, background) for key in listed]
    above = [replace(_cite(title, key, 0.0, 0.0, 0.0), is_listed=False, ref_number=None) for key in unlisted]
    return (*sorted(below, key=lambda paper: paper.posted_on, reverse=True), *above)


def _cite(title: str, key: str, novelty_from: float, classified: float, background: float) -> CitingPaper:
    paper = PAPERS[key]
    digest = hashlib.sha256(f"{title}/{key}".encode()).digest()
    role = None
    if digest[0] < 256 * classified:
        role = "background" if digest[1] < 256 * background else _ROLES[digest[2] % len(_ROLES)]
    polarity = None if role is None else _POLARITIES[role]
    is_representative = paper.novelty is not None and paper.novelty >= novelty_from
    return replace(
        paper,
        role=role,
        polarity="unclear" if polarity == "background" and digest[3] < 12 else polarity,
        ref_number=1 + (digest[4] % 90),
        is_representative=is_representative,
        mention_count=2 + digest[5] % 5 if is_representative and digest[6] < 90 else None,
    )


def facets_of(papers: Sequence[CitingPaper], printed: int, scale: int = 1) -> dict[str, Mapping[str, int]]:
    """The five facets over the listed papers.

    What `printed` counts beyond them is given to the commonest value; roles and polarities are multiplied by
    `scale`.
    """
    listed = [paper for paper in papers if paper.is_listed]
    unseen = printed - len({paper.arxiv_id for paper in listed})
    return {
        "field": _counted((paper.category for paper in listed), unseen),
        "year": _counted((str(paper.posted_on.year) for paper in listed), unseen),
        "verdict": _counted((paper.verdict.upper() for paper in listed), unseen),
        "role": _counted((paper.role for paper in listed), 0, scale),
        "polarity": _counted((paper.polarity for paper in listed), 0, scale),
    }


def _counted(values: Iterable[str | None], unseen: int, scale: int = 1) -> dict[str, int]:
    counts = Counter(value for value in values if value is not None)
    if unseen > 0 and counts:
        counts[counts.most_common(1)[0][0]] += unseen
    return {value: n * scale for value, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


def abstract_of(title: str) -> str:
    """The made-up abstract of that title, marked as made up.

    Raises KeyError for a title that is not in the table.
    """
    return f"{_ABSTRACTS[title]} {MARK}"


def hub(
    title: str,
    papers: Sequence[CitingPaper] = (),
    *,
    printed: int | None = None,
    scale: int = 1,
    label: str | None = None,
    kind: str = "indexing",
    summaries: bool = True,
    **fields: Any,
) -> HubRecord:
    """A hub of the sample.

    `printed` defaults to the listed papers; label and kind bring the percentage of the polarities.
    """
    count = len({paper.arxiv_id for paper in papers if paper.is_listed}) if printed is None else printed
    facets = {name: counts for name, counts in facets_of(papers, count, scale).items() if counts}
    polarities = facets.get("polarity", {})
    if kind != "indexing":
        share = 100 * polarities["background"] / sum(polarities.values())
        fields |= {"dominant_role": "background", "dominant_percent": round(share)}
    if summaries and fields.get("tier", "none") != "none":
        fields |= {"role_summary": facets.get("role", {}), "polarity_summary": polarities}
    fields = {"hub_id": hub_id_of(title), "facets": facets, "page_note": NOTE} | fields
    return HubRecord(
        title_raw=title,
        papers=tuple(papers),
        citing_papers_printed=count,
        label=label,
        verdict_kind=kind,  # type: ignore[arg-type]  # the records' own check refuses other words
        **fields,
    )
