"""Mutations of pages: each parses to the same rows, or what it touched is reported; no row changes in silence.

A mutation says which cells it may change. Every other cell must come back as from the unchanged page, and where any
cell differs, the page must have a line of residue, a refused cell or an unknown word that it had not before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from pipelines.parsing.vocabulary.records import Reading
from tests.pagewriter.markups import MARKUPS
from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pipelines.parsing.support import HUB, cells_of, read

Change = Callable[[str], str]


def _paper(number: int, title: str, novelty: float | None = None, **cells: object) -> CitingPaper:
    return CitingPaper(
        arxiv_id=f"9912.0000{number}",
        title_raw=title,
        category="cs.CL",
        posted_on=date(2024, 5, number),
        verdict="accept" if number % 2 else "unverdicted",
        novelty=novelty,
        summary=f"A made-up summary says in so many words what study {number} found.",
        is_representative=novelty is not None,
        ref_number=10 + number,
        **cells,  # type: ignore[arg-type]
    )


RECORD = HubRecord(
    HUB,
    "Made-up foundations of lanterns",
    tier="hub",
    label="Canonical reference",
    verdict_kind="canonical",
    dominant_role="background",
    dominant_percent=80,
    citing_papers_printed=4,
    external_citations=1853,
    external_source="Crossref",
    abstract_raw="Lanterns are made up here. Nothing in this abstract was ever printed elsewhere.",
    role_summary={"background": 5, "method": 2},
    polarity_summary={"background": 4, "unclear": 1},
    facets={
        "field": {"cs.CL": 3, "cs.LG": 1},
        "year": {"2024": 3, "2023": 1},
        "verdict": {"UNVERDICTED": 2, "ACCEPT": 2},
        "role": {"background": 5, "method": 2},
        "polarity": {"background": 4, "unclear": 1},
    },
    papers=(
        _paper(1, "First made-up paper on wicks", 7.5, mention_count=4, role="background"),
        _paper(2, "Second made-up paper on oil", 7.0, role="method"),
        _paper(3, "Third made-up paper on glass"),
        _paper(4, "Fourth made-up paper on light", 6.0, role="background"),
    ),
    ledger=True,
)
TITLES = [paper.title_raw for paper in RECORD.papers]
SUMMARIES = [paper.summary or "" for paper in RECORD.papers]
HTML = ("html_tables", "html_definitions", "html_articles", "html_table_cells")
BOTH = (*HTML, "full_text")
ALL = (*BOTH, "list_text")


@dataclass(frozen=True)
class Mutation:
    """A change of a page, the markups that it is tried on, and a pattern of the cells (`row column`) it touches."""

    change: Change
    touches: str = "nothing"
    markups: tuple[str, ...] = ALL


def swap(before: str, after: str, count: int = 1) -> Change:
    """Replace a text that must be there (in HTML behind the head)."""

    def change(page: str) -> str:
        head, body = _parted(page)
        found = re.sub(before, after, body, count=count)
        assert found != body, before
        return head + found

    return change


def insert(line: str, *, before: str = "", after: str = "", last: bool = False) -> Change:
    """Print a line of its own beside the line that holds a text: the first such line, or the last."""

    def change(page: str) -> str:
        head, body = _parted(page)
        anchor = before or after
        place = body.rindex(anchor) if last else body.index(anchor)
        block = _block_around(body, place)
        written = _written(body, block, line)
        at = block[0] if before else block[1]
        return head + body[:at] + written + body[at:]

    return change


def drop(text: str, *, last: bool = False) -> Change:
    """Take away the line that holds a text."""

    def change(page: str) -> str:
        head, body = _parted(page)
        start, end = _block_around(body, body.rindex(text) if last else body.index(text))
        return head + body[:start] + body[end:]

    return change


def _parted(page: str) -> tuple[str, str]:
    """Part head, navigation and site header from the page, so that a change finds the page's own words."""
    end = 0
    for tag in ("</head>", "</nav>"):
        if tag in page and page.index(tag) < len(page) / 3:
            end = max(end, page.index(tag) + len(tag))
    return page[:end], page[end:]


def _is_html(body: str) -> bool:
    return "</" in body


