"""Markups that nobody here imagined: carousels, shadow trees, ruby, columns; each cell is right, or reported.

All words are made up. Each page was once read wrongly, or lost a cell, without a report. Called by pytest.
"""

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.lists.made_up_lists import (
    SUMMARIES,
    TITLES,
    address,
    cells,
    entry,
    link,
    listed,
    meta,
    page,
    parts,
    proved,
    summary,
    wanted,
)
from tests.pipelines.parsing.made_up_pages import COUNT, MASTHEAD, SENTENCE, TIER, TITLE, reading_of, refused, residue
from tests.pipelines.parsing.support import read

# Carousels: the last entries again before the first, the first again after the last


def _representative(number: int, mark: str = "") -> str:
    dotted = f"cs.LG · 2025-01-0{number + 1} · accept · novelty {7 - number}.5"
    return f"<div{mark}>{link(number)}<p>{dotted}</p>{summary(number)}</div>"


def _representatives(*numbers: int, mark: str = "", own: range = range(9)) -> Reading:
    rows = "".join(_representative(one, "" if place in own else mark) for place, one in enumerate(numbers))
    return read(page(listed(), before=f"<section><h2>representative citing papers</h2>{rows}</section>"))


MARKS = ("", ' class="slick-slide slick-cloned" aria-hidden="true"', ' data-swiper-slide-index="0"')


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("numbers", [(2, 0, 1, 2, 0), (2, 0, 1, 2), (0, 1, 2, 0), (1, 2, 0, 1, 2, 0, 1)])
def test_a_clone_of_a_carousel_is_no_second_paper(numbers: tuple[int, ...], mark: str) -> None:
    """Representative papers stand by novelty (HUB_PAGES section 4), which shows where the list begins."""
    reading = _representatives(*numbers, mark=mark, own=range(numbers.index(0), numbers.index(0) + 3))
    rows = [row for row in reading.citing_papers if row.block == "representative"]
    assert [(row.rank, row.title_raw) for row in rows] == [*enumerate(TITLES, 1)]
    assert (reading.quarantine, reading.residue) == ([], [])


@pytest.mark.parametrize("numbers", [(2, 0, 1, 2, 0), (2, 0, 1, 2), (0, 1, 2, 0)])
def test_where_nothing_shows_which_entry_is_the_first_that_is_reported(numbers: tuple[int, ...]) -> None:
    reading = read(page("".join(map(entry, numbers))))
    assert sorted(str(row.title_raw) for row in reading.citing_papers) == sorted(TITLES)
    assert refused(reading) == [("listed_rank", "duplicate_value")] * (len(numbers) - 3)


def test_an_entry_that_is_printed_again_out_of_turn_counts_once_and_is_reported() -> None:
    reading = read(page("".join(map(entry, (0, 1, 1, 2, 0)))))
    assert cells(reading) == wanted()
    assert {one[0] for one in refused(reading)} <= {"listed_rank"}
    assert refused(reading)


def test_two_clones_on_each_side_of_four_look_like_a_list_printed_twice() -> None:
    def one(number: int) -> str:
        return entry(number % 3).replace("2501.", f"24{number + 10}.").replace(" for ", f" {number} ")

    reading = read(page("".join(map(one, (2, 3, 0, 1, 2, 3, 0, 1))), 4))
    assert len(reading.citing_papers) == 4
    assert {one[0] for one in refused(reading)} == {"listed_rank"}


# What a browser shows at times, and what it never shows


@pytest.mark.parametrize("attribute", ["shadowrootmode=open", "shadowroot='open'"])
def test_a_declared_shadow_tree_is_read(attribute: str) -> None:
    """HTML Standard, 4.12.3: its content stands in the place of the element around it."""

    def form(number: int) -> str:
        return f"<x-paper><template {attribute}>{link(number)}{meta(number)}{summary(number)}</template></x-paper>"

    assert cells(proved(page(listed(form)))) == wanted()
    count = f"<x-count><template {attribute}>{COUNT}</template></x-count>"
    hub = reading_of(TIER, TITLE, SENTENCE, count).hub
    assert hub
    assert hub.citing_papers_printed == 9


def test_a_page_in_one_shadow_tree_is_read() -> None:
    whole = page(listed()).replace("<body>", "<body><x-app><template shadowrootmode='open'>")
    assert cells(proved(whole.replace("</body>", "</template></x-app></body>"))) == wanted()


def test_a_shadow_tree_with_slots_is_read_where_counts_need_it_or_is_reported() -> None:
    tree = f"<template shadowrootmode=open><slot>No words</slot>{COUNT}</template>"
    assert "9 Pith papers citing it" in residue(reading_of(TIER, TITLE, SENTENCE, f"<x-count>{tree}</x-count>"))


def test_a_template_that_a_script_would_fill_is_not_read() -> None:
    row = "<template><div><h3>A template</h3><p>cs.LG · 2020-01-01 · accept · none · ref 9</p></div></template>"
    assert cells(proved(page(row + listed()))) == wanted()


def test_rows_for_browsers_without_scripts_are_reported() -> None:
    rows = f"<noscript>{_representative(0)}{_representative(1)}</noscript>"
    reading = read(page(listed(), before=f"<section><h2>representative citing papers</h2>{rows}</section>"))
    assert {TITLES[0], SUMMARIES[1]} <= set(residue(reading))
    warning = "<noscript><p>This site needs scripts.</p></noscript>"
    assert residue(read(page(warning + listed()))) == []


