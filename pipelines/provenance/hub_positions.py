"""The cells of the cited work and of its counts, led back to their parts of lines, or of the twin.

The forms are those of the block parsers, asked once more; only which group of a form is which cell is said here.
`tracing` calls these.
"""

from collections.abc import Iterator
from re import Match, Pattern
from typing import Final

from pipelines.parsing.blocks.citing_papers import SHOWING
from pipelines.parsing.grammar import masthead_forms as masthead
from pipelines.parsing.hub_json import fields
from pipelines.parsing.hub_json.members import OPENED, members
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import Line
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.records import HubRow
from pipelines.provenance.cell_search import Cell, Traced, Tracer, plain_part

HUB: Final = "hub_readings"
FACETS: Final = "facet_readings"

_WHOLE: Final = {
    "hubs.title_raw": ("title_raw", "title"),
    "hubs.label": ("label",),
    "hubs.verdict_sentence": ("verdict_sentence", "verdict_kind"),
}
"""What a line was claimed as, to the cells that it is as a whole."""

_Parts = dict[str, tuple[str, ...]]
_FORMS: Final[dict[str, tuple[tuple[Pattern[str], _Parts], ...]]] = {
    "hubs.tier": ((masthead.TIER, {"tier": ("tier",), "label": ("label",)}),),
    "hubs.verdict_sentence": tuple(
        (form, {"role": ("dominant_role",), "percent": ("dominant_percent",), "count": ("citing_papers_printed",)})
        for _, form in masthead.SENTENCES
    ),
    "hubs.citing_papers_printed": ((masthead.CITING, {"count": ("citing_papers_printed",)}),),
    "hubs.external_citations_printed": (
        (masthead.EXTERNAL, {"count": ("external_citations_printed",), "source": ("external_source",)}),
    ),
    "hubs.dominant_percent": (
        (masthead.CLASSIFIED, {"polarity": ("classified_polarity",), "percent": ("classified_percent",)}),
    ),
    "captures.citing_papers_listed": ((SHOWING, {"shown": ("filtered_shown",), "total": ("filtered_total",)}),),
}
"""What a line was claimed as, to the forms that it may have, and the cells that their groups are."""


def trace_hub(tracer: Tracer, hub: HubRow) -> None:
    """Trace the cells of the cited work: first the count lines, for the sentence may print a count as well."""
    _trace_abstract(tracer, hub)
    claimed = sorted(tracer.page.claims.items(), key=lambda one: one[1] == "hubs.verdict_sentence")
    for index, claim in claimed:
        line = tracer.page.lines[index]
        cells = {column: getattr(hub, column) for column in _WHOLE.get(claim, ())}
        tracer.note(HUB, (), line, cells, tracer.whole(line))
        for form, groups in _FORMS.get(claim, ()):
            if match := line.match(form):
                for group, columns in groups.items():
                    values = {one: getattr(hub, one) for one in columns}
                    tracer.note(HUB, (), line, values, _group(line, match, group))
                break


def _trace_abstract(tracer: Tracer, hub: HubRow) -> None:
    """Trace the abstract: from the first line of its first paragraph to the last of its last."""
    indices = sorted(index for index, claim in tracer.page.claims.items() if claim == "abstracts.abstract_raw")
    spans = [tracer.span(tracer.page.lines[index]) for index in indices]
    found = [span for span in spans if span]
    if found and len(found) == len(spans):
        number = tracer.page.lines[indices[0]].number
        cells = {"abstract_raw": hub.abstract_raw, "abstract": hub.abstract}
        tracer.note_span(HUB, (), number, cells, (found[0][0], found[-1][1]))


def _group(line: Line, match: Match[str], name: str) -> tuple[int, int] | None:
    """Give the letters of a group, counted from the line's first."""
    if match.groupdict().get(name) is None:
        return None
    start, end = match.span(name)
    return plain_part(line, len(letters_of(match.string[:start])), len(letters_of(match.string[:end])))


def trace_facets(tracer: Tracer) -> None:
    """Trace every value and its count."""
    for key, found in tracer.page.counted.items():
        row = next(one for one in tracer.traced.reading.facets if (one.block, one.facet, one.value) == key)
        for token, cells in ((found.value, {"value": row.value}), (found.count, {"n": row.n})):
            line = tracer.page.lines[token.line]
            tracer.note(FACETS, key, line, cells, plain_part(line, *token.part))


def trace_twin(decoded: Decoded, hub: HubRow, traced: Traced) -> None:
    """Trace the cells that a twin gave: each to its value in the JSON."""
    loaded = fields.load(decoded.text)
    places = {one.path: (one.value_start, one.end) for one in members(decoded.text, OPENED)}
    for column, value in _twin_cells(hub):
        source = {"title": "title_raw", "abstract": "abstract_raw"}.get(column, column)
        place = places.get(fields.source_of(loaded, source)[0])
        if place:
            start, end = map(decoded.byte_offset, place)
            traced.cells[HUB, (), column] = Cell(HUB, (), column, value, None, start, end)


def _twin_cells(hub: HubRow) -> Iterator[tuple[str, object]]:
    for column in (*fields.SOURCES, "title", "abstract"):
        value = getattr(hub, column)
        if value is not None:
            yield column, value