def _block_around(body: str, place: int) -> tuple[int, int]:
    """Find the innermost block element, or the line of text, around a place."""
    if not _is_html(body):
        start = body.rfind("\n", 0, place) + 1
        end = body.find("\n", place)
        return start, len(body) if end < 0 else end + 1
    opened: list[tuple[str, int]] = []
    for tag in re.finditer(r"<(/?)(p|td|th|dt|dd|h1|h2|h3|li|footer|header|div)\b[^>]*>", body):
        if not tag[1]:
            opened.append((tag[2], tag.start()))
        elif opened:
            _, start = opened.pop()
            if start <= place < tag.start():
                return start, tag.end()
    raise AssertionError(f"no block around {body[place : place + 40]!r}")


def _written(body: str, block: tuple[int, int], line: str) -> str:
    """Write a line as its neighbour is written."""
    if not _is_html(body):
        return f"{line}\n"
    tag = re.match(r"<(\w+)", body[block[0] :])
    assert tag
    return f"<{tag[1]}>{line}</{tag[1]}>"


def double(text: str, lines: int = 2) -> Change:
    """Print a line and those behind it twice (text renderings)."""

    def change(page: str) -> str:
        printed = [one for one in page.split("\n") if one.strip()]
        place = next(index for index, one in enumerate(printed) if text in one)
        return "\n".join([*printed[: place + lines], *printed[place : place + lines], *printed[place + lines :]])

    return change


def move(first: str, behind: str, *, to: str) -> Change:
    """Move the lines of a text from the one that equals `first` up to `behind` in front of `to`; "" is the end."""

    def change(page: str) -> str:
        lines = [one for one in page.split("\n") if one.strip()]
        stripped = [one.strip() for one in lines]
        start, end = stripped.index(first), stripped.index(behind)
        moved, rest = lines[start:end], lines[:start] + lines[end:]
        at = [one.strip() for one in rest].index(to) if to else len(rest)
        return "\n".join([*rest[:at], *moved, *rest[at:]])

    return change


def renamed(page: str) -> str:
    """Give every class and id another name."""
    return re.sub(r'(class|id)="[^"]*"', r'\1="renamed abstract"', page)


NOTE = "A sentence that nobody has printed here before."
FULL = ("full_text",)
LIST = ("list_text",)
REP = "representative citing papers"
EXP = "citing papers explorer"
LAST_PAIR = r"unclear( |</a> <small>|</a></td><td>| <i>)1"

