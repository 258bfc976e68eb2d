"""Parts of meta lines, links and headings where a list has them out of place: no title, no summary, no verdict or role.

Each page is the smallest that was once read wrongly without a word. All words are made up; no rule of the parser may be
here.
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

HEAD = """pith. sign in
A Made-Up Work
2 Pith papers cite this work. Polarity classification is still indexing.
2 Pith papers citing it
"""


def refused(reading: Reading, column: str) -> list[str | None]:
    """The texts of a column that were refused."""
    return [one.text_raw for one in reading.quarantine if one.column_name == column]


def titled(reading: Reading) -> list[str | None]:
    """The titles that were read."""
    return [row.title_raw for row in reading.citing_papers]


# The rest of a meta line


@pytest.mark.parametrize("separator", [" · ", " | ", ", "])
def test_the_rest_of_a_meta_line_is_no_summary_of_an_entry_without_one(separator: str) -> None:
    def form(number: int) -> str:
        first, rest = parts(number)[:2], parts(number)[2:]
        control = f'<a href="{address(number)}">open paper</a>'
        said = summary(number) if number else ""
        return f"<li>{link(number)}<p>{separator.join(first)}</p>{said}<p>{separator.join((*rest, control))}</p></li>"

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    assert reading.citing_papers
    for number, row in enumerate(reading.citing_papers):
        assert row.title_raw == TITLES[number]
        assert row.summary in (None, SUMMARIES[number] if number else None)
    assert any("ref 1" in str(one) for one in refused(reading, "summary"))


@pytest.mark.parametrize("separator", [" · ", " | ", ", "])
@pytest.mark.parametrize("behind", ["A. Nobody et al.", "B. Noone, C. Nobody"])
def test_the_rest_of_a_meta_line_is_no_summary_where_a_line_break_cuts_the_summaries(
    behind: str, separator: str
) -> None:
    def form(number: int) -> str:
        first, rest = parts(number)[:2], [*parts(number)[2:], behind]
        said = f"<p>Shows in a made-up study of lamps, moths and<br>wicks {number}.</p>"
        title = f"<h3>{TITLES[number]}</h3>"
        lines = f"<p>{separator.join(first)}</p>{title}{said}<p>{separator.join(rest)}</p>"
        return f'<li><a href="{address(number)}">{lines}</a></li>'

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    assert titled(reading) == list(TITLES)
    assert [row.summary for row in reading.citing_papers] == [None] * 3
    assert len(refused(reading, "summary")) == 3


# Labels of parts


def test_the_label_of_a_number_that_a_line_break_cut_off_is_no_role() -> None:
    text = f"""{HEAD}
citing papers explorer

• Lamps for Moths cs.LG · 2025-01-01 · accept · ref
169 · internal anchor

Shows in a made-up study that lamps draw moths.

• Moths for Lamps cs.LG · 2025-01-02 · accept · ref
17 · internal anchor

