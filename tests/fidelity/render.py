"""A whole page in a style, as bytes: in HTML with what surrounds the hub, or as text.

`render` is called with a record and a style; the seed decides the small choices that no dimension names.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from typing import Final

from tests.fidelity import blocks, meta
from tests.fidelity.entries import EntryWriter
from tests.fidelity.expected import LISTS
from tests.fidelity.markup import Child, Element, Raw, Writer, el
from tests.fidelity.records import Hub, Paper, Style

_CHARSETS: Final = {"windows_1252": "windows-1252", "utf_16": "utf-16", "bom": "utf-8-sig"}
"""Form of bytes to encoding; UTF-16 and UTF-8 with a byte order mark need no word in the page."""
OTHER_HUB: Final = "11111111-1111-4111-8111-111111111111"


def render(hub: Hub, style: Style, seed: int) -> bytes:
    """Write a page."""
    if style["rendering"] != "html":
        return _as_text(hub, style).encode()
    draw = random.Random(f"render {seed}")
    page = _Page(hub, style, draw)
    writer = Writer(style["bytes"], draw)
    charset = _CHARSETS.get(style["bytes"], "utf-8")
    declared = "" if style["bytes"] in ("utf_16", "bom") else f'<meta charset="{charset}">'
    head = f'<!DOCTYPE html>\n<html lang="en"><head>{declared}<title>{{}} · Pith</title></head>'
    body = head.format(writer.write(hub.title.replace("\n", " "))) + writer.write(page.body()) + "</html>\n"
    if style["bytes"] == "minified":
        body = body.replace("\n", "", 1)
    return body.encode(charset, "xmlcharrefreplace")


class _Page:
    def __init__(self, hub: Hub, style: Style, draw: random.Random) -> None:
        self.hub = hub
        self.style = style
        self.entries = EntryWriter(style, draw)
        self.listed = EntryWriter({**style, **_listed_as(style)}, draw)

    def body(self) -> Element:
        """Write the body."""
        style = self.style
        main = el("main", self._main())
        after: list[Child] = []
        if style["cards"] == "aside":
            after.append(el("aside", self._card()))
        if style["unknown_block"] == "aside":
            after.append(el("aside", el("h2", "papers you may like"), self._stranger_list()))
        header = el("header", el("div", el("a", "pith.", href="/"), " ", el("a", "sign in", href="/login")))
        before, extra = _SURROUNDS[style["surround"]](self.hub), _EXTRAS[style["extras"]]()
        footer = el(
            "footer", el("p", "Made-up footer. ", el("a", "About", href="/about"), " ", el("a", "Terms", href="/terms"))
        )
        return el("body", header, before, main, after, extra, footer)

    def _main(self) -> list[Child]:
        hub, style = self.hub, self.style
        out = blocks.masthead(hub, style, self.entries.words)
        if style["cards"] == "before_blocks":
            out.append(self._card())
        out += blocks.abstract(hub, style, self.entries.words)
        out += blocks.counted(hub, style)
        if style["filtered"] == "yes":
            out.append(el("p", el("a", "clear filters", href="?")))
        if style["cards"] == "between_blocks":
            out.append(self._card())
        out += self._list("representative", hub.representatives)
        if style["unknown_block"] == "between":
            out += blocks.block("papers you may like", self._stranger_list(), style)
        out += self._list("explorer", hub.explorer)
        out += self._unknown()
        if style["cards"] == "after_explorer":
            out.append(self._card())
        return out

    def _list(self, block: str, papers: tuple[Paper, ...]) -> list[Child]:
        label = blocks.REPRESENTATIVES if block == "representative" else blocks.EXPLORER
        hidden = self.hub.strangers[0] if self.style["hidden"] != "none" and block == "explorer" else None
        writer = self.listed if block == "explorer" else self.entries
        body = writer.list_of(papers, block, hidden)
        if block == "explorer" and self.style["filtered"] == "yes":
            count = len(papers)
            body = [el("p", f"Showing {count} of {count} citing papers after filters."), *body]
        return blocks.block(label, body, self.style, len(papers))

    def _stranger_list(self) -> list[Child]:
        return self.listed.list_of(self.hub.strangers[1:], "explorer")

    def _unknown(self) -> list[Child]:
        kind = self.style["unknown_block"]
        body = (
            self._stranger_list() if kind in ("after_same", "after_other", "after_unheaded", "recent_reviews") else []
        )
        if kind == "after_same":
            return blocks.block("papers you may like", body, self.style)
        if kind == "recent_reviews":
            return blocks.block("recently reviewed", body, self.style)
        if kind == "after_other":
            return [el("div", el("h5", "papers you may like"), body)]
        return [el("section", body)] if body else []

    def _card(self) -> Element:
        """A card of another hub, with its own counts."""
        link = el("a", "Another Invented Work", href=f"/citations/{OTHER_HUB}")
        counts = (
            "4,812 Pith papers citing it",
            "9,120 external citations · Crossref",
            "Background 91% of classified citations",
        )
        return el("section", el("h2", "related hubs"), el("div", link, [el("p", one) for one in counts]))


def _listed_as(style: Style) -> dict[str, str]:
    """Give what the explorer has otherwise than the representatives."""
    if style["explorer_as"] == "table":
        return {"container": "table_cells", "order": "tms"}
    if style["explorer_as"] == "source_line":
        return {"container": "ul", "order": "tm_s", "decoration": "bullet"}
    if style["explorer_as"] == "cards":
        return {"container": "article"} | ({"link": "card", "control": "none"} if style["link"] == "title" else {})
    return {}


def _script() -> list[Child]:
    data = '{"papers":[{"title":"Scripted Kettles","category":"cs.LG","posted":"2024-01-01"}]}'
    code = "document.write('<h3><a href=\"/paper/2401.00001\">Scripted Kettles<\\/a><\\/h3>')"
    return [Raw(f'<script id="data" type="application/json">{data}</script><script>{code}</script>')]


def _nav(hub: Hub) -> list[Child]:
    del hub
    words = (*blocks.LABELS.values(), blocks.REPRESENTATIVES, blocks.EXPLORER)
    return [el("nav", el("ul", [el("li", el("a", word, href="#" + word.replace(" ", "-"))) for word in words]))]


def _toc(hub: Hub) -> list[Child]:
    del hub
    words = ("abstract", "hub tools", "fields", "years", blocks.REPRESENTATIVES, blocks.EXPLORER)
    return [
        el(
            "div",
            el("p", "On this page"),
            el("ul", [el("li", el("a", w, href="#" + w.replace(" ", "-"))) for w in words]),
        )
    ]


def _breadcrumbs(hub: Hub) -> list[Child]:
    links: list[Child] = [el("a", "Home", href="/"), " › ", el("a", "Citations", href="/citations"), " › "]
    return [el("nav", links, el("span", hub.title), aria_label="Breadcrumb")]


def _cookie(hub: Hub) -> list[Child]:
    del hub
    text = el("p", "We use made-up cookies to count visits. You can accept or reject them.")
    return [el("div", text, el("button", "Accept"), el("button", "Reject"), role="dialog", aria_label="Cookies")]


def _search(hub: Hub) -> list[Child]:
    del hub
    return [
        el(
            "form",
            el("label", "Search works"),
            el("input", type="search", name="q"),
            el("button", "Search"),
            role="search",
        )
    ]


_SURROUNDS: Final[dict[str, Callable[[Hub], list[Child]]]] = {
    "none": lambda _: [],
    "nav_labels": _nav,
    "toc": _toc,
    "cookie": _cookie,
    "breadcrumbs": _breadcrumbs,
    "search": _search,
    "skip_link": lambda _: [el("a", "Skip to content", href="#main", class_="sr-only")],
}
_EXTRAS: Final[dict[str, Callable[[], list[Child]]]] = {
    "none": list,
    "script": _script,
    "newsletter": lambda: [
        el("section", el("h2", "Stay informed"), el("p", "One made-up letter a month."), el("button", "Subscribe"))
    ],
    "footer_labels": lambda: [el("div", el("h3", "Browse"), el("a", "fields", href="/f"), el("a", "years", href="/y"))],
    "aside_stats": lambda: [
        el("aside", el("h3", "Pith in numbers"), el("p", "12,004 works"), el("p", "88,120 Pith papers"))
    ],
    "login_box": lambda: [el("div", el("h3", "Sign in"), el("p", "Follow this work to hear of new citing papers."))],
}


def _as_text(hub: Hub, style: Style) -> str:
    """Write FULL text: a line for each, paragraphs parted by empty lines, wrapped or not."""
    out: list[str] = ["pith. sign in"] if style["rendering"] in ("text_header", "text_wrapped") else []
    if hub.tier != "none":
        out.append(f"{hub.tier} {hub.label}" if hub.label else hub.tier)
    out += [hub.title, hub.sentence, "\n".join(f"{number} {words}" for number, words in blocks.count_lines(hub))]
    if hub.abstract:
        out += ["abstract", *hub.abstract]
    named = [(blocks.SUMMARIES[name], found) for name, found in hub.summaries.items()]
    named += [(blocks.LABELS[name], found) for name, found in hub.facets.items()]
    for label, found in named:
        out += [label, " ".join(f"{value} {n}" for value, n in found)]
    out += ["clear filters"] if style["filtered"] == "yes" else []
    out.append(blocks.REPRESENTATIVES)
    for paper in hub.representatives:
        out += [paper.title, _dotted(paper, LISTS[0], style), *([paper.summary] if paper.summary else [])]
    out.append(blocks.EXPLORER)
    if style["filtered"] == "yes":
        out.append(f"Showing {len(hub.explorer)} of {len(hub.explorer)} citing papers after filters.")
    for paper in hub.explorer:
        out += [f"• {paper.title} {_dotted(paper, LISTS[1], style)}", *([paper.summary] if paper.summary else [])]
    if "wrapped" in style["rendering"]:
        out = ["\n".join(line for one in text.split("\n") for line in textwrap.wrap(one, 76)) for text in out]
    return "\n\n".join(out) + "\n"


def _dotted(paper: Paper, block: str, style: Style) -> str:
    return " · ".join(part.words for part in meta.parts_of(paper, block, style))
