"""Lists as other markups print them: each is read rightly to the last cell, or refused and reported.

All words here are made up. No rule of the parser may be here. Called by pytest.
"""

from itertools import permutations

import pytest

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

# Order: title (T), meta line (M) and summary (S)

ORDERS = ["".join(order) for order in permutations("TMS")]
GROUPS = {
    "li": ("<ul>{}</ul>", "<li>{}</li>", "<p>{}</p>"),
    "figure": ("{}", "<figure>{}</figure>", "<div>{}</div>"),
    "dl": ("<dl>{}</dl>", "{}", "<dd>{}</dd>"),
    "grouped dl": ("<dl>{}</dl>", "<div>{}</div>", "<dd>{}</dd>"),
    "table row": ("<table>{}</table>", "<tr>{}</tr>", "<td>{}</td>"),
    "table rows": ("<table>{}</table>", "{}", "<tr><td>{}</td></tr>"),
    "flat": ("{}", "{}", "<p>{}</p>"),
}
HEADS = {
    "link": "<a href='{0}'>{1}</a>",
    "heading": "<h3>{1}</h3>",
    "both": "<h3><a href='{0}'>{1}</a></h3>",
    "": "{1}",
}


@pytest.mark.parametrize("count", [3, 2, 1])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("group", GROUPS)
def test_every_order_is_read_as_it_is_printed(group: str, head: str, count: int) -> None:
    around, inside, part = GROUPS[group]
    for order in ORDERS:
        if (order, head, count) == ("MST", "heading", 1):
            continue  # the heading below the only entry ends the list; what follows is residue

        def form(number: int, order: str = order) -> str:
            title = HEADS[head].format(address(number), TITLES[number])
            texts = {"T": title, "M": meta(number, tag="span"), "S": SUMMARIES[number]}
            return inside.format("".join(part.format(texts[one]) for one in order))

        is_linked = head in ("link", "both")
        reading = proved(page(around.format(listed(form, count)), count))
        assert (order, cells(reading)) == (order, wanted(count, is_linked=is_linked))


SHORT = ("Light on wings", "Wings on light", "Time on thread")


@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", "<ul><li>{}</li></ul>"])
@pytest.mark.parametrize("order", ["MTX", "MXT", "XTM", "TXM"])
def test_a_list_that_can_be_read_two_ways_is_refused_with_both(order: str, around: str) -> None:
    """Two short texts beside each meta line, and nothing says which is the title; other lists are read."""

    def form(number: int) -> str:
        texts = {"T": TITLES[number], "M": " · ".join(parts(number)), "X": SHORT[number]}
        return around.format("".join(f"<p>{texts[one]}</p>" for one in order))

    other = "".join(
        f"<div>{link(number)}<p>cs.LG · 2025-01-0{number + 1} · accept · novelty 7.0</p>{summary(number)}</div>"
        for number in range(3)
    )
    before = f"<section><h2>representative citing papers</h2>{other}</section>"
    reading = proved(page(listed(form), before=before))
    (refused,) = reading.quarantine
    assert refused.refused_because == "ambiguous_layout"
    assert all(repr(one[0]) in refused.reason for one in (TITLES, SHORT))
    assert cells(reading) == []
    assert [row.title_raw for row in reading.citing_papers] == list(TITLES)
    printed = {*TITLES, *SHORT, *(" · ".join(parts(number)) for number in range(3))}
    assert {one.text for one in reading.residue if one.block == "explorer"} == printed
    assert not reading.capture.is_complete


# Which words are the title

CONTROLS = [
    "open paper",
    "Read more →",
    "PDF",
    "arXiv:2501.0000{}",
    "2501.0000{}",
    "View on arXiv",
    "[pdf]",
    "Abstract",
    "→",
    "Go to paper",
]