Finds that no moth has drawn a lamp so far.
"""
    reading = read(text)
    assert titled(reading) == ["Lamps for Moths", "Moths for Lamps"]
    assert [(row.role, row.ref_number) for row in reading.citing_papers] == [(None, None)] * 2
    told = [one.text_raw for one in reading.quarantine]
    assert "ref" in told
    assert {"169 · internal anchor", "17 · internal anchor"} <= {*told, *(row.text for row in reading.residue)}


@pytest.mark.parametrize("label", ["Verdict verdict", "verdict: Verdict", "Verdict:"])
def test_a_label_printed_twice_is_no_verdict(label: str) -> None:
    def form(number: int) -> str:
        first, second, verdict, role, *rest = parts(number)
        line = "&nbsp;&nbsp;".join((f"Field {first}", f"posted {second}", f"{label} {verdict}", f"role {role}", *rest))
        return f"<li>{link(number)}<p>{line}</p>{summary(number)}</li>"

    assert_reads(f"<ul>{listed(form)}</ul>")


# LIST text whose dotted lines were wrapped


@pytest.mark.parametrize("cut", ["{title} {field} ·\n{rest}", "{title} {field}\n· {rest}", "{title}\n{field} · {rest}"])
def test_wrapped_dotted_lines_make_no_titles_in_list_text(cut: str) -> None:
    def entry(number: int) -> str:
        first, *rest = parts(number)
        said = "Finds in a made-up study,\nwhich goes on for long,\nand then for longer,\nthat lamps draw moths"
        return f"• {cut.format(title=TITLES[number], field=first, rest=' · '.join(rest))}\n\n{said}\n"

    text = HEAD.partition("\n")[2] + "\nciting papers explorer\n\n" + "\n".join(entry(number) for number in (0, 1))
    reading = read(text)
    assert set(titled(reading)) <= {*TITLES, None}
    for row in reading.citing_papers:
        assert "·" not in (row.summary or "")
    assert reading.quarantine or {"Finds in a made-up study,", "that lamps draw moths"} <= {
        row.text for row in reading.residue
    }


# Headings and links against each other


def test_a_heading_that_ends_like_a_sentence_is_no_summary() -> None:
    titles = ("No Lamps of the Moths Ever Settle.", "Wicks and Ticks", "We Counted Moths in Lamps.")

    def form(number: int) -> str:
        said = f"<p>{SUMMARIES[number].rstrip('.')}</p><div><a href='{address(number)}'>Full text</a></div>"
        return f"<li><h3>{titles[number]}</h3>{meta(number)}{said}</li>"

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    assert len(reading.citing_papers) == 3
    for row, title in zip(reading.citing_papers, titles, strict=True):
        assert row.title_raw in (None, title)
        assert row.summary not in titles
        assert row.title_raw or title in (*refused(reading, "title_raw"), *refused(reading, "summary"))


def test_a_link_on_a_word_of_a_summary_names_no_title() -> None:
    titles = (TITLES[0], "Do Wicks Tick?", "Why Not Wicks? More Ticks!", "Do Moths Dream of Lamps?")
    said = (*SUMMARIES, "Asks all the moths of one long night again.")

    def form(number: int) -> str:
        first, _, rest = said[number].partition(" ")
        words = f'<p>{first} <a href="/words">word</a> {rest}</p>'
        inside = f"{words}<h3>{titles[number]}</h3>{meta(number)}<div>Read the review</div>"
        return f'<li><a href="{address(number)}">{inside}</a></li>'

    reading = read(page(f"<p>4 papers</p><ul>{listed(form, 4)}</ul>", 4))
    assert len(reading.citing_papers) == 4
    for row, title in zip(reading.citing_papers, titles, strict=True):
        assert row.title_raw in (None, title)
        assert row.title_raw or refused(reading, "title_raw")


# Rows that were deleted


def test_a_link_around_a_deleted_title_is_not_of_the_next_entry() -> None:
    def form(number: int) -> str:
        return f'<a href="{address(number)}"><h3>{TITLES[number]}</h3></a>{meta(number)}{summary(number)}'

    gone = (
        '<a href="/paper/2412.00009"><del><h3>Threads of Old</h3></del></a>'
        f"<p><del>{' · '.join(parts(2))}</del></p><p><del>Shows that threads are old.</del></p>"
    )
    reading = proved(page(form(0) + gone + form(1), 2))
    assert cells(reading) == wanted(2)
    assert {row.text for row in reading.residue} >= {"Threads of Old", "Shows that threads are old."}


# Entries whose titles end like sentences


@pytest.mark.parametrize("tag", ["article", "li"])
def test_titles_that_end_like_sentences_are_not_of_the_entry_below(tag: str) -> None:
    titles = (
        "No Lamps of Moths Ever Settle.",
        "We Counted Wicks in Lamps.",
        "Lamps vs. Moths et al.",
        "Wicks and Ticks",
    )

    def form(number: int) -> str:
        said = f"<div><span>Counts how made-up lamps draw all of the moths, in study {number + 1}.</span></div>"
        button = "<div><button>Copy BibTeX</button></div>"
        inside = f"<h3>• {titles[number]}</h3><div>{' · '.join(parts(number))}</div>{said}{button}"
        return f'<{tag}><a href="{address(number)}">{inside}</a></{tag}>'

    body = f"{form(0)}{form(1)}<details><summary>Show 2 more</summary>{form(2)}{form(3)}</details>"
    reading = read(page(body, 4))
    assert titled(reading) == list(titles)
    assert [row.ref_number for row in reading.citing_papers] == [1, 2, 3, 4]
    assert [row.arxiv_id for row in reading.citing_papers] == [f"2501.0000{number}" for number in (1, 2, 3, 4)]


def test_titles_behind_the_parts_that_end_like_sentences_are_no_summaries() -> None:
    titles = ("No Lamps of Moths Ever Settle.", TITLES[1], "We Counted Wicks in Lamps.")

    def form(number: int) -> str:
        twice = f"<b><span>{titles[number]}</span><span>{titles[number]}</span></b>"
        line = f"<span><span>{' · '.join(parts(number))}</span> {twice}</span>"
        return f'<li><div><a href="{address(number)}">{line}</a></div><div>{SUMMARIES[number]}</div></li>'

    reading = read(page(f"<ul>{listed(form)}</ul>"))
    assert len(reading.citing_papers) == 3
    for row, title in zip(reading.citing_papers, titles, strict=True):
        assert row.title_raw in (None, title)
        assert row.summary in (None, SUMMARIES[row.rank - 1])


def test_a_title_that_may_be_of_the_entry_above_is_refused() -> None:
    titles = [f"{words} in Windy Hills" for words in ("Lamps", "Moths", "Wicks", "Ticks", "Nights", "Threads", "Wings")]

    def form(number: int) -> str:
        line = " · ".join(f"<span>{part}</span>" for part in [*parts(number)[:3], "critique", *parts(number)[4:]])
        said = f"<h5>Summary</h5><p>Counts how all lamps behave in the night of study {number}.</p>"
        title = f'<h3><a href="{address(number)}">{titles[number]}</a></h3>'
        beside = f'<div><a href="{address(number)}">→</a></div><div><button>Copy BibTeX</button></div>'
        return f"<p>{line}</p>{said}{title}{beside}"

    reading = read(page(listed(form, 7), 7))
    for row in reading.citing_papers:
        number = (row.ref_number or 0) - 1
        assert row.title_raw in (None, titles[number])
        assert row.arxiv_id in (None, f"2501.0000{number + 1}")
        assert row.title_raw or refused(reading, "title_raw")


def test_words_of_buttons_above_the_list_are_no_title_where_a_link_is() -> None:
    def form(number: int) -> str:
        pairs = zip(("field", "posted", "verdict", "novelty"), [*parts(number)[:3], "6.5"], strict=True)
        values = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in pairs)
        title = f'<b><a href="{address(number)}">{TITLES[number]}</a></b>'
        return f"<p><span>{SUMMARIES[number]}</span><br>{title}<br><span><dl>{values}</dl></span></p>"

    tabs = "<div><button>All</button><button>Accepted</button></div>"
    reading = read(page(f"{tabs}{listed(form, 2)}<p><a href='#top'>Back to top ↑</a></p>", 2))
    for row in reading.citing_papers:
        assert row.title_raw in (None, TITLES[row.rank - 1])
        assert row.arxiv_id in (None, f"2501.0000{row.rank}")


@pytest.mark.parametrize("title", ["Abstract", "Lamps"])
def test_a_title_behind_the_last_part_is_no_word_of_it(title: str) -> None:
    def form(number: int) -> str:
        line = f"cs.LG · 2025-01-0{number + 1} · conditional"
        titled = f'<b><a href="{address(number)}"><svg><title>Paper</title></svg>{title}</a></b>'
        return f"<li><div><span>{line}</span> {titled}</div>{summary(number)}</li>"

    reading = read(
        page(f"<ul>{listed(form, 1)}</ul>", 1).replace("citing papers explorer", "representative citing papers")
    )
    for row in reading.citing_papers:
        assert row.verdict in (None, "conditional")
        assert row.title_raw in (None, title)
        assert row.title_raw or any(title in one.text_raw for one in reading.quarantine)
