"""Every line of a page is accounted for, and its byte range prints it."""

import json

import pytest

from pipelines.parsing.hub_json.members import members
from pipelines.provenance.explain import explain
from tests.pipelines.parsing.store.stored_pages import Stored, letters_in, stored_pages
from tests.pipelines.parsing.support import HUB, source

PAGES = list(stored_pages())
PAGE = (
    "<html><body><p>hub</p><h1>A made-up title</h1>"
    "<p>3 Pith papers cite this work. Polarity classification is still indexing.</p>"
    "<p>3 Pith papers citing it</p>{}<p>hub tools</p><footer>about · privacy</footer>"
)


def _without_dots(text: str) -> str:
    """Return the letters, without the dots that joining puts between the parts of a line."""
    return "".join(text.replace("·", "").split())


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.name)
def test_every_line_of_a_page_has_its_bytes_and_is_counted_once(page: Stored) -> None:
    made = explain(page.body, page.source)
    counts, row = made.counts(), made.reading.capture
    assert counts["residue"] == row.residue_lines
    assert counts["quarantine"] == counts["unread"] == 0
    if row.rendering != "json":
        ornaments = row.text_lines - len(made.lines)
        assert 0 <= ornaments == row.furniture_lines - counts["furniture"]
    numbers = [one.number for one in made.lines]
    assert numbers == sorted(set(numbers))
    for line in made.lines:
        if row.rendering == "json":
            key, _, value = line.text.partition(": ")
            printed = page.body[line.byte_start : line.byte_end].decode()
            assert printed.startswith(json.dumps(key.rpartition(".")[2])), line
            assert printed.endswith(value), line
        else:
            is_html = row.rendering == "html"
            shown = _without_dots(letters_in(page.body, line.byte_start, line.byte_end, is_html=is_html))
            assert sorted(shown) == sorted(_without_dots(line.text)), line  # a count may stand below its words


def test_what_is_not_read_says_so_line_by_line() -> None:
    body = PAGE.format("<p>1.2k external citations</p><p>stray &lt;b&gt; words</p>").encode()
    made = explain(body, source())
    became = {one.text: (one.state, one.field) for one in made.lines}
    assert became["A made-up title"] == ("read", "hubs.title_raw")
    assert became["stray <b> words"] == ("residue", "")
    assert became["about · privacy"] == ("furniture", "")
    assert became["hub tools"] == ("read", "label of hub_tools")
    (refused,) = [one for one in made.lines if one.state == "quarantine"]
    assert refused.refused == ("hubs.external_citations_printed: not an exact count: '1.2k'",)
    assert body[refused.byte_start : refused.byte_end] == b"1.2k external citations"
    assert made.refused == ()


def test_a_refusal_of_the_page_as_a_whole_stands_apart() -> None:
    body = PAGE.replace("<p>hub</p>", "").format("<p>abstract</p><p>Some words of an abstract that is here.</p>")
    assert explain(body.encode(), source()).refused == (
        "hubs.tier: the page has blocks that only hubs have, and no tier line is known",
    )


@pytest.mark.parametrize("body", ["<html><body><p>Log in</p><p>Password</p>", "some words\nof a text\n"])
def test_a_page_that_is_no_hub_is_shown_unread(body: str) -> None:
    made = explain(body.encode(), source())
    assert made.reading.capture.outcome == "not_a_hub"
    assert {one.state for one in made.lines} == {"unread"}
    assert len(made.lines) == 2
    assert len(made.refused) == 1


@pytest.mark.parametrize("body", [b"\x00\x01\x02" * 500, b'{"work": 3}', b"[]", b""])
def test_a_body_without_lines_says_why(body: bytes) -> None:
    made = explain(body, source())
    assert made.lines == ()
    assert made.reading.capture.outcome in {"not_text", "not_a_hub"}
    assert made.refused


def test_members_of_a_twin_stand_where_they_are_written() -> None:
    text = '\ufeff {"work" : {"id":"x", "q\\"uote": [1, {"a": "}"}] , "empty": {}},\n"hub":{"state":{}} , "more": -1e3}'
    found = {
        one.path: (one.value, text[one.start : one.end]) for one in members(text, frozenset(("work", "hub.state")))
    }
    assert found == {
        "work.id": ("x", '"id":"x"'),
        'work.q"uote': ([1, {"a": "}"}], '"q\\"uote": [1, {"a": "}"}]'),
        "work.empty": ({}, '"empty": {}'),
        "hub": ({"state": {}}, '"hub":{"state":{}}'),
        "more": (-1000.0, '"more": -1e3'),
    }


def test_a_twin_shows_what_each_key_became() -> None:
    twin = {"work": {"id": HUB, "title": "A title", "doi": 7, "colour": "red"}, "hub": {"state": {"tier": "hub"}}}
    made = explain(json.dumps(twin).encode(), source())
    became = {one.text.partition(": ")[0]: (one.state, one.field) for one in made.lines}
    assert became["work.title"] == ("read", "hubs.title_raw")
    assert became["work.id"] == ("read", "hubs.twin")
    assert became["work.colour"] == ("residue", "")
    assert became["hub.state.tier"] == ("read", "hubs.tier")
    assert became["work.doi"] == ("quarantine", "hubs.doi")