@pytest.mark.parametrize("count", [3, 1])
@pytest.mark.parametrize("words", CONTROLS)
def test_what_a_link_does_is_no_title_and_no_summary(words: str, count: int) -> None:
    for place in range(3):

        def form(number: int, place: int = place) -> str:
            texts = [f"<h3>{TITLES[number]}</h3>", meta(number), summary(number)]
            texts.insert(place + 1, f'<a href="{address(number)}">{words.format(number + 1)}</a>')
            return f"<div>{''.join(texts)}</div>"

        assert_reads(listed(form, count), count)


BYLINES = ("A. Bee, C. Dee", "E. Eff and G. Aitch", "I. Jay, K. Ell, M. Enn")

BESIDE = {
    "a link without words over a card": '<div><a href="{href}"></a><div>{title}</div>{meta}{summary}</div>',
    "a rank before the link": "<div><h3>{rank}. {link}</h3>{meta}{summary}</div>",
    "a rank of its own": "<div><span>{rank}.</span><h3>{link}</h3>{meta}{summary}</div>",
    "a rank with a sign": "<div><b>#{rank}</b> {link}{meta}{summary}</div>",
    "a button in the heading": "<div><h3>{link} <button>Copy</button></h3>{meta}{summary}</div>",
    "a button below the heading": "<div><h3>{link}</h3><button>Copy link</button>{meta}{summary}</div>",
    "a button in the meta line": "<div><h3>{link}</h3><p>{parts} <button>Copy</button></p>{summary}</div>",
    "a button behind the summary": "<div><h3>{link}</h3>{meta}<p>{says} <button>Copy</button></p></div>",
    "authors above": "<div><p>{by}</p><h3>{link}</h3>{meta}{summary}</div>",
    "authors below the title": "<div><h3>{link}</h3><p>{by}</p>{meta}{summary}</div>",
    "authors below the meta line": "<div><h3>{link}</h3>{meta}<p>{by}</p>{summary}</div>",
    "authors at the end": "<div><h3>{link}</h3>{meta}{summary}<p>{by}</p></div>",
    "authors in the meta line": "<div><h3>{link}</h3><p>{by} · {parts}</p>{summary}</div>",
    "a tooltip in the meta line": '<div><h3>{link}</h3><p>{parts}<i role="tooltip">Learning</i></p>{summary}</div>',
    "a tooltip in the heading": '<div><h3>{link}<div role="tooltip">Learning</div></h3>{meta}{summary}</div>',
    "a tooltip by its class": '<div><h3>{link}</h3><p>{parts}<div class="tooltip">Learning</div></p>{summary}</div>',
    "a title printed twice": "<div><h3>{link}</h3><h3>{link}</h3>{meta}{summary}</div>",
    "a title again below": "<div><h3>{link}</h3>{meta}<h4>{title}</h4>{summary}</div>",
    "a meta line printed twice": "<div><h3>{link}</h3>{meta}{meta}{summary}</div>",
    "a meta line again at the end": "<div><h3>{link}</h3>{meta}{summary}{meta}</div>",
    "a summary printed twice": "<div><h3>{link}</h3>{meta}{summary}{summary}</div>",
    "an entry printed twice": "<div><h3>{link}</h3>{meta}{summary}</div>" * 2,
}
"""What may stand beside the parts of an entry; of none of it a cell may be made."""


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_parts_of_an_entry_is_no_cell(name: str) -> None:
    def form(number: int) -> str:
        return BESIDE[name].format(
            title=TITLES[number],
            href=address(number),
            link=f'<a href="{address(number)}">{TITLES[number]}</a>',
            meta=meta(number),
            parts=" · ".join(parts(number)),
            summary=summary(number),
            says=SUMMARIES[number],
            rank=number + 1,
            by=BYLINES[number],
        )

    assert_reads(listed(form))


@pytest.mark.parametrize("title", ["<p>{0}</p>", "<h3>{0}</h3>"])
def test_authors_are_no_summary_where_there_is_none(title: str) -> None:
    reading = proved(
        page(listed(lambda one: f"<div>{title.format(TITLES[one])}{meta(one)}<p>{BYLINES[one]}</p></div>"))
    )
    assert cells(reading) == [(*row[:-1], None) for row in wanted(is_linked=False)]
    assert [one.text for one in reading.residue] == list(BYLINES)


