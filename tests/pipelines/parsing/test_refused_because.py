"""Every refusal says why in one word; the pages are made up."""

import json

import pytest

from tests.pipelines.parsing.support import HUB, read

HEAD = "pith. sign in\n\nhub\n\n{title}12 Pith papers cite this work. Polarity classification is still indexing.\n\n"
TITLE = "A Made-Up Work\n\n"
COUNT = "12 Pith papers citing it\n\n"


def refusals(body: str) -> list[tuple[str, str | None, str]]:
    found = read(body).quarantine
    assert all(one.reason for one in found)
    return [(one.table_name, one.column_name, str(one.refused_because)) for one in found]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("fields\n\ncs.LG 1.2k cs.CL 2\n", ("facet_counts", "n", "impossible_value")),
        ("years\n\n2026 9 unknown 3\n", ("facet_counts", "value", "impossible_value")),
        ("fields\n\ncs.LG 3 cs.LG 2\n", ("facet_counts", None, "duplicate_value")),
    ],
)
def test_a_count_that_is_refused(block: str, expected: tuple[str, str | None, str]) -> None:
    assert refusals(HEAD.format(title=TITLE) + COUNT + block) == [expected]


@pytest.mark.parametrize(
    ("titles", "word"), [("", "missing_part"), ("A Made-Up Work\n\nAnother Made-Up Work\n\n", "ambiguous_layout")]
)
def test_a_title_that_cannot_be_told(titles: str, word: str) -> None:
    assert refusals(HEAD.format(title=titles) + COUNT) == [("hubs", "title_raw", word)]


@pytest.mark.parametrize(
    ("work", "state", "expected"),
    [
        ({"year": 12345}, {}, ("hubs", "year", "impossible_value")),
        ({"doi": ["x"]}, {}, ("hubs", "doi", "impossible_value")),
        ({}, {"tier": "giga_hub"}, ("hubs", "tier", "unknown_word")),
        ({}, {"first_pith_cited_at": "yesterday"}, ("hubs", "first_cited_at", "impossible_value")),
    ],
)
def test_a_value_of_a_twin(work: dict[str, object], state: dict[str, object], expected: tuple[str, str, str]) -> None:
    twin = {"work": {"id": HUB, "title": "A Made-Up Work", **work}, "hub": {"state": state}}
    assert refusals(json.dumps(twin)) == [expected]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<html><body><h1>Sign in</h1></body></html>", "foreign_form"),
        ('{"work": {"id": "11111111-2222-4333-8444-555555555555"}}', "wrong_work"),
        ("\x00\x01\x02\x03" * 999, "unreadable"),
        ("[" * 100_000, "over_limit"),
    ],
)
def test_a_page_that_is_refused_as_a_whole(body: str, word: str) -> None:
    assert refusals(body) == [("captures", None, word)]
