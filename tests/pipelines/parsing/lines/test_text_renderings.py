"""Which text rendering a text is, told by its body; and lists of LIST text that hold titles. All texts are made up."""

import textwrap

import pytest

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.records import Reading
from pipelines.provenance.positions_of import trace
from schemas.refusals import RefusedBecause
from tests.pipelines.parsing.support import source
from tests.pipelines.provenance.proof import unproved

HEAD = """hub
A Made-Up Work
2 Pith papers cite this work. Polarity classification is still indexing.
2 Pith papers citing it
abstract
We light made-up lamps and count made-up moths for one long night, and then we count them for another one.
"""
FULL = (
    HEAD
    + """fields
cs.LG 2
representative citing papers
Lamps for Moths
cs.LG · 2025-01-01 · accept · novelty 7.0
Shows in a made-up study that lamps draw moths.
Moths for Lamps
cs.LG · 2025-01-02 · accept · novelty 6.0
Shows in a made-up study that moths do not draw lamps.
citing papers explorer
• Lamps for Moths cs.LG · 2025-01-01 · accept · none · ref 3 · internal anchor
Shows in a made-up study that lamps draw moths.
"""
)
LIST = (
    HEAD
    + """fields
cs.LG 2representative citing papers
Shows in a made-up study that lamps draw moths.
Shows in a made-up study that moths do not draw lamps.
Says that “wicks tick.”
citing papers explorer
-
Lamps for Moths
Shows in a made-up study that lamps draw moths.
-
Moths for Lamps?
Shows in a made-up study that moths do not draw lamps.
"""
)


def read(text: str, named: str | None = None) -> Reading:
    """Read a text, and check that every cell is proved by its bytes."""
    body, facts = text.encode(), source(named=named)
    reading = read_capture(body, facts)
    assert unproved(trace(body, facts), body, facts) == []
    return reading


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "pith. sign in\n" + FULL,
        "pith.\nmachine review for the scientific record.\nsign in\n" + FULL,
        FULL.replace("\n", "\r\n"),
        FULL.replace("\n", "\n\n"),
        FULL.replace("\nfields", "\f\nfields").replace("Moths for", "\fMoths for"),
        textwrap.indent(FULL, "    "),
        textwrap.indent(FULL, "\t"),
        FULL.replace("• ", "- "),
        FULL.replace("• ", "* "),
        FULL.replace("• ", "◦  "),
        FULL.replace("Lamps for Moths\ncs", "- Lamps for Moths\ncs").replace(
            "Moths for Lamps\ncs", "- Moths for Lamps\ncs"
        ),
        "\ufeff" + FULL,
    ],
)
@pytest.mark.parametrize("named", [None, "full_text", "list_text"])
def test_full_text(text: str, named: str | None) -> None:
    reading = read(text, named)
    assert reading.capture.rendering == "full_text"
    assert reading.hub is not None
    assert (reading.hub.title, reading.hub.citing_papers_printed) == ("A Made-Up Work", 2)
    assert [(one.block, one.title, one.novelty, one.ref_number, one.summary) for one in reading.citing_papers] == [
        ("representative", "Lamps for Moths", 7.0, None, "Shows in a made-up study that lamps draw moths."),
        ("representative", "Moths for Lamps", 6.0, None, "Shows in a made-up study that moths do not draw lamps."),
        ("explorer", "Lamps for Moths", None, 3, "Shows in a made-up study that lamps draw moths."),
    ]


@pytest.mark.parametrize(
    "text", [LIST, LIST.replace("\n", "\r\n\r\n"), textwrap.indent(LIST, "  "), LIST.replace("-\n", "* ")]
)
@pytest.mark.parametrize("named", [None, "full_text", "list_text"])
def test_list_text(text: str, named: str | None) -> None:
    reading = read(text, named)
    assert reading.capture.rendering == "list_text"
    assert [(one.block, one.title, one.summary) for one in reading.citing_papers] == [
        ("representative", None, "Shows in a made-up study that lamps draw moths."),
        ("representative", None, "Shows in a made-up study that moths do not draw lamps."),
        ("representative", None, "Says that “wicks tick.”"),
        ("explorer", "Lamps for Moths", "Shows in a made-up study that lamps draw moths."),
        ("explorer", "Moths for Lamps?", "Shows in a made-up study that moths do not draw lamps."),
    ]


BARE = "\n".join(line for line in FULL.splitlines() if "· 2025" not in line)