# Meta lines


@pytest.mark.parametrize("tag", ["h3", "p"])
@pytest.mark.parametrize("separator", [" | ", " • ", " — ", " – ", ", ", " / ", "; ", " ", " ∙ ", "\u2003"])
def test_parts_may_be_set_apart_by_any_sign(separator: str, tag: str) -> None:
    assert_reads(listed(lambda number: f"<div>{link(number, tag)}{meta(number, separator)}{summary(number)}</div>"))


METAS = {
    "spans": "<p>{}</p>|<span>{}</span>",
    "spans with blanks": "<p>{}</p>|<span>{}</span> ",
    "each with its dot": "<p>{}</p>|<span>· {} </span>",
    "each with its dot apart": "<p>{}</p>|<i>• </i><b>{}</b>",
    "blocks": "<div>{}</div>|<div>{}</div>",
    "items": "<ul>{}</ul>|<li>{}</li>",
}


@pytest.mark.parametrize("name", METAS)
def test_parts_may_stand_in_elements(name: str) -> None:
    around, part = METAS[name].split("|")

    def form(number: int) -> str:
        line = around.format("".join(part.format(one) for one in parts(number)))
        return f"<div>{link(number)}{line}{summary(number)}</div>"

    assert_reads(listed(form))


@pytest.mark.parametrize(
    "line",
    [
        "Field: cs.LG · Date: DAY · Verdict: accept · Role: none · Ref: REF · Link type: internal anchor",
        "field cs.LG · posted DAY · verdict accept · role none · ref REF · internal anchor",
        "cs.LG · DAY · Accept · None · Ref REF · Internal anchor",
        "cs.LG · DAY · Accept · Novelty: 7.0 · none · ref REF · internal anchor",
        "DAY · cs.LG · accept · none · ref REF · internal anchor",
        "accept · cs.LG · DAY · none · ref REF · internal anchor",
        "accept | cs.LG | DAY | none | ref REF | internal anchor",
    ],
)
def test_labels_capitals_and_other_orders_of_the_parts(line: str) -> None:
    def form(number: int) -> str:
        printed = line.replace("DAY", f"2025-01-0{number + 1}").replace("REF", str(number + 1))
        return f"<div>{link(number)}<p>{printed}</p>{summary(number)}</div>"

    reading = assert_reads(listed(form))
    assert {row.novelty for row in reading.citing_papers} == {7.0 if "7.0" in line else None}


@pytest.mark.parametrize("labels", ["Field Posted Verdict Role Reference Link", "Category Date Decision Role Ref Link"])
def test_parts_in_cells_below_their_labels(labels: str) -> None:
    def form(number: int) -> str:
        values = [part.removeprefix("ref ") for part in parts(number)]
        pairs = zip(labels.split(), values, strict=True)
        terms = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in pairs)
        return f"<div>{link(number)}<dl>{terms}</dl>{summary(number)}</div>"

    assert_reads(listed(form))


@pytest.mark.parametrize("form", ["{0} {1}", "{0} | {2}", "{0}<span>{2}</span>"])
def test_a_title_before_the_parts_on_the_same_line(form: str) -> None:
    def row(number: int) -> str:
        line = form.format(link(number, "b"), " · ".join(parts(number)), " | ".join(parts(number)))
        return f"<div><p>{line}</p>{summary(number)}</div>"

    assert_reads(listed(row))


@pytest.mark.parametrize(
    "sentence",
    [
        "Works on cs.LG, 2025-01-01 and later.",
        "We took all of cs.LG · 2025-01-01 as a sample.",
        "The cs.CL 2024-05-05 snapshot is read.",
        "Data of cs.LG, 2025-01-01, is read",
    ],
)
def test_a_sentence_that_names_a_category_and_a_date_is_no_meta_line(sentence: str) -> None:
    reading = proved(page(listed().replace(SUMMARIES[1], sentence)))
    said = [SUMMARIES[0], sentence, SUMMARIES[2]]
    assert [(row.title_raw, row.summary) for row in reading.citing_papers] == list(zip(TITLES, said, strict=True))


