"""What the tests of parsing share: reading a body as a capture of a made-up hub, and comparing a reading with
the oracle of the page writer.

No rule of the parser may be here. Called by the tests of this folder.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from tests.pagewriter import expected
from tests.pagewriter.markups import page_url, rendering_of
from tests.pagewriter.records import Filters, HubRecord

CAPTURED = datetime(2026, 11, 21, tzinfo=UTC)
HUB = "6b1fbd51-6a7e-5f6f-9f0c-0d4a3c1b2a10"
UNKNOWN_FORM = {"hub_tools", "authors", "cocited_works"}
"""Blocks whose bodies were empty in every copy: what stands in them is residue."""

SEEN = {
    "label": {"Canonical reference", "Mixed citations"},
    "polarity": {"background", "unclear", "use method"},
}
"""What captured pages printed; of these kinds of words the page writer also prints others (HUB_PAGES section 4)."""

Cells = dict[str, object]


def source(
    hub_id: str = HUB, filters: Filters | None = None, declared: str | None = None, named: str | None = None
) -> CaptureContext:
    """The facts beside a body: a capture of the hub, taken on 2026-11-21."""
    record = HubRecord(hub_id, "unused")
    return CaptureContext(
        "a capture", hub_id, page_url(record, filters or {}), CAPTURED, declared, named, bool(filters)
    )


def read(body: str | bytes, hub_id: str = HUB, filters: Filters | None = None, named: str | None = None) -> Reading:
    """Read a body as a capture of the hub."""
    raw = body if isinstance(body, bytes) else body.encode()
    return read_capture(raw, source(hub_id, filters, named=named))


def assert_reads_as(
    reading: Reading, record: HubRecord, markup: str, filters: Filters, *, is_linked: bool = True
) -> None:
    """Compare every cell of a reading with what the record shows in this markup; without links, no id is shown."""
    rendering = rendering_of(markup) if markup in ("full_text", "list_text") else "html"
    named = "html_divs" if rendering == "html" else markup
    assert (reading.capture.outcome, reading.capture.rendering) == ("ok", rendering)
    _assert_hub(reading, record, named)
    assert reading.hub is not None
    numbers = expected.filtered_numbers(record, filters)
    assert (reading.hub.filtered_shown, reading.hub.filtered_total) == numbers
    unlinked: Cells = {} if is_linked or rendering != "html" else {"arxiv_id": None}
    shown = expected.representative_rows(record, named), expected.listed_rows(record, named, filters)
    for block, rows in zip(("representative", "explorer"), shown, strict=True):
        _assert_rows(reading, block, [row | unlinked for row in rows])
    facets = {(one.facet, one.value): one.n for one in reading.facets if one.block == "facets"}
    assert facets == expected.facet_counts(record)
    roles = {one.value: one.n for one in reading.facets if (one.block, one.facet) == ("summary", "role")}
    assert roles == expected.role_summary(record, named)
    if rendering == "html":
        polarities = {one.value: one.n for one in reading.facets if (one.block, one.facet) == ("summary", "polarity")}
        assert polarities == dict(record.polarity_summary)
    strays = [(one.block, one.text) for one in reading.residue if one.block not in UNKNOWN_FORM]
    assert strays == []
    assert [(one.reason, one.text_raw) for one in reading.quarantine] == []
    assert {(one.kind, one.word) for one in reading.words if not one.is_known} == _unknown_words(record, named)
    counted = reading.capture.furniture_lines + reading.capture.residue_lines
    assert counted <= reading.capture.text_lines


def _assert_hub(reading: Reading, record: HubRecord, markup: str) -> None:
    assert reading.hub is not None
    wanted = expected.hub_cells(record, markup) | (expected.abstract_cells(record, markup) or {"abstract_raw": None})
    del wanted["hub_id"]
    if markup != "html_divs" and record.tier == "none":
        wanted["tier"] = None  # absence in a text rendering proves nothing (HUB_PAGES section 3)
    assert {name: getattr(reading.hub, name) for name in wanted} == wanted
    if record.label and markup != "list_text":
        printed = (reading.hub.classified_polarity, reading.hub.classified_percent)
        assert printed == (record.dominant_role, record.dominant_percent)


def _assert_rows(reading: Reading, block: str, wanted: list[Cells]) -> None:
    rows = [row for row in reading.citing_papers if row.block == block]
    assert [row.rank for row in rows] == [*range(1, len(wanted) + 1)]
    for row, cells in zip(rows, wanted, strict=True):
        shown = {name: value for name, value in cells.items() if name in _ROW_FIELDS}
        others = {name for name in _PRINTED - set(shown) if getattr(row, name) is not None}
        assert (_only(row, shown), others) == (shown, set())


_ROW_FIELDS = {one.name for one in fields(CitingPaperRow)}
_PRINTED = _ROW_FIELDS - {"capture_id", "block", "rank", "line_number", "url", "title"}


def _only(row: CitingPaperRow, names: Iterable[str]) -> Cells:
    return {name: getattr(row, name) for name in names}


def _unknown_words(record: HubRecord, markup: str) -> set[tuple[str, str]]:
    """The words of the record that no captured page ever printed, as far as this markup shows them.

    The page writer's roles, verdicts, categories and link types were all seen.
    """
    words = {("label", record.label)}
    polarities = set(record.facets.get("polarity", {}))
    if rendering_of(markup) != "list_text":
        polarities |= set(record.polarity_summary)
    if record.label and markup != "list_text":
        polarities.add(str(record.dominant_role))
    words |= {("polarity", one) for one in polarities}
    return {(kind, word) for kind, word in words if word is not None and word not in SEEN[kind]}


def cells_of(reading: Reading) -> Mapping[str, Mapping[str, object]]:
    """All that was read, by row: `hub`, `facets role background`, `explorer 3`. Line numbers are left out."""
    rows: dict[str, dict[str, object]] = {"hub": asdict(reading.hub) if reading.hub else {}}
    for paper in reading.citing_papers:
        rows[f"{paper.block} {paper.rank}"] = asdict(paper)
    for count in reading.facets:
        rows[f"{count.block} {count.facet} {count.value}"] = asdict(count)
    for cells in rows.values():
        cells.pop("line_number", None)
    return rows
