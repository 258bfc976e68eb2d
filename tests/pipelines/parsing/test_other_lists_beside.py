"""Lists and lines that stand in, behind or around the list of citing papers, and are not of it: never rows or cells.

All words are made up; no rule of the parser may be here.
"""

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.lists.made_up_lists import (
    SUMMARIES,
    TITLES,
    address,
    assert_reads,
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
from tests.pipelines.parsing.support import read

STRANGERS = ("Threads of Old", "Needles of New")
HEAD = """pith. sign in
A Made-Up Work
3 Pith papers cite this work. Polarity classification is still indexing.
3 Pith papers citing it

citing papers explorer

"""


def item(number: int) -> str:
    """An entry in an item of a list."""
    return f"<li>{link(number)}{meta(number)}{summary(number)}</li>"


def stranger(number: int, attributes: str = "", tag: str = "") -> str:
    """An entry that is not of the list."""
    line = f"cs.CL · 2024-12-0{number + 7} · reject · none · ref {number + 7} · internal anchor"
    title = f'<h3><a href="/paper/2412.0000{number + 7}">{STRANGERS[number]}</a></h3>'
    opened, closed = (f"<{tag}>", f"</{tag}>") if tag else ("", "")
    said = f"<p>Shows that things {number} are old.</p>"
    return f"<li {attributes}>{opened}{title}<p>{line}</p>{said}{closed}</li>"


def texts(reading: Reading) -> set[str]:
    """The lines that nobody read."""
    return {row.text for row in reading.residue}


@pytest.mark.parametrize(
    "form",
    [
        "<ul>{own}</ul><hr><ul>{other}</ul>",
        "<div role=tabpanel><ul>{own}</ul></div><div role=tabpanel><ul>{other}</ul></div>",
        "<ul>{own}</ul><dialog open><ul>{other}</ul></dialog>",
    ],
)
def test_the_printed_count_ends_a_list_where_another_element_begins(form: str) -> None:
    other = stranger(0) + stranger(1)
    reading = proved(page(form.format(own=listed(item), other=other)))
    assert cells(reading) == wanted()
    assert texts(reading) >= set(STRANGERS)


def test_the_printed_count_ends_no_list_within_its_element() -> None:
    reading = read(page(f"<ul>{listed(item)}</ul>", 2))
    assert cells(reading) == wanted()


@pytest.mark.parametrize("tags", [("ul", "li"), ("div", "article")])
def test_a_list_in_an_entry_is_not_of_the_list(tags: tuple[str, str]) -> None:
    around, of = tags

    def form(number: int) -> str:
        inside = f"<{around}>{stranger(0).replace('li ', of + ' ').replace('/li', '/' + of)}</{around}>"
        return f"<{of}>{link(number)}{meta(number)}{summary(number)}{inside if number == 1 else ''}</{of}>"

    reading = proved(page(f"<{around}>{listed(form)}</{around}>"))
    assert cells(reading) == wanted()
    assert STRANGERS[0] in texts(reading)


@pytest.mark.parametrize(
    "attributes",
    [
        'style="position: absolute; left: -9999px"',
        'style="text-indent:-999em"',
        'style="clip: rect(0, 0, 0, 0); position: absolute"',
        'style="content-visibility: hidden"',
        'style="font-size:0"',
    ],
)
def test_a_row_that_no_reader_sees_is_no_row(attributes: str) -> None:
    body = item(0) + stranger(0, attributes) + item(1) + item(2)
    reading = proved(page(f"<ul>{body}</ul>"))
    assert cells(reading) == wanted()
    assert STRANGERS[0] in texts(reading)


@pytest.mark.parametrize("style", ["font-size: 0.8em", "left: -9px", "text-indent: -1em", "clip: auto"])
def test_a_row_that_a_style_only_sets_is_read(style: str) -> None:
    assert_reads(f"<ul>{listed(lambda number: item(number).replace('<li>', f'<li style={style!r}>'))}</ul>")


@pytest.mark.parametrize("tag", ["s", "strike", "del"])
def test_a_row_that_was_struck_out_is_no_row(tag: str) -> None:
    body = item(0) + stranger(0, tag=tag) + item(1) + item(2)
    reading = proved(page(f"<ul>{body}</ul>"))
    assert cells(reading) == wanted()
    assert STRANGERS[0] in texts(reading)


# Lines that may be of a neighbour


def test_a_summary_that_may_be_of_the_entry_above_is_refused() -> None:
    def form(number: int) -> str:
        verdict = "Accept" if number else "Contested"
        words = (*parts(number)[:2], verdict, "None", f"Ref {number + 1}", "Internal anchor", "Acta 2020")
        values = "".join(f"<td>{one}</td>" for one in words)
        title = f'<b><a href="{address(number)}">{TITLES[number]}</a></b>'
        said = f"<span>{SUMMARIES[number]}</span>"
        return f"{title}<br><span><table><tr>{values}</tr></table></span><br>{said}<br><br>"

    for count in (2, 3):
        reading = read(page(f"<div>{listed(form, count)}</div>", count))
        for row in reading.citing_papers:
            assert row.title_raw == TITLES[row.rank - 1]
            assert row.summary in (None, SUMMARIES[row.rank - 1])


def test_a_line_above_the_list_is_no_summary_where_the_parts_have_one_behind_them() -> None:
    def form(number: int) -> str:
        line = "".join(f"<span>{one} · </span>" for one in parts(number))
        twice = f'<a href="{address(number)}">{TITLES[number]}</a>'
        said = SUMMARIES[number].replace("moth", '<a href="/words">moth</a>')
        return f"<p><span>{twice} <span>{line}</span> <span>{said}</span></span></p>"

    intro = "These papers cite the work, in made-up order."
    reading = read(page(f"<p>{intro}</p>{listed(form, 2)}", 2))
    assert intro not in [row.summary for row in reading.citing_papers]


@pytest.mark.parametrize("footer", ["About Terms Privacy Contact us", "Follow Pith on all of the channels"])
def test_a_line_without_a_full_stop_below_the_list_is_no_summary(footer: str) -> None:
    rows = [f"• {TITLES[number]} {' · '.join(parts(number))}\n\n{SUMMARIES[number]}\n\n" for number in (0, 1)]
    text = HEAD + "".join(rows) + f"• {TITLES[2]} {' · '.join(parts(2))}\n\n{footer}\n"
    reading = read(text)
    assert [(row.title_raw, row.summary) for row in reading.citing_papers] == [
        (TITLES[0], SUMMARIES[0]),
        (TITLES[1], SUMMARIES[1]),
        (TITLES[2], None),
    ]
    assert footer in {one.text_raw for one in reading.quarantine}


# Sums in facets


@pytest.mark.parametrize(
    ("label", "values", "read_values"),
    [
        ("fields", {"cs": 3, "cs.LG": 2, "cs.CL": 1}, {"cs.LG": 2, "cs.CL": 1}),
        ("verdicts", {"ACCEPT": 2, "REJECT": 1, "Papers": 3}, {"ACCEPT": 2, "REJECT": 1}),
        ("roles", {"Works": 3, "background": 2, "method": 1}, {"background": 2, "method": 1}),
        ("verdicts", {"ACCEPT": 1, "REJECT": 1, "CONTESTED": 2}, {"ACCEPT": 1, "REJECT": 1, "CONTESTED": 2}),
        ("fields", {"gr-qc": 3, "cs.LG": 2, "cs.CL": 1}, {"gr-qc": 3, "cs.LG": 2, "cs.CL": 1}),
        ("roles", {"background": 2, "critique": 2}, {"background": 2, "critique": 2}),
    ],
)
def test_a_value_that_sums_up_others_is_none(label: str, values: dict[str, int], read_values: dict[str, int]) -> None:
    items = "".join(f"<li>{value} {n}</li>" for value, n in values.items())
    reading = read(page(listed(entry), before=f"<section><h2>{label}</h2><ul>{items}</ul></section>"))
    assert {row.value: row.n for row in reading.facets} == read_values
    refused = {one.text_raw for one in reading.quarantine if one.column_name == "value"}
    assert refused == {f"{value} {n}" for value, n in values.items() if value not in read_values}
