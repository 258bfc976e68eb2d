"""The JSON twin of a hub page: known keys fill cells, the whole is kept, other keys are reported (HUB_PAGES section 7).

No HTML and no lines are handled here.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.fields import Field
from pipelines.parsing.grammar.tex import to_unicode
from pipelines.parsing.grammar.values import Refused
from pipelines.parsing.lines import json_text
from pipelines.parsing.lines.json_text import EndlessNumber, dumps
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.records import HubRow
from schemas.refusals import RefusedBecause

Json = dict[str, Any]
Refuse = Callable[[str, str, str, RefusedBecause], None]
"""Called with column, printed text, reason as a sentence, reason as a code."""

KNOWN_KEYS: Final = {
    "": {"work", "hub"},
    "hub": {"state"},
    "work": set(
        "id openalex_id doi arxiv_id raw_key title authors authors_text year venue abstract external_url "
        "cited_by_count metadata_source metadata_fetched_at pith_arxiv_id created_at updated_at "
        "title_quality_ok display_title render_title".split()
    ),
    "hub.state": set(
        "work_id tier tier_reason pith_inbound_count external_cited_by_count distinct_field_count "
        "first_pith_cited_at last_pith_cited_at author_build_status summary_status".split()
    ),
}
"""The known keys, by the object that holds them."""

SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "title_raw": ("work.title", "work.display_title", "work.render_title"),
    "abstract_raw": ("work.abstract",),
    "title_quality_ok": ("work.title_quality_ok",),
    "tier": ("hub.state.tier",),
    "arxiv_id": ("work.arxiv_id", "work.pith_arxiv_id"),
    "doi": ("work.doi",),
    "openalex_id": ("work.openalex_id",),
    "authors": ("work.authors_text",),
    "year": ("work.year",),
    "category": ("work.venue",),
    "first_cited_at": ("hub.state.first_pith_cited_at",),
    "last_cited_at": ("hub.state.last_pith_cited_at",),
    "twin_inbound_count": ("hub.state.pith_inbound_count",),
    "twin_external_count": ("hub.state.external_cited_by_count",),
}
"""The paths of the keys that can fill each cell; the first that holds a value is used."""

MEANT_FOR: Final = {"twin_inbound_count": "citing_papers_printed", "twin_external_count": "external_citations_printed"}
"""Cells without a table of their own, and the column with the page's own number, which quarantine names instead."""


class NoTwin(ValueError):  # noqa: N818 (what the body is, not an error of ours)
    """The body is not a JSON twin. The message says why."""


def load(text: str) -> Json:
    """Parse the text and check that it is a JSON twin; unstorable characters become U+FFFD (FAULTS F14).

    Raises:
        NoTwin: it is not JSON, or has no object `work`.
    """
    try:
        twin = json_text.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoTwin(f"the body is no JSON: {error}") from error
    if not isinstance(twin, dict) or not isinstance(twin.get("work"), dict):
        raise NoTwin("the JSON has no object `work`")
    return twin


def read_twin(twin: Json, hub: HubRow, refuse: Refuse) -> None:
    """Fill a hub's cells from a JSON twin.

    Args:
        twin: the value that `load` returned.
        hub: the row to fill; it also keeps the whole twin.
        refuse: called for every value that does not have the expected form.
    """
    given = {column: source_of(twin, column)[1] for column in SOURCES}
    cell = _Cells(refuse)
    printed = cell.text("title_raw", given["title_raw"])
    if printed and printed != words.PENDING_TITLE:
        hub.title_raw, hub.title = printed, to_unicode(printed)
    abstract = cell.text("abstract_raw", given["abstract_raw"])
    if abstract:
        hub.abstract_raw, hub.abstract = abstract, to_unicode(abstract)
    ok = given["title_quality_ok"]
    hub.title_quality_ok = ok if isinstance(ok, bool) else None
    hub.tier = cell.tier(given["tier"])
    hub.arxiv_id = cell.read("arxiv_id", given["arxiv_id"])
    hub.doi = cell.text("doi", given["doi"])
    hub.openalex_id = cell.text("openalex_id", given["openalex_id"])
    hub.authors = cell.text("authors", given["authors"])
    hub.year = cell.count("year", given["year"], most=9999)
    hub.category = cell.text("category", given["category"])
    hub.first_cited_at = cell.read("first_cited_at", given["first_cited_at"])
    hub.last_cited_at = cell.read("last_cited_at", given["last_cited_at"])
    hub.twin_inbound_count = cell.count("twin_inbound_count", given["twin_inbound_count"])
    hub.twin_external_count = cell.count("twin_external_count", given["twin_external_count"])
    hub.twin = dumps(twin)
    read = {source_of(twin, column)[0] for column in SOURCES}
    for path, number in json_text.endless_numbers(twin):
        if path not in read:
            reason = f"no number that can be held, kept as text: {path[:80]}"
            refuse("twin", number, reason, RefusedBecause.IMPOSSIBLE_VALUE)


