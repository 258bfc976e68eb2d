"""An entry of a list of papers in a style: title, meta and summary in their order, the link, the controls; and the
list around the entries."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

from tests.fidelity import entry_parts, meta
from tests.fidelity.expected import href_of
from tests.fidelity.markup import Child, Element, Raw, el, is_block
from tests.fidelity.records import GREEK, Paper, Style

Line = tuple[str, Element]
"""What a line is (title, meta, summary, control) and its element."""

_ORDERS: Final = {
    "tms": "tms", "tsm": "tsm", "mts": "mts", "mst": "mst", "stm": "stm", "smt": "smt",
    "split_above": "1ts2", "split_below": "t1s2",
}  # fmt: skip
_SAME_LINE: Final = {"tm_s": ("tm", "s"), "m_t_same": ("mt", "s"), "one_line": ("tms",)}
_INLINE_HEADINGS: Final = ("b", "strong", "span")
_MATH: Final = (
    "<math><mi>κ</mi></math>",
    '<math><semantics><mi>κ</mi><annotation encoding="application/x-tex">\\kappa</annotation></semantics></math>',
)
_BUTTONS: Final = {
    "save_share_cite": ("button", ("Save", "Share", "Cite")),
    "copy_bibtex": ("button", ("Copy BibTeX",)),
    "link_row": ("a", ("Save", "Discuss (3)", "Similar")),
    "menu": ("button", ("⋯", "Report")),
}


class EntryWriter:
    """Writes the entries of one page, all alike."""

    def __init__(self, style: Style, draw: random.Random) -> None:
        self.style = style
        self.math = draw.choice(_MATH)
        self.is_inline = style["container"] in ("br_entry", "br_list")

    # The parts of an entry

    def words(self, title: str) -> list[Child]:
        """Running words, with MathML where they have a letter of mathematics."""
        if GREEK not in title:
            return [title]
        before, _, after = title.partition(GREEK)
        return [*([before] if before else []), Raw(self.math), *([after] if after else [])]

    def _title(self, paper: Paper) -> list[Child]:
        words = self.words(paper.title)
        link = self.style["link"]
        if self.style["widths"] == "title_spans":
            words = [el("span", words, class_="md:hidden"), el("span", words, class_="hidden md:inline")]
        if link in ("title", "title_and_arxiv"):
            words = [el("a", words, href=href_of(paper, self.style), class_="hover:underline")]
        return words

    def _title_line(self, paper: Paper, rank: int) -> Element:
        decoration = self.style["decoration"]
        children = self._title(paper)
        if decoration == "rank":
            children = [el("span", f"{rank}."), " ", *children]
        elif decoration == "bullet":
            children = ["• ", *children]
        elif decoration == "new_badge" and self.style["link"] == "title":
            children = [*children, " ", el("span", "New", class_="badge")]
        elif decoration == "copy_button":
            children = [*children, " ", el("button", "Copy", type="button")]
        if self._has_control() and self.style["control_place"] == "beside_title":
            children = [*children, " ", *self._control(paper)]
        tag = self.style["heading"]
        if self.is_inline and tag not in _INLINE_HEADINGS:
            tag = "b"
        line = el(tag, children)
        if self.style["link"] == "around_heading":
            line = el("a", line, href=href_of(paper, self.style))
        if tag in _INLINE_HEADINGS and not self.is_inline:
            line = el("div", line)
        return line

    def _has_control(self) -> bool:
        style = self.style
        wants = style["control"] != "none" or style["link"] in ("control", "control_arxiv", "title_and_arxiv")
        return wants and style["link"] not in ("none",)

    def _control(self, paper: Paper) -> list[Child]:
        style = self.style
        words = style["control"] if style["control"] != "none" else "open paper"
        words = words.replace("arXiv:id", f"arXiv:{paper.arxiv_id}") if words != "id" else paper.arxiv_id
        if style["link"] == "title_and_arxiv" and style["control"] == "none":
            words = "arXiv"
        is_arxiv = style["link"] in ("control_arxiv", "title_and_arxiv")
        href = f"https://arxiv.org/abs/{paper.arxiv_id}" if is_arxiv else href_of(paper, style)
        return [el("span", words)] if style["link"] == "card" else [el("a", words, href=href)]

    def _buttons(self, paper: Paper) -> list[Line]:
        if self.style["buttons"] == "none":
            return []
        tag, words = _BUTTONS[self.style["buttons"]]
        if tag == "a" and self.style["link"] == "card":
            tag = "span"
        made: list[Child] = []
        for place, word in enumerate(words):
            made += [" "] if place else []
            made.append(el(tag, word, **({"href": f"/save/{paper.arxiv_id}"} if tag == "a" else {"type": "button"})))
        return [("control", el("span" if self.is_inline else "div", made, class_="actions flex gap-2"))]

    def _meta_line(self, paper: Paper, parts: list[meta.Part], *, has_control: bool) -> Element:
        children = meta.meta_of(parts, self.style)
        if has_control and self._has_control() and self.style["control_place"] == "in_meta":
            children = [*children, meta.SEPARATORS.get(self.style["separator"], " ") or " ", *self._control(paper)]
        if self.is_inline:
            return el("span", children)
        tag = meta.line_tag(children, self.style["line"])
        line = el(tag, children, class_="text-sm text-gray-500")
        return el("div", line) if tag in ("small", "span") else line

    def _summary_lines(self, paper: Paper) -> list[Line]:
        if paper.summary is None:
            return []
        words = self.words(paper.summary)
        if self.is_inline:
            return [("summary", el("span", words))]
        return [("summary", line) for line in entry_parts.summary_lines(words, self.style)]

    # The entry

    def lines(self, paper: Paper, block: str, rank: int) -> list[Line]:
        """List the lines of an entry in their order."""
        parts = meta.parts_of(paper, block, self.style)
        order = self.style["order"]
        if order in _SAME_LINE:
            lines = []
            for slots in _SAME_LINE[order]:
                lines += self._summary_lines(paper) if slots == "s" else [self._same_line(paper, parts, rank, slots)]
        else:
            lines = [line for slot in _ORDERS[order] for line in self._slot(slot, paper, parts, rank)]
        lines = self._with_control(self._with_authors(lines, paper), paper)
        if self.style["link"] == "overlay":
            overlay = el("a", href=href_of(paper, self.style), aria_label=paper.title, class_="absolute inset-0")
            lines[0][1].children.insert(0, overlay)
        return [*lines, *self._buttons(paper)]

    def _slot(self, slot: str, paper: Paper, parts: list[meta.Part], rank: int) -> list[Line]:
        if slot == "t":
            title = ("title", self._title_line(paper, rank))
            again = ("title", self._title_line(paper, rank))
            return [title, again] if self.style["widths"] == "title_twice" else [title]
        if slot == "s":
            return self._summary_lines(paper)
        chosen = {"m": parts, "1": parts[:2], "2": parts[2:]}[slot]
        if not chosen:
            return []
        times = 2 if self.style["widths"] == "meta_twice" and slot == "m" else 1
        return [("meta", self._meta_line(paper, chosen, has_control=slot != "1")) for _ in range(times)]

    def _same_line(self, paper: Paper, parts: list[meta.Part], rank: int, slots: str) -> Line:
        decorations: dict[str, Child] = {"rank": el("span", f"{rank}."), "bullet": "•"}
        decoration = decorations.get(self.style["decoration"])
        children: list[Child] = [] if decoration is None else [decoration]
        for slot in slots:
            children += [" "] if children else []
            if slot == "t":
                words = self._title(paper)
                linked = any(isinstance(one, Element) and one.tag == "a" for one in words)
                children += words if linked else [el("b", words)]
            elif slot == "m":
                children.append(
                    el("span" if meta.line_tag(self._meta(parts), "p") == "p" else "div", self._meta(parts))
                )
            elif paper.summary is not None:
                children.append(el("span", self.words(paper.summary)))
        tag = "span" if self.is_inline else "div" if any(map(is_block, children)) else self.style["line"]
        line = el(tag, children)
        if self.style["link"] == "around_heading":
            line = el("div", el("a", line, href=href_of(paper, self.style)))
        return ("title", line if self.is_inline or tag not in ("small", "span") else el("div", line))

    def _meta(self, parts: list[meta.Part]) -> list[Child]:
        return meta.meta_of(parts, self.style)

    def _with_authors(self, lines: list[Line], paper: Paper) -> list[Line]:
        after = {"after_title": "title", "after_meta": "meta"}.get(self.style["authors"])
        places = [index for index, (what, _) in enumerate(lines) if what == after]
        if not places:
            return lines
        line = entry_parts.authors_line(paper, "span" if self.is_inline else "p")
        return [*lines[: places[-1] + 1], ("authors", line), *lines[places[-1] + 1 :]]

    def _with_control(self, lines: list[Line], paper: Paper) -> list[Line]:
        place = self.style["control_place"]
        is_inside = place in ("beside_title", "in_meta") and self.style["order"] not in _SAME_LINE
        if not self._has_control() or is_inside:
            return lines
        control = ("control", el("span" if self.is_inline else "div", self._control(paper)))
        metas = [index for index, (what, _) in enumerate(lines) if what == "meta"]
        if place == "before_meta" and metas:
            return [*lines[: metas[0]], control, *lines[metas[0] :]]
        if place == "after_meta" and metas:
            return [*lines[: metas[-1] + 1], control, *lines[metas[-1] + 1 :]]
        return [*lines, control]

    def entry(self, paper: Paper, block: str, rank: int, hidden: str = "none") -> list[Child]:
        """Write one entry: the elements that stand in the list."""
        lines = self.lines(paper, block, rank)
        is_apart = self.style["container"] in ("div", "article", "custom", "wrapped", "figure", "details", "grid")
        if hidden == "deleted" and not is_apart:
            for _, line in lines:
                line.children = [el("del", line.children)]
        if self.style["link"] == "card":
            lines = self._carded(lines, paper)
        made = self._wrapped(lines)
        return [el("del", made)] if hidden == "deleted" and is_apart else self._hidden(made, hidden)

    def _carded(self, lines: list[Line], paper: Paper) -> list[Line]:
        href = href_of(paper, self.style)
        whole = self.style["container"] in (
            "ul",
            "ol",
            "div",
            "article",
            "custom",
            "wrapped",
            "grid",
            "table",
            "figure",
        )
        if whole:
            return [("title", el("a", [line for _, line in lines], href=href, class_="block card"))]
        for _, line in lines:
            line.children = [el("a", line.children, href=href)]
        return lines

    def _hidden(self, made: list[Child], hidden: str) -> list[Child]:
        if hidden in ("none", "deleted"):
            return made
        if self.is_inline and self.style["container"] == "br_list":
            attributes = {"hidden": ""} if hidden == "hidden" else {"style": "display:none"}
            return [el("template" if hidden == "template" else "span", made, **attributes)]
        if hidden == "template":
            return [el("template", made)]
        for one in made:
            assert isinstance(one, Element)
            one.attributes |= {"hidden": ""} if hidden == "hidden" else {"style": "display: none;"}
        return made

    def _wrapped(self, lines: list[Line]) -> list[Child]:
        elements: list[Child] = [line for _, line in lines]
        title = next((at for at, (what, _) in enumerate(lines) if what == "title"), 0) + 1
        first, others = elements[:title], elements[title:]
        forms: dict[str, Callable[[], list[Child]]] = {
            "ul": lambda: [el("li", elements, class_="py-2")],
            "ol": lambda: [el("li", elements)],
            "div": lambda: [el("div", elements, class_="card")],
            "article": lambda: [el("article", elements)],
            "custom": lambda: [el("paper-card", elements)],
            "wrapped": lambda: [el("div", el("div", el("div", el("div", elements), class_="flex-1"), class_="flex"))],
            "grid": lambda: [el("div", [el("div", one, class_="col") for one in elements], role="listitem")],
            "table": lambda: [el("tr", el("td", elements))],
            "table_cells": lambda: [el("tr", [el("td", one) for one in elements])],
            "dl": lambda: [el("dt", first), *[el("dd", one) for one in others]],
            "figure": lambda: [el("figure", el("figcaption", first), others)],
            "details": lambda: [el("details", el("summary", first), others, open="")],
            "flat": lambda: elements,
            "br_entry": lambda: [el("p", _between(elements, lambda: el("br")))],
            "br_list": lambda: [*_between(elements, lambda: el("br")), el("br"), el("br")],
        }
        return forms[self.style["container"]]()

    # The list

    def list_of(self, papers: Sequence[Paper], block: str, stranger: Paper | None = None) -> list[Child]:
        """Write a list: its entries, a hidden one among them, and what stands at its end."""
        entries: list[list[Child]] = []
        year = 0
        for rank, paper in enumerate(papers, 1):
            made: list[Child] = []
            if stranger is not None and rank == (len(papers) + 1) // 2 + 1:
                made += self.entry(stranger, block, rank, self.style["hidden"])
            if self.style["grouping"] == "by_year" and paper.posted_on.year != year:
                year = paper.posted_on.year
                made += entry_parts.group_heading(str(year), self.style["container"])
            entry = self.entry(paper, block, rank)
            made += entry
            if self.style["widths"] == "entry_twice":
                _classed(entry, "hidden md:block")
                again = self.entry(paper, block, rank)
                _classed(again, "md:hidden")
                made += again
            entries.append(made)
        end = entry_parts.LIST_ENDS[self.style["list_end"]]()
        return [*entry_parts.list_start(self.style, papers), *self._lists(entries), *end]

    def _lists(self, entries: list[list[Child]]) -> list[Child]:
        """Write the list once, twice, or its last entries apart."""
        whole = self._around([child for made in entries for child in made])
        if self.style["widths"] == "list_twice":
            return [el("div", whole, class_="hidden lg:block"), el("div", whole, class_="lg:hidden")]
        if self.style["list_end"] == "rest_folded" and len(entries) > 2:
            first = self._around([child for made in entries[:2] for child in made])
            rest = self._around([child for made in entries[2:] for child in made])
            return [*first, el("details", el("summary", f"Show {len(entries) - 2} more"), rest)]
        return whole

    def _around(self, entries: list[Child]) -> list[Child]:
        container = self.style["container"]
        if container in ("table", "table_cells"):
            head = el("thead", el("tr", [el("th", word) for word in ("Paper", "Details", "Summary")]))
            return [el("table", head if container == "table_cells" else None, el("tbody", entries))]
        tag = {"ul": "ul", "ol": "ol", "dl": "dl", "grid": "div", "br_list": "div", "wrapped": "div", "div": "div"}
        return [el(tag[container], entries)] if container in tag else entries


def _classed(made: list[Child], name: str) -> None:
    for one in made:
        if isinstance(one, Element):
            one.attributes["class"] = f"{one.attributes.get('class', '')} {name}".strip()


def _between(elements: Sequence[Child], made: Callable[[], Element]) -> list[Child]:
    out: list[Child] = []
    for one in elements:
        out += [made(), one] if out else [one]
    return out
