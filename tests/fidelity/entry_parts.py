"""What stands in and around entries beside their title, meta line and link: forms of the summary, authors, headings
of groups, what begins and ends a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tests.fidelity.markup import Child, Element, el
from tests.fidelity.records import Paper, Style


def summary_lines(words: list[Child], style: Style) -> list[Element]:
    """Write a summary as lines of its own."""
    form, tag = style["summary_form"], style["line"]
    if form == "label_line":
        return [el("h5", "Summary"), el(tag if tag != "span" else "p", words)]
    if form == "blockquote":
        return [el("blockquote", el("p", words))]
    if form == "folded":
        return [el("details", el("summary", "Show summary"), el("p", words))]
    line = el(tag, summary_words(words, style))
    return [el("div", line) if tag in ("small", "span") else line]


def summary_words(words: list[Child], style: Style) -> list[Child]:
    """Write what stands in the line of a summary."""
    form = style["summary_form"]
    if form == "label_inline":
        return [el("b", "Summary:"), " ", *words]
    if form == "more_button":
        return [*words, " ", el("button", "more", type="button")]
    first = words[0]
    if form == "link_inside" and isinstance(first, str) and " " in first:
        before, _, after = first.partition(" ")
        linked, _, rest = after.partition(" ")
        return [f"{before} ", el("a", linked, href="/glossary/made-up"), f" {rest}", *words[1:]]
    if form == "br_inside" and isinstance(first, str) and " " in first:
        before, _, after = first.rpartition(" ")
        return [before, el("br"), after, *words[1:]]
    return words


def authors_line(paper: Paper, tag: str) -> Element:
    """Write the line of a paper's authors."""
    return el(tag, ", ".join(paper.authors), class_="authors")


def group_heading(words: str, container: str) -> list[Child]:
    """Write the heading of a group of entries, as it may stand in the list."""
    forms: dict[str, Callable[[], list[Child]]] = {
        "ul": lambda: [el("li", el("strong", words))],
        "ol": lambda: [el("li", el("strong", words))],
        "table": lambda: [el("tr", el("th", words))],
        "table_cells": lambda: [el("tr", el("th", words, colspan="3"))],
        "dl": lambda: [el("dt", el("strong", words), class_="group")],
        "br_list": lambda: [el("strong", words), el("br")],
    }
    return forms.get(container, lambda: [el("h5", words)])()


def list_start(style: Style, papers: Sequence[Paper]) -> list[Child]:
    """Write what stands between a list's label and its first entry."""
    links: list[Child] = ["Sort by: ", el("a", "newest", href="?s=1"), " ", el("a", "novelty", href="?s=2")]
    options = [el("option", word) for word in ("All verdicts", "accept", "conditional", "reject")]
    forms: dict[str, Callable[[], list[Child]]] = {
        "sort": lambda: [el("div", links)],
        "count": lambda: [el("p", f"{len(papers)} papers")],
        "intro": lambda: [el("p", "These papers cite the work, in made-up order.")],
        "select": lambda: [el("form", el("select", options))],
        "tabs": lambda: [el("div", el("button", "All"), el("button", "Accepted"), role="tablist")],
    }
    return forms.get(style["list_start"], list)()


def _pages() -> list[Child]:
    pages: list[Child] = []
    for page in "123":
        pages += [el("a", page, href=f"?page={page}"), " "]
    return [el("div", pages, class_="pagination")]


LIST_ENDS: Final[dict[str, Callable[[], list[Child]]]] = {
    "none": list,
    "rest_folded": list,
    "show_more": lambda: [el("button", "show more", type="button")],
    "load_more": lambda: [el("div", el("button", "Load more", type="button"))],
    "next_page": lambda: [el("p", el("a", "Next page", href="?page=2"))],
    "pages": _pages,
    "back_to_top": lambda: [el("p", el("a", "Back to top ↑", href="#top"))],
    "page_of": lambda: [el("p", "Page 1 of 1")],
}
