"""A few words repeated thousands of times cost what their letters cost: no pattern and no search is quadratic in them.

Each case took from half a minute to hours when it was found. All words are made up. Called by pytest.
"""

import time

import pytest

from pipelines.parsing.grammar import controls, meta_styles
from pipelines.parsing.lines.line import Line, joined
from pipelines.parsing.lines.paper_addresses import page_base
from tests.pipelines.parsing.made_up_pages import MASTHEAD, reading_of

MOST_SECONDS = 6.0
META = "cs.LG · 2024-01-05 · unverdicted · novelty 5.0"
ENTRY = '<div><a href="/paper/2501.0000{}">Lamps {}</a><p>{}</p><p>Shows that a lamp is brighter.</p></div>'


def listed(meta: str = META) -> str:
    """A list of two papers, the second with the given dotted line."""
    first, second = ENTRY.format(1, "at Night", META), ENTRY.format(2, "for Moths", meta)
    return f"<section><h2>representative citing papers</h2>{first}{second}</section>"


@pytest.mark.parametrize(
    "parts",
    [
        (MASTHEAD, "<h2>claims ledger</h2><p>abstract a</p>" + "<p>9</p>" * 20_000),
        (
            MASTHEAD,
            listed().replace(
                '<a href="/paper/2501.00002', "<h3>" + "<div><p>a</p> · " * 3_000 + '<a href="/paper/2501.00002'
            ),
        ),
        (MASTHEAD, listed(meta="cs.LG · 2024-01-05 · novelty" + "\n" * 60_000 + "5.0<b>a</b>")),
        (MASTHEAD, listed(meta=f"cs.LG · 2024-01-05 · {'[1,' * 30_000} · novelty 5.0")),
        (MASTHEAD, listed(meta=f"<i>cs.LG</i> · 2024-01-05 · <b>accept{'%' * 100_000}</b> · novelty 5.0")),
        (MASTHEAD, listed(), "<p>" + "<b>a</b>." * 25_000 + "</p>"),
    ],
    ids=(
        "short lines in the ledger",
        "cards after the first paper",
        "blank lines in a part",
        "a reference number",
        "signs behind a word",
        "elements in a line",
    ),
)
def test_a_page_with_words_repeated_thousands_of_times_is_read_at_once(parts: tuple[str, ...]) -> None:
    start = time.process_time()
    reading = reading_of(*parts)
    assert time.process_time() - start < MOST_SECONDS
    assert reading.hub is None or reading.hub.title_raw == "A Made-Up Work"


def test_a_line_of_thousands_of_refused_counts_is_not_kept_thousands_of_times() -> None:
    """A page of 300 KB with 22,000 counts that stand twice made claims of 6 GB."""
    counts = "use method 291 unclear 194 " * 4_000
    reading = reading_of(MASTHEAD, f"<h2>polarities</h2><p>background 1 {counts}</p>")
    assert sum(one.table_name == "facet_counts" for one in reading.quarantine) > 7_000
    assert sum(len(one.printed_text) for one in reading.claims) < 10_000_000


def test_signs_between_page_numbers_are_told_at_once() -> None:
    words = "1" + "/ " * 28 + "x"
    start = time.process_time()
    assert not controls.says_what_it_does(words)
    assert time.process_time() - start < 1


def test_blanks_behind_a_label_are_skipped_at_once() -> None:
    raw = f"category{' ' * 9_000}! cs.LG / posted:{' ' * 9_000}2024-01-05x"
    start = time.process_time()
    assert meta_styles.parse(Line(1, joined(raw), raw, (), (), 0)) is None
    assert time.process_time() - start < 1


def test_a_head_of_unfinished_tags_is_searched_for_its_base_at_once() -> None:
    start = time.process_time()
    assert page_base("<base" + "<N" * 16_000 + '"', "https://pith.science/") is None
    assert time.process_time() - start < 1
