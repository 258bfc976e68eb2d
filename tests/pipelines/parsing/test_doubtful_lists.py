"""Lists in which a line could pass for another part of an entry: read rightly, or refused and reported.

Each of these was once read wrongly without a word. All words are made up; no rule of the parser may be here.
"""

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.lists.made_up_lists import (
    SUMMARIES,
    TITLES,
    address,
    assert_reads,
    cells,
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

SENTENCES = ("No Lamp of a Moth Is Ever Lit.", "We Counted All Moths of the Lamps.", "Is It Wicks? Two Ticks Say So.")
BYLINES = ("B. Nobody, C. Noone", "D. Enn, E. Eff")
REMARKS = ("Lamps of Moths at Night 1", "Moths of Lamps at Night 2", "Wicks of Ticks at Night 3")


def titled(reading: Reading) -> list[str | None]:
    """The titles that were read."""
    return [row.title_raw for row in reading.citing_papers]


def refused(reading: Reading) -> set[str | None]:
    """The columns of which something was refused."""
    return {one.column_name for one in reading.quarantine}


# Links and words beside the parts


@pytest.mark.parametrize("words", ["Read the review", "→", "2501.0000{}", "View", "Read more"])
@pytest.mark.parametrize("sign", ["", " ", "\u00a0\u00a0", " · "])
def test_a_link_behind_the_parts_that_says_what_it_does_is_no_title(sign: str, words: str) -> None:
    def form(number: int) -> str:
        line = sign.join(f"<span>{part}</span>" for part in parts(number))
        control = f'<a href="{address(number)}">{words.format(number + 1)}</a>'
        return f"<div>{link(number)}<p>{line}{sign or ' '}{control}</p>{summary(number)}</div>"

    assert_reads(listed(form))


def test_an_arrow_of_a_button_is_no_title_and_what_stands_below_no_summary() -> None:
    entry = f"<div><a href='{address(0)}'>→</a><p>{' · '.join(parts(0))}</p><p>{SENTENCES[1]}</p></div>"
    reading = read(page(entry, printed=1))
    [row] = reading.citing_papers
    assert (row.title_raw, row.summary) == (None, None)
    assert refused(reading) >= {"title_raw", "summary"}


@pytest.mark.parametrize("extra", ["5 min read", "arXiv:2501.0000{}", "Proc. of Nothing 2020", "B. Enn et al."])
def test_a_linked_title_behind_a_part_that_no_rule_knows(extra: str) -> None:
    def form(number: int) -> str:
        line = " · ".join([*parts(number), extra.format(number + 1)])
        title = f'<a href="{address(number)}">{TITLES[number]}</a>'
        return f"<div><p><span>{line}</span> {title}</p><p>{REMARKS[number]}</p></div>"

    reading = proved(page(listed(form)))
    assert [row[:-1] for row in cells(reading)] == [row[:-1] for row in wanted()]


@pytest.mark.parametrize("extra", [" · Proc. of Nothing 2020", ""])
@pytest.mark.parametrize("button", [" <button>more</button>", ""])
def test_a_summary_in_a_linked_card_is_no_title(extra: str, button: str) -> None:
    def form(number: int) -> str:
        line = f"<p><span>{' · '.join(parts(number))}{extra}</span> <b>{TITLES[number]}</b></p>"
        return f'<article><a href="{address(number)}">{line}<p>{SUMMARIES[number]}{button}</p></a></article>'

    reading = read(page(listed(form, 2), 2))
    assert set(titled(reading)) <= {*TITLES, None}
    assert {row.summary for row in reading.citing_papers} <= {*SUMMARIES, None}
    assert None not in titled(reading) or "title_raw" in refused(reading)


def test_summaries_without_a_full_stop_in_linked_cards() -> None:
    def form(number: int) -> str:
        line = f"<p><b>{TITLES[number]}</b> <span>{' · '.join(parts(number))}</span></p>"
        return f'<article><a href="{address(number)}">{line}<p>{SUMMARIES[number].rstrip(".")}</p></a></article>'

    rows = cells(proved(page(listed(form))))
    assert rows == [(*row[:-1], str(row[-1]).rstrip(".")) for row in wanted()]


def test_the_label_of_the_first_part_is_no_word_of_the_title() -> None:
    def form(number: int) -> str:
        line = f"<b>{TITLES[number]}</b> <span><span>Field </span>{' · '.join(parts(number))}</span>"
        return f"<div><p>{line}</p>{summary(number)}</div>"

    assert_reads(listed(form), is_linked=False)
    alone = read(page(listed(form, 1), 1))
    assert titled(alone) == [None]
    assert "title_raw" in refused(alone)


# A title, and what could pass for one


def test_titles_that_read_like_sentences_above_summaries_that_do_not() -> None:
    def form(number: int) -> str:
        title = f'<h3><a href="{address(number)}">{SENTENCES[number]}</a></h3>'
        return f"<div>{title}{meta(number)}<p>{REMARKS[number]}</p></div>"

    rows = proved(page(listed(form))).citing_papers
    assert [(row.title_raw, row.summary) for row in rows] == list(zip(SENTENCES, REMARKS, strict=True))


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_title_is_no_summary_where_a_line_break_parts_the_summary(*, is_linked: bool) -> None:
    first = "Shows how lamps behave with half the fuel of all the earlier attempts, in study"
    titles = ("Why Not Just Moths? Lamps!", "Do Moths Dream of Lamps?") if not is_linked else SENTENCES[:2]

    def form(number: int) -> str:
        title = f'<a href="{address(number)}">{titles[number]}</a>' if is_linked else titles[number]
        control = "" if is_linked else f'<div><a href="{address(number)}">open paper</a></div>'
        by = f"<p>{BYLINES[number]}</p>" if not is_linked else ""
        return f"<li><h3>{title}</h3>{meta(number)}{by}<p>{first}<br>{number + 1}.</p>{control}</li>"

    reading = read(page(f"<ul>{listed(form, 2)}</ul>", 2))
    assert {row.summary for row in reading.citing_papers} == {None}
    assert set(titled(reading)) <= {*titles, None}
    assert first in {one.text for one in reading.residue}


def test_a_link_that_leads_to_no_paper_makes_no_title() -> None:
    def form(number: int) -> str:
        said = f'<p>Counts <a href="/glossary/a">ticks</a> near {number}.</p>'
        return f'<div>{said}{meta(number)}<h3><a href="{address(number)}">{REMARKS[number]}</a></h3></div>'

    reading = read(page(listed(form)))
    assert set(titled(reading)) <= {*REMARKS, None}
    assert not {row.summary for row in reading.citing_papers} & {*REMARKS}


def test_a_heading_below_the_first_entry_is_its_title_where_the_link_to_the_paper_follows() -> None:
    def form(number: int) -> str:
        control = f'<div><a href="{address(number)}">open paper</a></div>'
        return f"<div>{meta(number)}{summary(number)}<h3>{TITLES[number]}</h3>{control}</div>"

    for count in (3, 1):
        assert_reads(listed(form, count), count)


def test_a_group_of_one_year_is_no_title() -> None:
    def form(number: int) -> str:
        return f"<h5>202{number}</h5><div>{meta(number)}{summary(number)}<h3>{TITLES[number]}</h3></div>"

    assert_reads(listed(form), is_linked=False)
    alone = read(page(listed(form, 1), 1))
    assert titled(alone) == [None]
    assert "title_raw" in refused(alone)


@pytest.mark.parametrize("word", ["Kettles", "Authors", "Wicks"])
def test_a_word_that_elements_print_twice_is_read_once(word: str) -> None:
    twice = f"<span>{word}</span><span>{word}</span>"
    reading = proved(page(listed().replace(TITLES[1], twice)))
    assert titled(reading) == [TITLES[0], word, TITLES[2]]


def test_a_title_printed_twice_in_a_link_around_its_parts() -> None:
    def form(number: int) -> str:
        twice = f"<b><span>{TITLES[number]}</span><span>{TITLES[number]}</span></b>"
        line = f"<p>• {twice} <span>{' | '.join(parts(number))}</span></p>"
        return f'<div><a href="{address(number)}">{line}</a>{summary(number)}</div>'

    assert_reads(listed(form))


def test_an_id_beside_a_title_below_a_link_without_words() -> None:
    def form(number: int) -> str:
        over = f'<a href="{address(number)}" aria-label="{TITLES[number]}"></a>'
        beside = f'<a href="{address(number)}">2501.0000{number + 1}</a>'
        return f"<div><h3>{over}{TITLES[number]} {beside}</h3>{meta(number)}{summary(number)}</div>"

    assert_reads(listed(form))


def test_the_line_of_one_paper_is_no_title_of_the_next() -> None:
    options = "<select><option>All verdicts</option><option>accept</option><option>reject</option></select>"

    def form(number: int) -> str:
        title = f'<a href="{address(number)}">{TITLES[number]}</a>'
        by = ["G. Enn et al.", *parts(number)]
        return f"<li><p>{title} <span>{' · '.join(by)}</span> <span>{SUMMARIES[number]}</span></p></li>"

    reading = read(page(f"{options}<ul>{listed(form, 2)}</ul>", 2))
    for row in reading.citing_papers:
        assert row.title_raw in (None, TITLES[(row.ref_number or 0) - 1])


def test_the_label_of_a_summary_is_no_title() -> None:
    def form(number: int) -> str:
        inside = f"<div>{TITLES[number]}</div>{meta(number)}<h5>Summary</h5>{summary(number)}"
        return f'<div><a href="{address(number)}">{inside}</a></div>'

    for count in (3, 1):
        reading = read(page(listed(form, count), count))
        assert set(titled(reading)) <= {*TITLES, None}


# A summary, and what could pass for one


@pytest.mark.parametrize("tag", ["ul", "div"])
def test_a_remark_above_the_only_entry_is_no_summary(tag: str) -> None:
    only = f"<p>These papers cite the work, in made-up order.</p><{tag}><div>{link(0)}{meta(0)}</div></{tag}>"
    reading = read(page(only, 1))
    assert [(row.title_raw, row.summary) for row in reading.citing_papers] == [(TITLES[0], None)]
    assert "summary" in refused(reading)


@pytest.mark.parametrize("last", ["contested · none · ref 3", "accept · none · ref 3 · G. Enn et al."])
def test_the_rest_of_a_meta_line_is_no_summary(last: str) -> None:
    rests = ["accept · none · ref 1", "accept · none · ref 2", last]

    def form(number: int) -> str:
        said = summary(number) if number < 2 else ""
        return f"<div>{link(number)}<p>cs.LG · 2025-01-0{number + 1}</p>{said}<p>{rests[number]}</p></div>"

    reading = read(page(listed(form)))
    assert [row.summary for row in reading.citing_papers] == [*SUMMARIES[:2], None]
    assert set(rests) <= {one.text for one in reading.residue}


def test_labels_of_summaries_do_not_move_the_summaries_to_the_next_paper() -> None:
    def form(number: int) -> str:
        rest = "<p>accept · none · ref 3</p>"
        label = "<h5>Summary</h5>"
        return f"<p>cs.LG · 2025-01-0{number + 1}</p>{link(number)}{label}{summary(number)}{rest}"

    for count in (3, 2):
        rows = read(page(listed(form, count), count)).citing_papers
        assert all(row.summary in (None, SUMMARIES[TITLES.index(str(row.title_raw))]) for row in rows)


def test_a_link_to_the_paper_in_its_summary_is_reported_where_the_title_has_none() -> None:
    def form(number: int) -> str:
        said = (
            f'<a href="{address(number)}">Shows</a> that <a href="/glossary/a">moths</a> are drawn to lamps at night.'
        )
        return f"<div><p>{said}</p>{meta(number)}<h3>{TITLES[number]}</h3></div>"

    reading = read(page(listed(form)))
    assert all(row.arxiv_id for row in reading.citing_papers) or "arxiv_id" in refused(reading)


def test_parts_that_elements_alone_set_apart_are_reported_as_words() -> None:
    def form(number: int) -> str:
        rest = "".join(f"<span>{part}</span>" for part in parts(number)[2:])
        return f"<div>{link(number)}<p>cs.LG · 2025-01-0{number + 1}</p>{summary(number)}<p>{rest}</p></div>"

    reading = read(page(listed(form)))
    assert [row.verdict for row in reading.citing_papers] == [None] * 3
    assert "accept none ref 1 internal anchor" in {one.text for one in reading.residue}


# Texts, whose lines may break anywhere

TEXT = (
    "hub\n\nA Made-Up Work\n\n3 Pith papers cite this work. Polarity classification is still indexing.\n\n"
    "3 Pith papers citing it\n\nabstract\n\nWe weigh made-\nup moths at night.\n\nrepresentative citing papers\n\n"
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Shows in a made-up study that lamps draw moths, in", "study 1: cost · speed · size, all at once."),
        ("Counts how wicks behave when a moth turns twice a day, in", "study 1"),
        ("Bounds how wicks behave when a moth turns twice a day, in study", "6"),
    ],
)
def test_half_a_summary_is_refused(first: str, second: str) -> None:
    entries = "".join(f"{title}\n\ncs.LG · 2025-01-01 · accept\n\n{first}\n{second}\n\n" for title in TITLES)
    reading = read(TEXT + entries, named="full_text")
    assert [row.summary for row in reading.citing_papers if row.block == "representative"] == [None] * 3
    assert "summary" in refused(reading)


def test_an_abstract_whose_line_ends_in_a_hyphen_is_refused() -> None:
    reading = read(TEXT, named="full_text")
    assert reading.hub is not None
    assert reading.hub.abstract_raw is None
    assert "abstract_raw" in refused(reading)
