"""The cells that no word of a page says: what each is computed from, in words, and once more by other means.

The statements of `sql/` compute them for whole tables; here one row's is computed from its sightings in Python, so that
the two can be compared. `why` says the rule and the captures, `cell_check` compares.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.parsing.vocabulary import words
from pipelines.provenance.origins import Sighting

Sightings = Sequence[Sighting]

_SITE: Final = re.compile(r"https?://(www\.)?pith\.science(:\d*)?")
_ORIGIN: Final = re.compile(r"https?://[^/?#]+")


@dataclass(frozen=True, slots=True)
class Computed:
    """How a cell is computed.

    Attributes:
        rule: the rule in words.
        picked: takes the sightings of the row, the oldest first, and gives those that decide.
        value: takes the sightings that decide and the row's key, and gives the value; None: it is not computed twice.
    """

    rule: str
    picked: Callable[[Sightings], Sightings]
    value: Callable[[Sightings, tuple[str, ...]], Any] | None = None


def _all(seen: Sightings) -> Sightings:
    return seen


def _earliest(seen: Sightings) -> Sightings:
    return [min(seen, key=lambda one: one.captured_at)] if seen else []


def _latest(seen: Sightings) -> Sightings:
    return [max(seen, key=lambda one: one.captured_at)] if seen else []


def _newest(seen: Sightings) -> Sightings:
    return seen[-1:]


def _in_block(block: str) -> Callable[[Sightings], Sightings]:
    return lambda seen: [one for one in seen if one.block == block]


def _newest_representative(seen: Sightings) -> Sightings:
    return _in_block("representative")(seen)[-1:]


def _newest_unfiltered(seen: Sightings) -> Sightings:
    return [one for one in _in_block("explorer")(seen) if one.filters == "{}"][-1:]


def _newest_by_polarity(seen: Sightings) -> Sightings:
    return [one for one in _in_block("explorer")(seen) if json.loads(one.filters).get("polarity")][-1:]


def _rank(seen: Sightings, _: tuple[str, ...]) -> int | None:
    return seen[0].rank if seen else None


def _polarity(seen: Sightings, _: tuple[str, ...]) -> str | None:
    return json.loads(seen[0].filters)["polarity"] if seen else None


def _is_there(seen: Sightings, _: tuple[str, ...]) -> bool:
    return bool(seen)


def _hub_url(seen: Sightings, key: tuple[str, ...]) -> str:
    found = _ORIGIN.match(seen[0].url.lower())
    origin = found.group() if found else ""
    return f"{'https://pith.science' if not origin or _SITE.fullmatch(origin) else origin}/citations/{key[0]}"


_COMMON: Final = {
    "first_captured_at": Computed(
        "the time of the earliest capture that shows the row", _earliest, lambda seen, _: seen[0].captured_at
    ),
    "last_captured_at": Computed(
        "the time of the latest capture that shows the row", _latest, lambda seen, _: seen[0].captured_at
    ),
    "capture_id": Computed(
        "the capture that the newest of the row's values came from; other cells may be of older ones",
        _newest,
        lambda seen, _: seen[0].capture_id,
    ),
}
_RETIRED: Final = (
    "the first complete capture behind the last sighting that no longer lists the citation (decision 0006)"
)

_OWN: Final[dict[tuple[str, str], Computed]] = {
    ("hubs", "url"): Computed(
        "the newest capture's address, without filters and other names of the site", _newest, _hub_url
    ),
    ("hubs", "gone_at"): Computed(
        "the time of the first answer 404 or 410 behind the newest page (FAULTS F8)", _latest
    ),
    ("hubs", "hub_id"): Computed("the uuid in the address of the captures (HUB_PAGES section 2)", _all),
    ("abstracts", "word_count"): Computed("the words of the abstract, split at white space", _newest),
    ("papers", "paper_id"): Computed("the paper's identity: arXiv id, else title, else summary (decision 0028)", _all),
    ("citations", "occurrence"): Computed(
        "which of the paper's rows on the hub it is, told apart by number of reference and role", _all
    ),
    ("citations", "polarity"): Computed(
        "the polarity that the newest view filtered by one asks for, and lists the paper",
        _newest_by_polarity,
        _polarity,
    ),
    ("citations", "is_representative"): Computed(
        "whether any capture shows the paper among the representatives", _in_block("representative"), _is_there
    ),
    ("citations", "representative_rank"): Computed(
        "the row's place among the representatives of the newest capture that has it there",
        _newest_representative,
        _rank,
    ),
    ("citations", "is_listed"): Computed(
        "whether any capture lists the paper in the explorer", _in_block("explorer"), _is_there
    ),
    ("citations", "listed_rank"): Computed(
        "the row's place in the explorer of the newest unfiltered capture that lists it", _newest_unfiltered, _rank
    ),
    ("citations", "is_current"): Computed(f"false once there is {_RETIRED}", _latest),
    ("citations", "retired_at"): Computed(f"the time of {_RETIRED}", _latest),
    ("vocabulary", "is_known"): Computed(
        "whether the parser's lists of words hold it (words.py)", _all, lambda _, key: words.is_known(*key)
    ),
    ("vocabulary", "captures"): Computed(
        "how many captures print the word", _all, lambda seen, _: len({one.capture_id for one in seen})
    ),
}


def computed(table: str, column: str) -> Computed | None:
    """Give how a cell is computed; None for a cell that is read from words of a page."""
    return _OWN.get((table, column)) or _COMMON.get(column)
