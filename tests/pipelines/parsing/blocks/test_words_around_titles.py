"""Words that sites and scripts set around titles and summaries: left off, or the cell is refused; never a part of it.

All words are made up; no rule of the parser may be here.
"""

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.lists.made_up_lists import SUMMARIES, TITLES, address, listed, meta, page, parts, summary
from tests.pipelines.parsing.support import read

BADGES = ("Accept", "Reject", "Conditional")


def read_titles(form: str, count: int = 3) -> Reading:
    """Read a list whose titles have a form, with the fields title, link, rank and badge."""

    def entry(number: int) -> str:
        linked = f'<a href="{address(number)}">'
        fields = {"title": TITLES[number], "link": linked, "rank": number + 1, "badge": BADGES[number]}
        return f"<li>{form.format(**fields)}{meta(number)}{summary(number)}</li>"

    return read(page(f"<ul>{listed(entry, count)}</ul>", count))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    "form",
    [
        "<h3>{title} <span>{badge}</span></h3>",
        "<h3>{link}{title} <span>{badge}</span></a></h3>",
        "<h3>{title}<sup>[{rank}]</sup></h3>",
        "<h3>{title} <small>(202{rank})</small></h3>",
        "<h3>{link}{title} - arXiv</a></h3>",
        "<h3>{link}{title} · Pith Review</a></h3>",
        "<h3>{link}{title} (opens in a new tab)</a></h3>",
        "<h3>{link}{title}<span>(opens in a new window)</span></a></h3>",
        "<h3>{link}[2501.0000{rank}] {title}</a></h3>",
        "<h3>{link}arXiv:2501.0000{rank} {title}</a></h3>",
        "<h3>{link}Title: {title}</a></h3>",
        "<p><b>Title:</b> {title}</p>",
    ],
)
def test_words_beside_a_title_are_no_part_of_it(form: str, count: int) -> None:
    reading = read_titles(form, count)
    assert len(reading.citing_papers) == count
    for row, title in zip(reading.citing_papers, TITLES, strict=False):
        assert row.title_raw in (None, title)
        told = [one.text_raw for one in reading.quarantine if one.column_name == "title_raw"]
        assert row.title_raw or any(title in one for one in told)


def test_words_that_all_titles_end_in_behind_a_sign_are_no_part_of_them() -> None:
    reading = read_titles("<h3>{link}{title} | Acta Papilionum</a></h3>")
    assert [row.title_raw for row in reading.citing_papers] == [None] * 3
    assert {one.text_raw for one in reading.quarantine} >= {f"{title} | Acta Papilionum" for title in TITLES}
    alone = read_titles("<h3>{link}{title} | Acta Papilionum {rank}</a></h3>")
    assert [row.title_raw for row in alone.citing_papers] == [
        f"{title} | Acta Papilionum {rank}" for rank, title in enumerate(TITLES, 1)
    ]


@pytest.mark.parametrize("dots", ["…", "..."])
def test_what_is_cut_off_is_no_title_and_no_summary(dots: str) -> None:
    def entry(number: int) -> str:
        title = f'<h3><a href="{address(number)}" title="{TITLES[number]}">{TITLES[number][:9]}{dots}</a></h3>'
        said = f'<p>{SUMMARIES[number][:25]}{dots} <a href="{address(number)}">more</a></p>'
        return f"<li>{title}{meta(number)}{said}</li>"

    reading = read(page(f"<ul>{listed(entry)}</ul>"))
    assert [(row.arxiv_id, row.title_raw, row.summary) for row in reading.citing_papers] == [
        (f"2501.0000{number}", None, None) for number in (1, 2, 3)
    ]
    assert {str(one.refused_because) for one in reading.quarantine} == {"ambiguous_layout"}


@pytest.mark.parametrize("between", [", ", " ", " · ", "; "])
def test_of_two_categories_none_is_the_category(between: str) -> None:
    def entry(number: int) -> str:
        line = " · ".join([f"cs.CV{between}cs.LG", *parts(number)[1:]])
        return f'<li><h3><a href="{address(number)}">{TITLES[number]}</a></h3><p>{line}</p>{summary(number)}</li>'

    reading = read(page(f"<ul>{listed(entry)}</ul>"))
    for row in reading.citing_papers:
        assert (row.category, row.verdict) == (None, "accept")
    assert reading.residue or [one.column_name for one in reading.quarantine].count("category") == 3


@pytest.mark.parametrize("part", ["inter\u00adnal\u00a0anchor", "internal\u202fanchor", "internal\u2009anchor"])
def test_typography_in_the_words_of_parts_means_a_blank_or_nothing(part: str) -> None:
    def entry(number: int) -> str:
        line = " · ".join([*parts(number)[:2], "ac\u00adcept", "none", f"ref\u00a0{number + 1}", part])
        return f'<li><h3><a href="{address(number)}">{TITLES[number]}</a></h3><p>{line}</p>{summary(number)}</li>'

    reading = read(page(f"<ul>{listed(entry)}</ul>"))
    assert [(row.verdict, row.ref_number, row.link_type) for row in reading.citing_papers] == [
        ("accept", number, "internal anchor") for number in (1, 2, 3)
    ]
    assert reading.quarantine == []