MUTATIONS: dict[str, Mutation] = {
    # Markup that means nothing
    "classes renamed": Mutation(renamed, markups=("html_divs", *HTML)),
    "comments between all elements": Mutation(lambda page: page.replace("><", "><!-- roles --><"), markups=HTML),
    "upper-case tags": Mutation(
        lambda p: re.sub(r"</?(td|tr|p|dd|dt|li|h\d)\b", lambda m: m[0].upper(), p), markups=HTML
    ),
    "Windows line ends": Mutation(lambda page: page.replace("\n", "\r\n")),
    "labels in capitals": Mutation(swap(EXP, EXP.upper()), markups=(*HTML, "full_text")),
    "labels with a colon": Mutation(swap(r"(?<=[>\n])roles(?=[<\n])", "Roles:"), markups=BOTH),
    "wrapped in one more element": Mutation(
        lambda page: page.replace("<body>", "<body><section>"), markups=("html_divs", *HTML)
    ),
    # New words
    "a new label": Mutation(
        swap("hub Canonical reference", "hub Disputed classic"), "hub label", (*FULL, *LIST, "html_tables")
    ),
    "a new tier": Mutation(
        swap("hub Canonical", "giga hub Canonical"), "hub (tier|label|title.*)", (*FULL, *LIST, "html_tables")
    ),
    "a new verdict in a row": Mutation(swap("accept", "hailed"), r"\w+ [14] verdict", BOTH),
    "a verdict of two words": Mutation(swap("accept ·", "almost accept ·"), r"\w+ 1 verdict", FULL),
    "a new role in a row": Mutation(swap("unverdicted · method", "unverdicted · foil"), "explorer 2 role", FULL),
    "a new role in a cell": Mutation(
        swap(r"(unverdicted</td>\s*<td>)method", r"\g<1>foil"), "explorer 2 role", ("html_table_cells",)
    ),
    "a new kind of link": Mutation(swap("internal anchor", "outer anchor"), r"explorer 1 link_type", BOTH),
    "a new category": Mutation(
        swap("cs.CL · 2024-05-01 · accept · novelty", "zz.QQ · 2024-05-01 · accept · novelty"),
        r"representative 1 category",
        FULL,
    ),
    "a new category behind a title": Mutation(
        swap("wicks cs.CL", "wicks zz.QQ"), r"explorer 1 (category|title.*)", FULL
    ),
    "a category in lower case": Mutation(swap("wicks cs.CL", "wicks cs.cl"), r"explorer 1 (category|title.*)", FULL),
    "a verdict in capitals": Mutation(swap("accept ·", "ACCEPT ·"), "", FULL),
    "a role in capitals": Mutation(swap("· background ·", "· BACKGROUND ·"), r"explorer 1 role", FULL),
    "a new facet": Mutation(insert("licences", before="representative citing"), r"facets .*", ()),
    "a new facet with values": Mutation(
        swap("clear filters|representative citing", "licences\n\nCC-BY 3 none 1\n\n\\g<0>"), r"facets licences .*", FULL
    ),
    "a new value of a facet": Mutation(
        swap("background 5 method 2", "background 5 method 2 foil 1"), r"\w+ role foil .*", FULL
    ),
    "a new polarity": Mutation(swap("background 4 unclear 1", "background 4 opposed 1"), r"\w+ polarity .*", FULL),
    "a new block": Mutation(insert("funding notes", before="citation-role"), "", BOTH),
    "a new block behind the explorer": Mutation(
        lambda p: p.rstrip() + "\n\nfunding notes\n\nNobody paid.\n", "", (*FULL, *LIST)
    ),
    "a new block before the lists": Mutation(insert("related lanterns", before=REP), "facets related.*", BOTH),
    "a new column": Mutation(swap(r"· novelty 7.5", "· novelty 7.5 · rigour 3"), "", FULL),
    "a new column in cells": Mutation(
        swap(r"<td>novelty 7.5</td>", "<td>novelty 7.5</td><td>rigour 3</td>"),
        r"representative 1 .*",
        ("html_table_cells",),
    ),
    "a new sentence": Mutation(
        swap(
            "Canonical reference. 80% of citing Pith papers cite this work as background.", "Most lanterns agree on it."
        ),
        "hub (verdict|dominant|title|label|tier).*",
        BOTH,
    ),
    "a new count": Mutation(insert("7 theses citing it", after="external citations"), "", BOTH),
    # Extra text in every zone
    "text above the tier": Mutation(insert(NOTE, before="hub Canonical"), "", (*FULL, "html_tables")),
    "text above the title": Mutation(insert(NOTE, before="Made-up foundations"), r"hub title.*", BOTH),
    "text under the title": Mutation(insert(NOTE, after="Made-up foundations"), r"hub title.*", BOTH),
    "text under the sentence": Mutation(insert(NOTE, after="80% of citing"), "", ALL),
    "text under the counts": Mutation(insert(NOTE, after="external citations"), "", BOTH),
    "text above the abstract": Mutation(insert(NOTE, before="Lanterns are made up"), r"hub abstract.*"),
    "text under the abstract": Mutation(insert(NOTE, after="Lanterns are made up")),
    "text among the facets": Mutation(insert(NOTE, before="fields"), "", (*FULL, "html_articles", "html_tables")),
    "text above the first row": Mutation(insert(NOTE, after=REP), r"representative 1 title.*", BOTH),
    "text between rows": Mutation(insert(NOTE, after=SUMMARIES[0]), r"representative [12] (summary|title).*", BOTH),
    "text inside a row": Mutation(insert(NOTE, before=SUMMARIES[0]), r"representative (1 summary|2 title.*)", BOTH),
    "text under a title": Mutation(
        insert(NOTE, after=TITLES[1]), r"representative 2 (title|arxiv).*|representative 1 summary", BOTH
    ),
    "text behind the last row": Mutation(insert(NOTE, after=SUMMARIES[3], last=True), r"explorer 4 summary", BOTH),
    "text above the explorer": Mutation(insert(NOTE, before=EXP), r"representative 3 summary", BOTH),
    "text under the explorer's label": Mutation(insert(NOTE, after=EXP), r"explorer 1 title.*", BOTH),
    "text beside a title": Mutation(
        swap(r"(wicks(</a>)?)", r"\g<1> (new)"), r"\w+ 1 title.*|nothing", ("html_tables", "html_articles")
    ),
    "a stray list line": Mutation(insert("Draft", before=SUMMARIES[1]), r"representative (2 summary|3 title.*)", BOTH),
    # Removed
    "no tier": Mutation(drop("hub Canonical"), "hub (tier|label|title.*)", (*FULL, *LIST, "html_tables")),
    "no title": Mutation(drop("Made-up foundations"), "hub (title|label).*"),
    "no sentence": Mutation(drop("80% of citing"), "hub (verdict|dominant|title|label|tier).*", BOTH),
    "no count": Mutation(
        drop("Pith papers citing it"), "hub citing_papers_printed", (*FULL, "html_tables", "html_articles")
    ),
    "no external count": Mutation(
        drop("external citations"), "hub external.*", (*FULL, "html_tables", "html_articles")
    ),
    "no abstract label": Mutation(drop("abstract"), "hub abstract.*", BOTH),
    "no abstract text": Mutation(drop("Lanterns are made up"), "hub abstract.*"),
    "no label of the explorer": Mutation(drop(EXP), r"(explorer|representative) .*", ALL),
    "no label of the representatives": Mutation(drop(REP), r"(representative|facets) .*", BOTH),
    "no label of a facet": Mutation(drop("polarities"), r"facets .*", FULL),
    "no body of a facet": Mutation(drop("unclear", last=True), r"facets polarity .*", FULL),
    "no count of a value": Mutation(swap("method 2 ?", "method "), r"\w+ role .*", FULL),
    "no title of a row": Mutation(drop(TITLES[1]), r"representative .*", BOTH),
    "no dotted line of a row": Mutation(drop("novelty 7.0"), r"representative .*", FULL),
    "no summary of a row": Mutation(drop(SUMMARIES[1]), r"representative (2 summary|3 .*)", BOTH),
    "no date of a row": Mutation(swap("2024-05-02 · ", ""), r"\w+ (2|3) .*|representative 1 summary", FULL),
    "no verdict of a row": Mutation(swap("unverdicted · method · ", "method · "), "explorer 2 verdict", FULL),
    "no role of a row": Mutation(swap("unverdicted · method · ", "unverdicted · "), "explorer 2 role", FULL),
    "no reference": Mutation(swap(" · ref 12", ""), r"explorer 2 ref_number", FULL),
    # Refused values
    "a date that is none": Mutation(swap("2024-05-01", "2024-02-30"), r"\w+ 1 posted_on", BOTH),
    "a score that is none": Mutation(swap("novelty 7.5", "novelty 7,5"), r"representative 1 novelty", BOTH),
    "a count that is not exact": Mutation(swap(r"1,853", "1.8k"), r"hub external.*", BOTH),
    "a share above 100": Mutation(swap("80% of citing", "180% of citing"), r"hub (dominant_percent|verdict_sentence)"),
    "a facet count that is not exact": Mutation(swap(LAST_PAIR, r"unclear\g<1>1+"), r"\w+ polarity unclear.*", FULL),
    # Swapped, doubled, cut
    "lists swapped": Mutation(move(REP, EXP, to=""), "", FULL),
    "facets behind the lists": Mutation(move("fields", REP, to=""), "", FULL),
    "facets between the lists": Mutation(move("fields", REP, to=EXP), "", FULL),
    "ledger behind the lists": Mutation(move("claims ledger", "fields", to=""), "", (*FULL, *LIST)),
    "abstract behind the lists": Mutation(move("abstract", "hub tools", to=""), r"hub abstract.*", (*FULL, *LIST)),
    "abstract before the lists": Mutation(move("abstract", "hub tools", to=EXP), r"hub abstract.*", FULL),
    "abstract above the title": Mutation(
        move("abstract", "hub tools", to="Made-up foundations of lanterns"), r"hub (abstract|title|label).*", FULL
    ),
    "hub tools behind the lists": Mutation(move("hub tools", "citation-role summary", to=""), "", (*FULL, *LIST)),
    "summary above its title": Mutation(move(SUMMARIES[1], TITLES[3], to=TITLES[1]), r"representative .*", FULL),
    "a facet twice": Mutation(double("roles"), r"facets (roles?|polarity) .*", FULL),
    "the abstract twice": Mutation(double("abstract"), "", FULL),
    "a list twice": Mutation(double(REP, 10), r"representative .*", FULL),
    "a count twice": Mutation(double("Pith papers citing it", 1), "", FULL),
    "title and sentence swapped": Mutation(
        move(
            "Made-up foundations of lanterns",
            "Canonical reference. 80% of citing Pith papers cite this work as background.",
            to="4 Pith papers citing it",
        ),
        r"hub (title|label).*",
        FULL,
    ),
    "cut in the explorer": Mutation(
        lambda page: page[: page.rindex(TITLES[2]) + 9], r"explorer [34] .*|explorer [34]", ("html_tables", *FULL)
    ),
    "cut in a facet": Mutation(
        lambda page: page[: page.index("polarities") + 4], r"(facets|representative|explorer) .*", FULL
    ),
    # Links
    "a second link to another paper": Mutation(
        swap(r"(/paper/9912.00001\"[^>]*>[^<]*</a>)", r'\g<1> <a href="/paper/9912.77777">also</a>'),
        r"\w+ 1 (arxiv_id|url|title.*)",
        ("html_tables", "html_articles"),
    ),
    "a link in a summary": Mutation(
        swap("A made-up summary", '<a href="/paper/9912.77777">A made-up</a> summary'), "", HTML
    ),
    "titles without links": Mutation(
        lambda p: re.sub(r'<a[^>]*href="/paper/[^"]*">', "<span>", p), r"\w+ \d (arxiv_id|url)", HTML
    ),
    "an extra cell first": Mutation(
        swap(r"(<tr>)(<td><a[^>]*/paper/9912.00001)", r"\g<1><td>17</td>\g<2>"),
        r"representative 1 .*|nothing",
        ("html_tables",),
    ),
    "an extra cell last": Mutation(
        swap(r"(study 1 found.</td>)", r"\g<1><td>bookmark</td>"), r"representative [12] .*", ("html_tables",)
    ),
}


