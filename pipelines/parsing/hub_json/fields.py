"""The JSON twin of a hub page: known keys fill cells, the whole is kept, other keys are reported (HUB_PAGES section 7).

No HTML and no lines are handled here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
Refuse = Callable[[str, str, str, str, RefusedBecause], None]
"""Called with column, path of the key, printed text, reason as a sentence, reason as a code."""

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
    read, refused_paths = set[str](), set[str]()
    for column, cell in CELLS.items():
        path, value = source_of(twin, cell.paths)
        read.add(path)
        if value is None or path in refused_paths:
            continue
        try:
            _require_one_work(twin, column, cell)
            setattr(hub, column, cell.read(value))
        except Refused as refused:
            refused_paths.add(path)
            printed = value.strip() if cell.is_text and _is_text(value) else dumps(value)
            refuse(cell.field.refused_as or column, path, printed, str(refused), refused.because)
    hub.twin = dumps(twin)
    for path, number in json_text.endless_numbers(twin):
        if path not in read:
            reason = f"no number that can be held, kept as text: {path[:80]}"
            refuse("twin", "", number, reason, RefusedBecause.IMPOSSIBLE_VALUE)


def _require_one_work(twin: Json, column: str, cell: "TwinCell") -> None:
    """See that the keys that can fill a cell name one paper; titles may be spelled in several ways.

    Raises:
        Refused: they name more than one.
    """
    if column == "arxiv_id":
        named = {str(cell.read(value)) for path in cell.paths if (value := source_of(twin, [path])[1])}
        if len(named) > 1:
            said = " and ".join(cell.paths)
            raise Refused(f"{said} are of different papers", because=RefusedBecause.DUPLICATE_VALUE)


def source_of(twin: Json, paths: Sequence[str]) -> tuple[str, Any]:
    """Return the path of the key that a cell comes from, and its value: of several keys the first that holds one."""
    path, value = "", None
    for path in paths:
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


@dataclass(frozen=True, slots=True)
class TwinCell:
    """A cell of the JSON twin.

    Attributes:
        field: its declaration; it reads the JSON text of the value.
        paths: the paths of the keys that can fill it; the first that holds a value is used.
        read: takes the JSON value and returns the cell's; raises Refused.
        is_text: whether the value has to be a text.
    """

    field: Field
    paths: tuple[str, ...]
    read: Callable[[Any], Any]
    is_text: bool


def _cell(
    column: str, read: Callable[[Any], Any], *paths: str, is_text: bool = True, printed_as: str = ""
) -> tuple[str, TwinCell]:
    """Declare a cell; a parser of texts takes one that is not empty, without blanks around it."""
    told = " or ".join(paths) + ", TeX resolved" * (column in {"title", "abstract"})
    reader = _text(read) if is_text else read
    field = Field(
        column,
        f"the JSON twin's {told}",
        lambda printed: reader(json_text.loads(printed)),
        refused_as=printed_as,
        table="abstracts" if column.startswith("abstract") else "hubs",
        parser="hub_json/fields.py read_twin",
    )
    return column, TwinCell(field, paths, reader, is_text)


def _text(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return a reader of JSON values that takes texts alone; an empty one is no value."""

    def reader(value: object) -> Any:
        if not _is_text(value):
            raise Refused("not a text")
        printed = str(value).strip()
        return read(printed) if printed else None

    return reader


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, EndlessNumber)


def _whole(most: int) -> Callable[[object], object]:
    def reader(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise Refused(f"not a whole number from 0 to {most}")
        return value

    return reader


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _title(printed: str) -> str | None:
    return printed if printed != words.PENDING_TITLE else None


def _resolved_title(printed: str) -> str | None:
    return to_unicode(printed) if _title(printed) else None


def _tier(printed: str) -> str:
    if printed not in {"none", *words.TIERS.values()}:
        raise Refused("a tier not seen before", because=RefusedBecause.UNKNOWN_WORD)
    return printed


_TITLES: Final = ("work.title", "work.display_title", "work.render_title")

CELLS: Final = dict(
    (
        _cell("title_raw", _title, *_TITLES),
        _cell("title", _resolved_title, *_TITLES),
        _cell("abstract_raw", str, "work.abstract"),
        _cell("abstract", to_unicode, "work.abstract"),
        _cell("title_quality_ok", _flag, "work.title_quality_ok", is_text=False),
        _cell("tier", _tier, "hub.state.tier"),
        _cell("arxiv_id", values.arxiv_id, "work.arxiv_id", "work.pith_arxiv_id"),
        _cell("doi", values.doi, "work.doi"),
        _cell("openalex_id", str, "work.openalex_id"),
        _cell("authors", str, "work.authors_text"),
        _cell("year", _whole(9999), "work.year", is_text=False),
        _cell("category", str, "work.venue"),
        _cell("first_cited_at", instant, "hub.state.first_pith_cited_at"),
        _cell("last_cited_at", instant, "hub.state.last_pith_cited_at"),
        _cell(
            *("twin_inbound_count", _whole(values.MOST), "hub.state.pith_inbound_count"),
            is_text=False,
            printed_as="citing_papers_printed",
        ),
        _cell(
            *("twin_external_count", _whole(values.MOST), "hub.state.external_cited_by_count"),
            is_text=False,
            printed_as="external_citations_printed",
        ),
    )
)
"""The cells that a twin fills, by column. Two are in no table: quarantine names the number that the page prints."""


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
