"""Lists in markups that nobody had thought of, once read wrongly without a word: each by its smallest page.

They are read rightly, or refused and reported. All words are made up; no rule of the parser may be here.
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

LABELS = ("field", "posted", "verdict", "role", "ref", "link")
OPTIONS = "<select><option>All verdicts</option><option>accept</option><option>reject</option></select>"
WIDE_AND_NARROW = '<div class="wide">{0}</div><div class="narrow">{0}</div>'


def control(number: int, words: str = "open paper") -> str:
    """A link to the paper whose words say what it does."""
    return f'<div><a href="{address(number)}">{words}</a></div>'


def refused(reading: Reading, column: str) -> list[str | None]:
    """The texts of a column that were refused."""
    return [one.text_raw for one in reading.quarantine if one.column_name == column]


def titled(reading: Reading) -> list[str | None]:
    """The titles that were read."""
    return [row.title_raw for row in reading.citing_papers]


# Lists whose entries have no element of their own


@pytest.mark.parametrize("is_carded", [True, False])
@pytest.mark.parametrize("button", ["<span><button>Copy BibTeX</button></span><br>", ""])
@pytest.mark.parametrize("form", ["dl", "ul"])
def test_line_breaks_between_parts_of_which_one_is_a_list(form: str, button: str, *, is_carded: bool) -> None:
    def entry(number: int) -> str:
        values = parts(number)
        if form == "dl":
            pairs = zip(LABELS, (one.removeprefix("ref ") for one in values), strict=True)
            inside = "".join(f"<div><dt>{one}</dt><dd>{other}</dd></div>" for one, other in pairs)
        else:
            inside = "".join(f"<li>{one}</li>" for one in values)
        opened, closed = (f'<a href="{address(number)}">', "</a>") if is_carded else ("", "")
        beside = "" if is_carded else f'<span><a href="{address(number)}">Full text</a></span><br>'
        return (
            f'<b><a href="{address(number)}">{TITLES[number]}</a></b><br>'
            f"<span>{opened}<{form}>{inside}</{form}>{closed}</span><br>"
            f"<span>{opened}{SUMMARIES[number]}{closed}</span><br>{beside}{button}<br>"
        )

    for count in (3, 2):
        assert_reads(f"<div>{listed(entry, count)}</div>", count)


# Lists that are printed twice


def test_titles_of_a_list_printed_twice_are_no_words_that_every_entry_has() -> None:
    def form(number: int) -> str:
        said = SUMMARIES[number].rstrip(".")
        return f"<li><p>{TITLES[number]}</p>{meta(number)}<p>{said}</p>{control(number)}</li>"

    for count in (3, 2):
        rows = cells(proved(page(WIDE_AND_NARROW.format(f"<ul>{listed(form, count)}</ul>"), count)))
        assert rows == [(*row[:-1], str(row[-1]).rstrip(".")) for row in wanted(count)]


@pytest.mark.parametrize("count", [3, 2])
def test_a_summary_on_the_line_of_its_parts_in_a_list_printed_twice(count: int) -> None:
    def form(number: int) -> str:
        title = f'<a href="{address(number)}">{TITLES[number]}</a>'
        line = f"<p>{title} <span>{' · '.join(parts(number))[:-18]}</span> <span>{SUMMARIES[number]}</span></p>"
        return f"<li>{line}{control(number)}</li>"

    body = WIDE_AND_NARROW.format(f"<ul>{listed(form, count)}</ul>")
    assert_reads(f"<p>Chosen by a machine, in made-up order.</p>{body}", count)


def test_a_remark_above_a_list_of_which_one_entry_alone_would_have_a_summary() -> None:
    def form(number: int) -> str:
        title = f'<a href="{address(number)}">{TITLES[number]}</a>'
        return f"<li><p>{title} <span>{' · '.join(parts(number))}</span></p></li>"

    remark = "Chosen by a machine from all that cite, in a made-up order."
    body = WIDE_AND_NARROW.format(f"<ul>{listed(form)}</ul>")
    reading = read(page(f"<p>{remark}</p>{body}"))
    assert titled(reading) == list(TITLES)
    assert [row.summary for row in reading.citing_papers] == [None] * 3


def test_entries_printed_twice_whose_titles_are_headings_at_their_end() -> None:
    def form(number: int) -> str:
        line = f'<p><a href="{address(number)}" aria-label="{TITLES[number]}"></a>{" · ".join(parts(number))}</p>'
        once = f"<li>{line}{summary(number)}<h3>{TITLES[number]}</h3></li>"
        return f"<li><b>202{number}</b></li>{once}{once}"

    assert_reads(f"<ul>{listed(form)}</ul>")


# Where a list ends


@pytest.mark.parametrize("year", ["2019", "May 2019"])
def test_a_heading_in_words_ends_a_list_that_has_the_headings_of_years(year: str) -> None:
    def form(number: int) -> str:
        return f"<h5>{year}</h5>{link(number)}{meta(number)}{summary(number)}"

    stranger = form(2)
    reading = proved(page(f"{listed(form, 2)}<div><h5>papers you may like</h5>{stranger}</div>", 2))
    assert cells(reading) == wanted(2)


def test_a_title_below_a_summary_that_a_line_break_cuts_ends_no_list() -> None:
    def form(number: int) -> str:
        said = f"<p>Shows in made-up study {number + 1}, below<br><i>k</i> of all, that lamps draw moths</p>"
        return f"<li>{meta(number)}{said}<h3>{TITLES[number]}</h3>{control(number)}</li>"

    reading = proved(page(f"{OPTIONS}<ul>{listed(form)}</ul>"))
    assert titled(reading) == list(TITLES)
    assert [row.arxiv_id for row in reading.citing_papers] == [f"2501.0000{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("order", ["MXTS", "MXST"])
@pytest.mark.parametrize("extra", ["5 min read", "Summary"])
def test_a_title_below_another_line_of_its_entry_ends_no_list(extra: str, order: str) -> None:
    def form(number: int) -> str:
        texts = {"T": f"<h3>{TITLES[number]}</h3>", "M": meta(number), "S": summary(number), "X": f"<p>{extra}</p>"}
        return f"<li>{''.join(texts[one] for one in order)}</li>"

    assert_reads(f"<p>3 papers</p><ul>{listed(form)}</ul>", is_linked=False)


def test_a_heading_that_may_be_the_title_of_the_first_entry_makes_another_line_none() -> None:
    def form(number: int) -> str:
        line = f'<p><a href="{address(number)}" aria-label="{TITLES[number]}"></a>{" · ".join(parts(number))}</p>'
        return f"{line}<p>5 min read</p><h3>{TITLES[number]}</h3>{summary(number)}"

    reading = read(page(f"<p>3 papers</p>{listed(form)}"))
    assert set(titled(reading)) <= {*TITLES, None}
    assert None not in titled(reading) or refused(reading, "title_raw")


def test_links_below_a_heading_that_may_be_a_title_are_reported() -> None:
    def form(number: int) -> str:
        said = f"{summary(number)}<p>a made-up remark {number}</p>"
        return f"<li>{meta(number)}{said}<h3>{TITLES[number]}</h3>{control(number)}</li>"

    reading = read(page(f"{OPTIONS}<ul>{listed(form)}</ul>"))
    read_ids = {row.arxiv_id for row in reading.citing_papers}
    told = {str(text).rpartition("/")[-1] for text in refused(reading, "arxiv_id")}
    assert {f"2501.0000{number}" for number in (1, 2, 3)} <= read_ids | told


def test_links_of_a_list_that_is_refused_are_reported() -> None:
    short = ("Light on wings", "Wings on light", "Time on thread")

    def form(number: int) -> str:
        return f"<div>{meta(number)}<p>{TITLES[number]}</p><p>{short[number]}</p>{control(number)}</div>"

    reading = read(page(listed(form)))
    assert not reading.citing_papers
    assert set(refused(reading, "url")) == {address(number) for number in range(3)}


# What could pass for a title, a summary or a part


@pytest.mark.parametrize("part", ["updated 2025-12-0{}", "Revised on 2025-12-0{}", "In Lamps and Wicks {}"])
def test_a_part_in_a_cell_of_its_own_is_no_title(part: str) -> None:
    def form(number: int) -> str:
        row = "".join(f"<td>{one}</td>" for one in (*parts(number), part.format(number + 1)))
        title = f"<div><strong><span>{number + 1}.</span> {TITLES[number]}</strong></div>"
        inside = f"{title}<div><table><tr>{row}</tr></table></div>{summary(number)}"
        head = "" if number == 2 else f"<h5>202{number}</h5>"
        return f'{head}<article><a href="{address(number)}">{inside}</a></article>'

    reading = read(page(listed(form)))
    assert len(reading.citing_papers) == 3
    for row, title in zip(reading.citing_papers, TITLES, strict=True):
        assert row.title_raw in (None, title)
    assert None not in titled(reading) or refused(reading, "title_raw")


def test_a_label_printed_twice_is_no_type_of_link() -> None:
    def form(number: int) -> str:
        first, second = parts(number)[:2]
        line = f"<div><span>Field </span>Field: {first} · Posted: {second}</div>"
        rest = (
            f"<div><span>Verdict </span>Verdict: accept · Role: none · Ref: {number + 1} · Link: internal anchor</div>"
        )
        return f"<li>{line}<h3>{TITLES[number]}</h3>{summary(number)}{rest}{control(number)}</li>"

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    assert titled(reading) == list(TITLES)
    assert {row.link_type for row in reading.citing_papers} <= {None, "internal anchor"}


def test_a_heading_is_no_summary_where_the_title_is_refused() -> None:
    titles = [
        f"No {words} of the Moths Do Ever Settle in Lamps."
        for words in ("Lamps", "Moths", "Wicks", "Ticks", "Nights", "Threads")
    ]

    def form(number: int) -> str:
        said = f"<p>Shows in study {number} that lamps draw moths: cost · speed. <button>more</button></p>"
        line = f"<p>cs.LG · 2025-01-0{number + 1} · accept · ref {number + 1} · internal anchor · 12 pages</p>"
        head = "" if number == 4 else f"<h5>202{number}</h5>"
        inside = f'<a href="{address(number)}"><h3>{titles[number]}</h3>{line}{said}</a>'
        return f"{head}<article>{inside}</article>"

    reading = read(page(listed(form, 6), 6))
    assert len(reading.citing_papers) == 6
    for row, title in zip(reading.citing_papers, titles, strict=True):
        assert row.title_raw in (None, title)
        assert row.summary not in titles


def test_authors_behind_a_title_with_its_number() -> None:
    def form(number: int) -> str:
        title = f'<span>{number + 1}.</span> <a href="{address(number)}">{TITLES[number]}</a>'
        return f"<li><p>{title} <span>B. Enn et al. · {' · '.join(parts(number))}</span></p>{summary(number)}</li>"

    assert_reads(f"<ul>{listed(form)}</ul>")


@pytest.mark.parametrize("title", ["Orchards", "Lamps for Moths and Wicks"])
def test_a_title_printed_twice_before_its_parts(title: str) -> None:
    def form(number: int) -> str:
        words = (title, *TITLES[1:])[number]
        twice = f"<b><span>{words}</span><span>{words}</span></b>"
        return f"<li><p>{twice} <span>{' · '.join(parts(number))}</span></p>{summary(number)}</li>"

    assert titled(proved(page(f"<ul>{listed(form)}</ul>"))) == [title, *TITLES[1:]]


def test_a_button_before_a_link_in_the_only_title() -> None:
    def form(number: int) -> str:
        beside = f'<button>Copy</button> <a href="{address(number)}">open paper</a>'
        return f"<li><h3>{TITLES[number]} {beside}</h3>{meta(number)}{summary(number)}</li>"

    assert_reads(f"<ul>{listed(form)}</ul>")
    alone = read(page(f"<ul>{listed(form, 1)}</ul>", 1))
    assert titled(alone) == [None]
    assert refused(alone, "title_raw")


def overlaid(number: int, words: str) -> str:
    """A line below a link to the paper that has no words and lies over the whole entry."""
    return f'<p><a href="{address(number)}" aria-label="{TITLES[number]}"></a>{words}</p>'


def test_a_link_over_the_first_line_of_an_entry_is_not_of_the_entry_above() -> None:
    said = ("Lamps of Moths at Night 1", "Moths of Lamps at Night 2", "Wicks of Ticks at Night 3")

    def form(number: int) -> str:
        once = f"<li>{overlaid(number, said[number])}<h3>{TITLES[number]}</h3>{meta(number)}</li>"
        return f"<li><b>202{number}</b></li>{once}{once}"

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    assert len(reading.citing_papers) == 3
    for number, row in enumerate(reading.citing_papers):
        assert row.title_raw in (None, TITLES[number])
        assert row.arxiv_id in (None, f"2501.0000{number + 1}")
        assert row.summary in (None, said[number])
    assert len(refused(reading, "url")) >= 3


def test_a_title_is_no_summary_where_a_sentence_is_in_its_place() -> None:
    titles = ("Layered Lamps in Shallow Water", "Braided Moths for Ordinal Wicks", "Learning Wicks from Sparse Ticks")

    def form(number: int) -> str:
        return f"<li>{overlaid(number, SUMMARIES[number])}<p>{titles[number]}</p>{meta(number)}</li>"

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    for row in reading.citing_papers:
        assert row.title_raw not in SUMMARIES
        assert row.summary not in titles


def test_long_entries_printed_twice() -> None:
    def form(number: int) -> str:
        rest = zip(LABELS[2:], parts(number)[2:], strict=True)
        below = "".join(f"<div><dt>{one}</dt><dd>{other}</dd></div>" for one, other in rest)
        line = f"<p>cs.LG · 2025-01-0{number + 1}</p>"
        return f"<li>{link(number)}{line}{summary(number)}<dl>{below}</dl></li>" * 2

    assert titled(read(page(f"<ul>{listed(form)}</ul>"))) == list(TITLES)