@pytest.mark.parametrize("tag", ["datalist", "noframes", "noembed"])
def test_what_a_browser_never_shows_is_not_read(tag: str) -> None:
    """HTML Standard, 15.3.1."""
    other = f"<{tag}><option>A stranger</option></{tag}>"
    assert cells(read(page(other + listed()))) == wanted()


def test_the_reading_beside_words_is_none_of_them() -> None:
    """`rt` says how the words of a `ruby` element sound; `rp` is never shown."""
    title = "<h1><ruby>A Made-Up<rp>(</rp><rt>ei meido appu</rt><rp>)</rp></ruby> Work</h1>"
    hub = reading_of(TIER, title, SENTENCE, COUNT).hub
    assert hub
    assert hub.title_raw == "A Made-Up Work"


def test_a_popover_is_read_only_where_counts_need_it() -> None:
    assert cells(read(page(f"{listed()}<div popover>{entry(0).replace('2501', '2409')}</div>"))) == wanted()


# Parts in columns, from right to left, or without anything between them


def test_the_name_of_a_column_is_no_category() -> None:
    head = "<tr><th>Date</th><th>Field</th><th>Paper</th><th>Verdict</th><th>Summary</th></tr>"

    def row(number: int) -> str:
        field, day, *rest = parts(number)
        cells_of_row = (day, field, link(number, "b"), " · ".join(rest), SUMMARIES[number])
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells_of_row)}</tr>"

    reading = read(page(f"<table>{head}{listed(row)}</table>"))
    assert {row.category for row in reading.citing_papers} <= {"cs.LG", None}
    assert reading.residue


def test_a_verdict_before_the_date_is_no_category() -> None:
    """A line set from right to left: `novelty 7.5 · reject · 2025-01-01 · gr-qc`."""

    def form(number: int) -> str:
        dotted = f"novelty {7 - number}.5 · reject · 2025-01-0{number + 1} · gr-qc"
        return f"<div>{link(number)}<p>{dotted}</p>{summary(number)}</div>"

    before = f"<section><h2>representative citing papers</h2>{listed(form)}</section>"
    rows = [row for row in read(page(listed(), before=before)).citing_papers if row.block == "representative"]
    assert {(row.category, row.verdict) for row in rows} <= {("gr-qc", "reject"), (None, None)}


def test_a_number_behind_a_novelty_without_a_blank_is_no_digit_of_it() -> None:
    def form(number: int) -> str:
        dotted = f"cs.LG · 2025-01-0{number + 1} · accept · <span>novelty {7 - number}.5</span><span>3 refs</span>"
        return f"<div>{link(number)}<p>{dotted}</p>{summary(number)}</div>"

    before = f"<section><h2>representative citing papers</h2>{listed(form)}</section>"
    reading = read(page(listed(), before=before))
    assert {row.novelty for row in reading.citing_papers} <= {7.5, 6.5, 5.5, None}


@pytest.mark.parametrize("snippet", ["<blockquote>{}</blockquote>", "<p>{}</p>", "<div>{}</div>"])
@pytest.mark.parametrize("form", ["{title}{meta}{other}{summary}", "{title}{meta}{summary}{other}"])
def test_of_two_sentences_below_every_dotted_line_none_is_read(form: str, snippet: str) -> None:
    """The beginning of the abstract, or where the work is cited, beside the summary of each paper."""

    def row(number: int) -> str:
        said = snippet.format(f"We built lamp {number} and looked at it for years in the rain, and so on.")
        whole = form.format(title=link(number), meta=meta(number), summary=summary(number), other=said)
        return f"<article>{whole}</article>"

    reading = read(page(listed(row)))
    assert {row.summary for row in reading.citing_papers} <= {None, *SUMMARIES}
    assert refused(reading)


def test_a_sentence_behind_one_dotted_line_is_not_the_summary_of_the_others() -> None:
    def row(number: int) -> str:
        dotted = " · ".join(parts(number)) + ("<span>This is a machine summary of it.</span>" if number == 1 else "")
        return f"<div>{link(number)}<p>{dotted}</p>{summary(number)}</div>"

    assert [row.summary for row in read(page(listed(row))).citing_papers] == [SUMMARIES[0], None, SUMMARIES[2]]


def test_rows_of_the_other_list_below_a_label_are_refused() -> None:
    """Two tabs above two panels: the second label is directly above the first panel."""
    rows = "".join(map(_representative, range(3)))
    reading = read(page(rows))
    assert reading.citing_papers == []
    assert refused(reading)[0] == (None, "ambiguous_layout")


# Numbers that belong to something else


def test_words_that_stand_with_every_value_have_the_count_beside_them() -> None:
    values = "".join(
        f"<li>{value} {refs} refs <b>{n}</b></li>" for value, refs, n in (("cs.LG", 3, 12), ("gr-qc", 2, 1))
    )
    reading = reading_of(MASTHEAD, f"<h2>fields</h2><ul>{values}</ul>")
    assert reading.facets == []
    assert refused(reading) == [(None, "ambiguous_layout")]


def test_a_count_below_a_label_is_no_abstract() -> None:
    share = "<p>Background 58% of classified citations</p>"
    reading = reading_of(TIER, TITLE, SENTENCE, COUNT, "<p>abstract</p>", share)
    assert reading.hub
    assert reading.hub.abstract_raw is None
    assert refused(reading)


def test_a_link_around_the_title_of_a_clone_leads_to_its_paper() -> None:
    """Entries with the same words and another address are two papers."""
    other = entry(0).replace(address(0), "/paper/2501.00077")
    reading = read(page(entry(0) + other + entry(1) + entry(2), 4))
    assert [row.arxiv_id for row in reading.citing_papers] == ["2501.00001", "2501.00077", "2501.00002", "2501.00003"]
