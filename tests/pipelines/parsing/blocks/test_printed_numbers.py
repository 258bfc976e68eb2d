"""The counts and percentages of a page, each with the words that hold it. The page is made up."""

import json
from datetime import UTC, datetime

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading

HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
PAGE = """pith. sign in
hub Mixed citations
Folding Paper Without Creases
Mixed citation behavior. Most common role is method (62%).
1,204 Pith papers citing it
{external} external citations · Crossref
use method 62% of classified citations
citation-role summary
method 1,005 background 3
fields
cs.GR 1,200
math.MG 4
clear filters
citing papers explorer
Showing 1 of 7 citing papers after filters.
• A Crease Too Far cs.GR · 2025-03-02 · accept · method · ref 4 · internal anchor
It unfolds.
"""


def read(text: str, rendering: str = "full_text") -> Reading:
    url = f"https://pith.science/citations/{HUB}?year=2025"
    source = CaptureContext("0" * 20, HUB, url, datetime(2026, 1, 1, tzinfo=UTC), None, rendering, is_filtered=True)
    return read_capture(text.encode(), source)


def test_every_number_is_a_row_with_its_words() -> None:
    found = [
        (one.number, one.position, one.printed_text, one.printed_value)
        for one in read(PAGE.format(external="9,876")).claims
    ]
    assert found == [
        ("sentence_percent", 1, "Mixed citation behavior. Most common role is method (62%).", 62),
        ("citing_papers", 1, "1,204 Pith papers citing it", 1204),
        ("external_citations", 1, "9,876 external citations · Crossref", 9876),
        ("classified_percent", 1, "use method 62% of classified citations", 62),
        ("filtered_shown", 1, "Showing 1 of 7 citing papers after filters.", 1),
        ("filtered_total", 1, "Showing 1 of 7 citing papers after filters.", 7),
        ("summary_count", 1, "method 1,005", 1005),
        ("summary_count", 2, "background 3", 3),
        ("facet_count", 1, "cs.GR 1,200", 1200),
        ("facet_count", 2, "math.MG 4", 4),
    ]


def test_what_is_counted_and_where_it_stands() -> None:
    found = {(one.number, one.position): one for one in read(PAGE.format(external="1")).claims}
    percent, count = found["sentence_percent", 1], found["facet_count", 2]
    assert (percent.value, found["classified_percent", 1].value) == ("method", "use method")
    assert (count.facet, count.value, count.line_number) == ("field", "math.MG", 12)


def test_a_refused_number_is_a_row_without_a_value() -> None:
    reading = read(PAGE.format(external="1.2k").replace("math.MG 4", "math.MG 4+"))
    refused = [(one.number, one.printed_text) for one in reading.claims if one.printed_value is None]
    assert refused == [("external_citations", "1.2k external citations · Crossref"), ("facet_count", "math.MG 4+")]
    assert len(reading.quarantine) == 2


def test_the_numbers_of_a_twin() -> None:
    state = {"pith_inbound_count": 240, "external_cited_by_count": None, "distinct_field_count": 3, "tier": "hub"}
    twin = {"work": {"id": HUB, "title": "Folding Paper"}, "hub": {"state": state}}
    found = [(one.number, one.printed_text, one.printed_value) for one in read(json.dumps(twin), "json").claims]
    assert found == [
        ("twin_citing_papers", "pith_inbound_count: 240", 240),
        ("twin_fields", "distinct_field_count: 3", 3),
    ]


def test_a_twin_without_a_state_has_no_numbers() -> None:
    for hub in (None, 7, {}, {"state": None}):
        assert read(json.dumps({"work": {"id": HUB, "title": "Folding"}, "hub": hub}), "json").claims == []