def source_of(twin: Json, column: str) -> tuple[str, Any]:
    """Return the path of the key that a cell comes from, and its value: of several keys the first that holds one."""
    path, value = "", None
    for path in SOURCES[column]:
        place: Any = twin
        for key in path.split("."):
            place = _object(place).get(key)
        value = place
        if value:
            break
    return path, value


def unread_keys(twin: Json) -> Iterator[tuple[str, str]]:
    """Yield the keys that are not in KNOWN_KEYS, with their values as JSON."""
    for place, known in KNOWN_KEYS.items():
        here: Any = twin
        for key in place.split(".") if place else ():
            here = _object(here).get(key)
        for key, value in _object(here).items():
            if key not in known:
                yield ".".join(filter(None, (place, key))), dumps(value)


def instant(printed: str) -> datetime:
    """Read an ISO 8601 time with its offset, as UTC.

    Raises:
        Refused: it is not a time, or has no offset.
    """
    try:
        value = datetime.fromisoformat(printed)
    except ValueError:
        raise Refused(f"no such time: {printed[:80]!r}") from None
    if value.tzinfo is None:
        raise Refused(f"time without an offset: {printed[:80]!r}")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise Refused(f"a time before the year 1 or after 9999 in UTC: {printed[:80]!r}") from None


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "title": to_unicode,
    "abstract": to_unicode,
    "arxiv_id": values.arxiv_id,
    "first_cited_at": instant,
    "last_cited_at": instant,
}
"""The value parsers of the cells that are not the JSON value itself; each takes a text without blanks around it."""


def raw_column(column: str) -> str:
    """Return the column as printed from which another is made; any other column as it is."""
    return {"title": "title_raw", "abstract": "abstract_raw"}.get(column, column)


def field_of(column: str) -> Field:
    """Return the declaration of a cell of the JSON twin; it reads the JSON of the value."""
    resolved = ", TeX resolved" if column in {"title", "abstract"} else ""
    said = f"the JSON twin's {' or '.join(SOURCES[raw_column(column)])}{resolved} (HUB_PAGES section 7)"
    table = "abstracts" if raw_column(column) == "abstract_raw" else "hubs"
    return Field(
        column, said, lambda printed: _value(column, printed), table=table, parser="hub_json/fields.py read_twin"
    )


def _value(column: str, printed: str) -> Any:
    value = json_text.loads(printed)
    reader = _READERS.get(column)
    if isinstance(value, str):
        value = value.strip()
    return reader(value) if reader else value


class _Cells:
    """Readers of single values, which report what they cannot read."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse

    def text(self, column: str, value: object) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or isinstance(value, EndlessNumber):
            self._refuse(column, dumps(value), "not a text", RefusedBecause.IMPOSSIBLE_VALUE)
            return None
        return value.strip() or None

    def count(self, column: str, value: object, most: int = values.MOST) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            reason = f"not a whole number from 0 to {most}"
            self._refuse(column, dumps(value), reason, RefusedBecause.IMPOSSIBLE_VALUE)
            return None
        return value

    def tier(self, value: object) -> str | None:
        printed = self.text("tier", value)
        if printed is not None and printed not in {"none", *words.TIERS.values()}:
            self._refuse("tier", printed, "a tier not seen before", RefusedBecause.UNKNOWN_WORD)
            return None
        return printed

    def read(self, column: str, value: object) -> Any:
        printed = self.text(column, value)
        if printed is None:
            return None
        try:
            return _READERS[column](printed)
        except Refused as refused:
            self._refuse(column, printed, str(refused), refused.because)
            return None


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
