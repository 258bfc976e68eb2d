"""Computed cells: for each, the rule in words and the sightings that decide its value.

The values themselves are computed by the statements in `sql/tables`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.provenance.origins import Sighting

Sightings = Sequence[Sighting]


@dataclass(frozen=True, slots=True)
class Computed:
    """How a cell is computed.

    Attributes:
        rule: the rule in words.
        picked: takes the row's sightings, oldest first, and returns the ones that decide the value.
    """

    rule: str
    picked: Callable[[Sightings], Sightings]


def _all(seen: Sightings) -> Sightings:
    return seen


def _earliest(seen: Sightings) -> Sightings:
    return [min(seen, key=lambda one: one.captured_at)] if seen else []


def _latest(seen: Sightings) -> Sightings:
    return [max(seen, key=lambda one: one.captured_at)] if seen else []


def _newest(seen: Sightings) -> Sightings:
    return seen[-1:]


def _representatives(seen: Sightings) -> Sightings:
    return [one for one in seen if one.block == "representative"]


def _listed(seen: Sightings) -> Sightings:
    return [one for one in seen if one.block == "explorer"]


def _newest_representative(seen: Sightings) -> Sightings:
    return [one for one in _representatives(seen) if one.is_newest_list]


def _newest_unfiltered(seen: Sightings) -> Sightings:
    return [one for one in _listed(seen) if one.filters == "{}"][-1:]


def _newest_by_polarity(seen: Sightings) -> Sightings:
    return [one for one in _listed(seen) if json.loads(one.filters).get("polarity")][-1:]


_COMMON: Final = {
    "first_captured_at": Computed("the time of the earliest capture that shows the row", _earliest),
    "last_captured_at": Computed("the time of the latest capture that shows the row", _latest),
    "capture_id": Computed(
        "the capture that gave the newest of the row's values; other cells may come from older captures", _newest
    ),
}
_RETIRED: Final = "the first complete capture after the last sighting that no longer lists the citation (decision 0006)"

_OWN: Final[dict[tuple[str, str], Computed]] = {
    ("hubs", "url"): Computed("the newest capture's URL, on the site's main host and without filters", _newest),
    ("hubs", "gone_at"): Computed(
        "the time of the first 404 or 410 response after the newest page (docs/faults.md, F8)", _latest
    ),
    ("hubs", "hub_id"): Computed("the uuid in the captures' URLs", _all),
    ("abstracts", "word_count"): Computed("the number of words in the abstract, split at whitespace", _newest),
    ("papers", "paper_id"): Computed("the paper's identity: arXiv id, else title, else summary (decision 0028)", _all),
    ("papers", "arxiv_doi"): Computed("the paper's arXiv id with the prefix under which arXiv registers DOIs", _newest),
    ("citations", "occurrence"): Computed(
        "which of the paper's rows on the hub this is; rows differ by reference number and role", _all
    ),
    ("citations", "polarity"): Computed(
        "the polarity filter of the newest polarity-filtered view that lists the paper", _newest_by_polarity
    ),
    ("citations", "is_representative"): Computed(
        "whether any capture, however old, shows the paper among the representatives", _representatives
    ),
    ("citations", "representative_rank"): Computed(
        "the row's place in the hub's newest list of representatives", _newest_representative
    ),
    ("citations", "is_listed"): Computed("whether any capture lists the paper in the explorer", _listed),
    ("citations", "listed_rank"): Computed(
        "the row's place in the explorer of the newest unfiltered capture that lists it", _newest_unfiltered
    ),
    ("citations", "is_current"): Computed(
        "false once a complete capture after the last sighting no longer lists the citation (decision 0006)", _latest
    ),
    ("citations", "retired_at"): Computed(f"the time of {_RETIRED}", _latest),
    ("vocabulary", "is_known"): Computed("whether the parser's word lists contain it (words.py)", _all),
    ("vocabulary", "captures"): Computed("how many captures print the word", _all),
}


def rule_of_computed(table: str, column: str) -> Computed | None:
    """Return how a cell is computed; None if it is read from a page or is part of the key."""
    return _OWN.get((table, column)) or _COMMON.get(column)