def _cases() -> list[tuple[str, str]]:
    return [(name, markup) for name, mutation in MUTATIONS.items() for markup in mutation.markups]


def _reports(reading: Reading) -> set[tuple[str, str, str]]:
    found = {("residue", one.block, one.text) for one in reading.residue}
    found |= {("quarantine", one.reason, one.text_raw) for one in reading.quarantine}
    found |= {("word", one.kind, one.word) for one in reading.words if not one.is_known}
    return found | ({("outcome", reading.capture.outcome, "")} if reading.capture.outcome != "ok" else set())


def _differences(before: Reading, after: Reading) -> set[str]:
    """Name the cells, `row column`, in which two readings differ; a row that only one has differs in all."""
    left, right = cells_of(before), cells_of(after)
    return {
        f"{row} {column}"
        for row in left.keys() | right.keys()
        for column in left.get(row, {}).keys() | right.get(row, {}).keys()
        if left.get(row, {}).get(column) != right.get(row, {}).get(column)
    }


def test_there_are_enough() -> None:
    assert len(MUTATIONS) >= 50


@pytest.mark.parametrize(("name", "markup"), _cases())
def test_no_row_changes_in_silence(name: str, markup: str) -> None:
    mutation = MUTATIONS[name]
    page = MARKUPS[markup](RECORD, {})
    before = read(page, named=markup)
    assert before.capture.outcome == "ok"
    changed = mutation.change(page)
    assert changed != page
    after = read(changed, named=markup)
    differences = _differences(before, after)
    beyond = {one for one in differences if not re.fullmatch(mutation.touches or "nothing", one)}
    assert beyond == set()
    assert not differences or _reports(after) - _reports(before) or _is_missing(mutation, differences, before, after)


def _is_missing(mutation: Mutation, differences: set[str], before: Reading, after: Reading) -> bool:
    """Tell whether all that differs is gone from the page, and nothing was put in its place."""
    left, right = cells_of(before), cells_of(after)

    def cell(rows: object, one: str) -> object:
        assert isinstance(rows, dict)
        row, column = one.rsplit(" ", 1)
        return rows.get(row, {}).get(column)

    assert mutation.touches
    return all(cell(right, one) is None and cell(left, one) is not None for one in differences)
