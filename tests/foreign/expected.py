"""What must be read in each file of `cases/`, in values: written by hand from the files, never from what was read.

No rule of the parser may be here. All words are made up. `test_cases` compares.
"""

from dataclasses import dataclass, field
from typing import Any

Paper = tuple[str | None, str | None, str | None, str, str | None, int | None, str | None]
"""arXiv id, title, category, date, verdict, reference, summary."""

LAMPS_SAYS = "Shows in a made-up study that lamps draw moths at night."
LAMPS: Paper = ("2501.00001", "Lamps for Moths", "cs.LG", "2025-01-01", "accept", 1, LAMPS_SAYS)
MOTHS: Paper = (
    "2501.00002",
    "Moths for Lamps",
    "cs.LG",
    "2025-01-02",
    "accept",
    2,
    "Shows in a made-up study that moths do not draw lamps at all.",
)
WICKS: Paper = (
    "2501.00003",
    "Wicks and Ticks",
    "cs.LG",
    "2025-01-03",
    "accept",
    3,
    "Counts the ticks of made-up wicks over a long night.",
)
THREE = (LAMPS, MOTHS, WICKS)


def lines_of(*papers: Paper) -> list[str]:
    """The three lines that each of these papers prints."""
    meta = "{2} · {3} · {4} · none · ref {5} · internal anchor"
    return [line for paper in papers for line in (str(paper[1]), meta.format(*paper), str(paper[6]))]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file shows; what is not named is empty, or of the usual masthead.

    Attributes:
        hub: cells of the cited work.
        papers: the citing papers of the explorer.
        facets: counts by facet and value.
        refused: column, reason and words of what was refused.
        residue: block and words of the lines that no parser took.
        unproved: columns whose place on the page is not known yet; when it is, the test says so.
    """

    hub: dict[str, Any] = field(default_factory=dict)
    papers: tuple[Paper, ...] = (LAMPS,)
    facets: dict[tuple[str, str], int] = field(default_factory=dict)
    refused: tuple[tuple[str | None, str, str], ...] = ()
    residue: tuple[tuple[str, str], ...] = ()
    unproved: frozenset[str] = frozenset()


USUAL: dict[str, Any] = {
    "title": "A Made-Up Work",
    "title_raw": "A Made-Up Work",
    "tier": "hub",
    "label": None,
    "verdict_kind": "indexing",
    "dominant_role": None,
    "dominant_percent": None,
    "citing_papers_printed": 1,
    "external_citations_printed": None,
    "external_source": None,
    "classified_polarity": None,
    "classified_percent": None,
    "abstract_raw": None,
}
"""The cells of most files here."""

A, B = "aaaaaaaa-0000-4000-8000-00000000000a.html", "bbbbbbbb-0000-4000-8000-00000000000b.full.txt"
THREE_SHOWN = {"citing_papers_printed": 3}
OTHER_HUB = (
    "related hubs",
    "Another Hub",
    "4,812 Pith papers citing it",
    "9,120 external citations · Crossref",
    "Background 91% of classified citations",
)

PARSED: dict[str, Expected] = {
    f"abstract-cut-at-first-paragraph/{A}": Expected(
        {"abstract_raw": "We light made-up lamps and count made-up moths. None came, which we explain by the rain."}
    ),
    f"all-total-other-become-facet-values/{A}": Expected(
        {"citing_papers_printed": 9},
        facets={("field", "cs.LG"): 7, ("field", "cs.CL"): 2, ("year", "2026"): 7},
        refused=(("value", "unknown_word", "other fields 12"), ("value", "unknown_word", "total 99")),
    ),
    f"counts-of-another-hub-are-taken/{A}": Expected(residue=tuple(("unknown", line) for line in OTHER_HUB)),
    f"hidden-and-deleted-rows-are-read/{A}": Expected(
        papers=(
            (
                "2501.00004",
                "Visible Wicks",
                "cs.LG",
                "2025-01-04",
                "accept",
                4,
                "Shows in a made-up study that one row alone is to be seen.",
            ),
        ),
        residue=tuple(("hidden", line) for line in lines_of(*THREE)),
    ),
    f"leading-dots-make-title-a-dot/{A}": Expected(THREE_SHOWN, THREE),
    f"list-of-blocks-becomes-tier/{A}": Expected({"tier": "none"}),
    f"list-of-blocks-becomes-tier/{B}": Expected(
        {"title": "A Text Below Hub", "title_raw": "A Text Below Hub", "tier": None, "citing_papers_printed": 2}, ()
    ),
    f"mathml-is-dropped/{A}": Expected(
        {
            "title": "Solitons in N-Coupled Strings",
            "title_raw": "Solitons in N-Coupled Strings",
            "abstract_raw": "The mass is below 38 units.",
        },
        (
            (
                "2501.00001",
                "Decay of Ca in Boxes",
                "hep-th",
                "2025-01-01",
                "accept",
                1,
                "Shows that x<3 holds for all made-up boxes.",
            ),
        ),
    ),
    f"meta-above-title-makes-title-a-summary/{A}": Expected(THREE_SHOWN, THREE),
    f"meta-charset-is-ignored/{A}": Expected(
        {"title": "Glühwürmchen at Night", "title_raw": "Glühwürmchen at Night"},
        (("2501.00001", "Lämps for Moths", "cs.LG", "2025-01-01", "accept", 1, LAMPS_SAYS),),
    ),
    f"nbsp-in-sentence-and-label/{A}": Expected(
        {
            "label": "Canonical reference",
            "verdict_kind": "canonical",
            "dominant_role": "background",
            "dominant_percent": 80,
            "citing_papers_printed": 2,
        }
    ),
    f"open-link-becomes-title/{A}": Expected(
        THREE_SHOWN,
        THREE,
        residue=(("explorer", "open paper"),) * 3,
    ),
    f"relative-links-lose-ids/{A}": Expected(THREE_SHOWN, THREE),
    f"summary-first-shifts-summaries/{A}": Expected(THREE_SHOWN, THREE),
    f"unknown-block-of-papers-becomes-citations/{A}": Expected(
        {"citing_papers_printed": 2},
        (LAMPS, MOTHS),
        residue=(("unknown", "similar papers"), *(("unknown", line) for line in lines_of(WICKS))),
    ),
}
"""Files whose fault was one of reading."""

_PAPERS = "SELECT arxiv_id, title, category, posted_on::VARCHAR FROM papers ORDER BY ALL"
_SUMMARIES = "SELECT title, summary FROM papers JOIN summaries USING (paper_id) ORDER BY ALL"

BUILT: dict[str, dict[str, list[tuple[Any, ...]]]] = {
    "same-title-other-date-merged": {
        _PAPERS: [
            ("2501.00001", "Editorial", "cs.DL", "2025-01-02"),
            ("2501.00009", "Learning C for Compilers", "cs.PL", "2025-01-03"),
            (None, "Editorial", "hep-th", "1999-03-04"),
            (None, "Learning C++ for Compilers", "cs.SE", "2011-05-06"),
        ],
        "SELECT h.title, p.title, p.verdict FROM citations JOIN hubs h USING (hub_id) JOIN papers p USING (paper_id) "
        "ORDER BY ALL": [
            ("Hub A", "Editorial", "accept"),
            ("Hub A", "Learning C for Compilers", "accept"),
            ("Hub B", "Editorial", "reject"),
            ("Hub B", "Learning C++ for Compilers", "reject"),
        ],
    },
    "invisible-marks-make-two-papers": {
        "SELECT p.arxiv_id, count(*), count(DISTINCT hub_id) FROM citations JOIN papers p USING (paper_id) "
        "GROUP BY ALL ORDER BY ALL": [("2501.00001", 2, 2), ("2501.00002", 2, 2)],
        "SELECT count(*) FROM papers": [(2,)],
    },
    "future-capture-time-wins-for-ever": {
        "SELECT title, citing_papers_printed FROM hubs": [("Title as It Is Now", 25)],
        "SELECT year(captured_at), outcome, hub_id IS NULL FROM captures ORDER BY ALL": [
            (2026, "ok", False),
            (2062, "refused", True),
        ],
        "SELECT refused_because FROM quarantine": [("impossible_value",)],
    },
    "tracking-parameter-becomes-a-filter": {
        "SELECT filters::VARCHAR, unread_parameters, is_complete, url LIKE '%?utm_source=x' FROM captures": [
            ("{}", None, True, True)
        ],
        _PAPERS: [("2501.00001", "Lamps for Moths", "cs.LG", "2025-01-01")],
    },
    "mhtml-is-read-as-html": {
        "SELECT outcome, reason LIKE '%MHTML%save%' FROM captures": [("not_a_hub", True)],
        "SELECT count(*) FROM hubs": [(0,)],
        "SELECT count(*) FROM abstracts": [(0,)],
    },
    "titles-become-summaries-in-list-text": {
        _PAPERS: [
            (None, "Lamps for Moths", "cs.LG", "2025-01-01"),
            (None, "Moths for Lamps", "cs.LG", "2025-01-02"),
        ],
        _SUMMARIES: [
            ("Lamps for Moths", "Shows in a made-up study that lamps draw moths."),
            ("Moths for Lamps", "Shows in a made-up study that moths do not draw lamps."),
        ],
    },
}
"""Folders whose fault was one of the tables: a question in SQL, and its rows."""