@pytest.mark.parametrize(
    "text",
    [
        BARE,
        BARE.replace("\n", "\n\n"),
        LIST.replace("Shows in a made-up study that lamps", "Lamps for Moths\nShows in a made-up study that lamps", 1),
        LIST.replace("Says that “wicks tick.”", "Moths for Lamps?"),
        HEAD + "representative citing papers\nLamps for Moths\n",
        HEAD + "representative citing papers\nIs It Lamps?\nShows in a made-up study that lamps draw moths.\n",
    ],
)
def test_titles_are_never_summaries(text: str) -> None:
    reading = read(text)
    assert [one for one in reading.citing_papers if one.block == "representative"] == []
    assert [(one.table_name, one.refused_because) for one in reading.quarantine] == [
        ("summaries", RefusedBecause.AMBIGUOUS_LAYOUT)
    ]
    assert reading.hub is not None
    assert reading.hub.title == "A Made-Up Work"


def test_one_line_without_a_full_stop_costs_that_line() -> None:
    more = "".join(f"Shows in made-up study {number} that lamps draw moths.\n" for number in range(9))
    reading = read(LIST.replace("Says that “wicks tick.”\n", f"Lamps Without End\n{more}"))
    found = [one.summary for one in reading.citing_papers if one.block == "representative"]
    assert len(found) == 11
    assert "Lamps Without End" not in found
    assert [one.text_raw for one in reading.quarantine] == ["Lamps Without End"]


@pytest.mark.parametrize(
    "text",
    [
        LIST.replace("-\n", "- ").replace("\nShows", "\n- Shows"),
        LIST.replace("-\nLamps for Moths\nShows", "Lamps for Moths\n-\nShows").replace(
            "-\nMoths for Lamps?\nShows", "Moths for Lamps?\n-\nShows"
        ),
    ],
)
def test_bullets_that_are_not_of_titles_give_no_rows(text: str) -> None:
    reading = read(text)
    assert [one for one in reading.citing_papers if one.block == "explorer"] == []
    assert ("papers", RefusedBecause.AMBIGUOUS_LAYOUT) in {
        (one.table_name, one.refused_because) for one in reading.quarantine
    }


@pytest.mark.parametrize(("text", "width"), [(FULL, 72), (FULL, 50), (LIST, 40), ("pith. sign in\n" + FULL, 60)])
def test_wrapped_text_is_refused(text: str, width: int) -> None:
    """Where a title ends and what continues a summary cannot be told once lines are cut."""
    wrapped = "\n".join(textwrap.fill(line, width) for line in text.splitlines())
    reading = read(wrapped)
    assert (reading.capture.outcome, reading.citing_papers) == ("not_a_hub", [])
    assert "text wrapped at" in (reading.capture.reason or "")


def test_numbered_rows_are_refused() -> None:
    rows = "\n".join(f"{n}. Lamps {n}\ncs.LG · 2025-01-0{n} · accept · novelty 7.0\nShows lamps." for n in (1, 2, 3))
    reading = read(f"{HEAD}representative citing papers\n{rows}\n")
    assert (reading.capture.outcome, reading.citing_papers) == ("not_a_hub", [])
    assert "numbered rows" in (reading.capture.reason or "")


TAGLINES = ("the verified trust layer for science.", "", "a made-up tagline, with 3 numbers", "reviews · of · science")


@pytest.mark.parametrize("tagline", TAGLINES)
@pytest.mark.parametrize("glue", [" ", "\n"])
def test_any_tagline_is_of_the_header(tagline: str, glue: str) -> None:
    header = glue.join(filter(None, ("pith.", tagline, "sign in")))
    reading = read(f"{header}\n{FULL.removeprefix('hub' + chr(10))}")
    assert reading.hub is not None
    assert (reading.hub.title, reading.residue, reading.quarantine) == ("A Made-Up Work", [], [])
    html = "".join(f"<p>{one}</p>" for one in header.split("\n"))
    page = f"<html><body><header>{html}</header><main><p>hub</p><h1>Lamps</h1><p>2 Pith papers citing it</p></main>"
    found = read_capture(page.encode(), source())
    assert found.hub is not None
    assert (found.hub.title, found.residue, found.quarantine) == ("Lamps", [], [])


@pytest.mark.parametrize("above", ["pith.\nhub\nA Made-Up Work\nsign in\n", "pith.\nhub\nA Made-Up Work\n"])
def test_a_title_is_never_of_the_header(above: str) -> None:
    """Where `sign in` stands below tier and title it is not what ends a tagline."""
    reading = read(above + FULL.removeprefix("hub\nA Made-Up Work\n"))
    assert reading.hub is not None
    assert reading.hub.title in {"A Made-Up Work", None}
    assert reading.hub.tier == "hub"