# The list as a whole


@pytest.mark.parametrize(
    "other", [f"<div>{listed()}</div>", f"<ul>{listed(lambda one: f'<li>{entry(one)}</li>')}</ul>"]
)
def test_a_list_printed_twice_counts_once(other: str) -> None:
    assert_reads(f"<div>{listed()}</div>{other}")


@pytest.mark.parametrize("around", ["<div>{}</div><div>{}</div>", "<div>{}</div><ul>{}</ul>"])
def test_a_long_list_printed_twice_counts_once(around: str) -> None:
    long = "".join(entry(one % 3).replace("2501.", f"24{one + 10}.").replace(" for ", f" {one} ") for one in range(12))
    once = proved(page(long, 12))
    assert len(once.citing_papers) == 12
    assert cells(proved(page(around.format(long, long), 12))) == cells(once)


def test_a_paper_that_stands_twice_with_another_role_stays_two() -> None:
    again = entry(0).replace("none", "background").replace("ref 1", "ref 9")
    for body in (entry(0) + again + entry(1), entry(0) + entry(1) + again):
        roles = {(row.title_raw, row.role, row.ref_number) for row in proved(page(body)).citing_papers}
        assert roles == {(TITLES[0], None, 1), (TITLES[0], "background", 9), (TITLES[1], None, 2)}


STRANGER = (
    '<div><h3><a href="/paper/2501.09999">A Stranger</a></h3><p>cs.LG · 2024-01-02 · accept · none · ref 8</p>'
    "<p>Shows that strangers are read.</p></div>"
)


@pytest.mark.parametrize("words", ["Similar papers", "You may also like", "From the same lab"])
@pytest.mark.parametrize("tag", ["h2", "h3", "h4", "h5", "div", "p"])
def test_papers_below_another_heading_cite_nothing(tag: str, words: str) -> None:
    below = f"<{tag}>{words}</{tag}>{STRANGER}"
    for body in (below, f"<div>{below}</div>"):
        reading = assert_reads(listed() + body)
        assert {words, "A Stranger"} <= {one.text for one in reading.residue}


@pytest.mark.parametrize("tag", ["h2", "h3", "h4", "div"])
@pytest.mark.parametrize("groups", [("2027", "2026", "2025"), ("Newest", "Older", "")])
def test_headings_of_groups_end_no_list(groups: tuple[str, ...], tag: str) -> None:
    heads = [f"<{tag}>{one}</{tag}>" if one else "" for one in groups]
    reading = assert_reads("".join(head + entry(number) for number, head in enumerate(heads)))
    assert {one.text for one in reading.residue} == set(filter(None, groups))


@pytest.mark.parametrize("printed", [1, 2, 3])
def test_the_printed_count_decides_whether_a_short_line_ends_the_list(printed: int) -> None:
    parted = [entry(number) for number in range(3)]
    parted.insert(1 if printed == 3 else printed, "<div>Recommended</div>")
    reading = assert_reads("".join(parted), printed)
    assert "Recommended" in {one.text for one in reading.residue}


@pytest.mark.parametrize(
    "last",
    "<button>Load more</button>|<p>1 2 3</p>|<p>Back to top</p>|<p><a href='?page=2'>Next page</a></p>"
    "|<div>Show 20 more</div>|<p>Page 1 of 3</p>|<p>No more results</p>|<p>1</p><p>2</p>".split("|"),
)
def test_controls_behind_the_last_entry_are_none_of_its_words(last: str) -> None:
    assert_reads(listed() + last)
    bare = listed(count=2) + f"<div>{link(2)}{meta(2)}</div>"
    assert cells(proved(page(bare + last))) == [*wanted(2), (*wanted()[2][:-1], None)]
