"""The skeleton that all HTML markups share: which block comes when, and the furniture around them (head,
nav, footer).

No markup's own tags may be here, and nothing that a reader could recognise a block by but its words and
order. The markups subclass `Markup`; `markups.MARKUPS` calls `render` (HUB_PAGES.md sections 3 and 4).
"""

from __future__ import annotations

import hashlib
import html
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar
from urllib.parse import urlencode

from tests.pagewriter.records import (
    NO_FILTERS,
    CitingPaper,
    Filters,
    HubRecord,
    listed_papers,
    representative_papers,
)
from tests.pagewriter.words import (
    FACET_PARAMETERS,
    facet_blocks,
    ledger_text,
    showing_line,
    shows_explorer,
    tier_words,
    verdict_sentence,
)

Pair = tuple[str, str, str | None]  # value, count, address of the filtered page
Link = tuple[str, str]  # words, address

_NAV_WORDS = (
    "hub",
    "abstract",
    "hub tools",
    "claims ledger",
    "fields",
    "years",
    "verdicts",
    "roles",
    "polarities",
    "representative citing papers",
    "citing papers explorer",
)
_FOOTER_WORDS = (
    "About",
    "authors",
    "co-cited works",
    "roles",
    "abstract",
    "citing papers explorer",
    "Mixed citation behavior. Most common role is method (58%).",
    "12 Pith papers citing it",
    "3,401 external citations · Crossref",
    "super hub Canonical reference",
)


class Markup(ABC):
    """One way to mark up the same page.

    A subclass says how each kind of block looks; `render` says which blocks there are.
    """

    name: ClassVar[str]

    def render(self, record: HubRecord, filters: Filters = NO_FILTERS) -> str:
        """The whole page as HTML text. Takes the record and the URL's filters."""
        blocks = [
            self.top(record, tier_words(record), verdict_sentence(record)),
            *self._works_blocks(record),
            *self._facets(record),
        ]
        if filters:
            blocks.append(self.action("clear filters", f"/citations/{record.hub_id}"))
        representatives = representative_papers(record)
        if representatives:
            blocks.append(self.block("representative citing papers", self.representatives(representatives)))
        if shows_explorer(record, filters):
            papers = listed_papers(record, filters)
            showing = showing_line(record, filters) if filters else None
            blocks.append(self.block("citing papers explorer", self.explorer(showing, papers)))
        return self.document(
            record, self.frame(self.masthead(record), self.nav(), "".join(blocks), self.footer(record))
        )

    def _works_blocks(self, record: HubRecord) -> list[str]:
        blocks = []
        if record.abstract_raw is not None:
            blocks.append(self.block("abstract", self.paragraph(record.abstract_raw)))
        if record.tier != "none":
            tools = [
                ("JSON", f"/citations/{record.hub_id}.json"),
                ("embed", f"/citations/{record.hub_id}#embed"),
            ]
            blocks.append(self.block("hub tools", self.links(tools)))
        if record.role_summary:
            blocks.append(self.block("citation-role summary", self.pairs(_plain(record.role_summary))))
            polarities = self.pairs(_plain(record.polarity_summary)) if record.polarity_summary else ""
            blocks.append(self.block("citation-polarity summary", polarities))
        claims = ledger_text(record)
        if claims is not None:
            blocks.append(self.block("claims ledger", self.claims([("abstract", claims)])))
        if record.has_authors:
            names = [(name, "/search?" + urlencode({"author": name})) for name in record.authors]
            blocks.append(self.block("authors", self.links(names)))
        if record.has_co_cited:
            works = [(work.title, f"/citations/{work.hub_id}") for work in record.co_cited]
            blocks.append(self.block("co-cited works", self.links(works)))
        return blocks

    def _facets(self, record: HubRecord) -> list[str]:
        blocks = []
        for facet, label, values in facet_blocks(record):
            address = f"/citations/{record.hub_id}?{FACET_PARAMETERS[facet]}="
            linked: list[Pair] = [
                (value, count, address + (value.replace(" ", "_") if facet == "polarity" else value))
                for value, count in values
            ]
            blocks.append(self.facet(label, linked))
        return blocks

    def document(self, record: HubRecord, body: str) -> str:
        """Doctype, head and body; the scripts hold page words, labels and rows as JSON."""
        rows = [{"title": paper.title_raw, "summary": paper.summary} for paper in record.papers[:3]]
        data = {
            "@type": "ScholarlyArticle",
            "name": record.title_raw,
            "labels": ["abstract", "fields", "representative citing papers", "citing papers explorer"],
            "meta": "cs.CL · 2021-03-04 · unverdicted · novelty 6.5",
            "rows": rows,
        }
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f"<title>{escape(record.title_raw)} · citations · Pith</title>"
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="description" content="{escape(verdict_sentence(record))}">'
            f'<link rel="canonical" href="https://pith.science/citations/{record.hub_id}">'
            f"<style>{self.style()}</style>"
            f'<script type="application/ld+json">{_json_in_script(data)}</script></head>\n'
            f"<body>{body}"
            "<script>window.page={labels:['citing papers explorer','abstract'],shows:function(n){return n<2||"
            "'57 Pith papers citing it'}};</script></body></html>\n"
        )

    def css(self, what: str) -> str:
        """A class name that says nothing, another one in every markup."""
        return "k" + hashlib.sha256(f"{self.name}/{what}".encode()).hexdigest()[:6]

    def nav(self) -> str:
        """The navigation: links whose words are page words."""
        links = " ".join(f'<a href="#s{n}">{escape(word)}</a>' for n, word in enumerate(_NAV_WORDS))
        return f'<nav class="{self.css("nav")}">{links}</nav>'

    def footer(self, record: HubRecord) -> str:
        """The footer: page words, a sentence and counts that belong to other works, and the record's own
        note.
        """
        words = "".join(f"<p>{escape(word)}</p>" for word in _FOOTER_WORDS)
        note = "" if record.page_note is None else f"<p><strong>{escape(record.page_note)}</strong></p>"
        return f'<footer class="{self.css("footer")}">{words}{note}</footer>'

    def masthead(self, record: HubRecord) -> str:
        """The site header: name, tagline, sign in."""
        tagline = "" if record.tagline is None else f" <span>{escape(record.tagline)}</span>"
        words = f'<a href="/">pith.</a>{tagline} <a href="/login">sign in</a>'
        return f'<header class="{self.css("head")}">{words}</header>'

    def style(self) -> str:
        """A few rules, so that the page can be looked at."""
        return (
            "body{font:15px/1.5 Georgia,serif;max-width:60rem;margin:1rem auto;padding:0 1rem;color:#222}"
            f".{self.css('nav')},.{self.css('footer')}{{font-size:12px;color:#888}}a{{color:#245}}"
        )

    @abstractmethod
    def frame(self, masthead: str, nav: str, main: str, footer: str) -> str:
        """The body: where header, navigation, page and footer stand."""

    @abstractmethod
    def top(self, record: HubRecord, tier: Sequence[str], sentence: str) -> str:
        """Tier line, title, verdict sentence, counts."""

    @abstractmethod
    def block(self, label: str, body: str) -> str:
        """A labelled block."""

    @abstractmethod
    def facet(self, label: str, values: Sequence[Pair]) -> str:
        """A facet: its label and its values with their counts."""

    @abstractmethod
    def paragraph(self, text: str) -> str:
        """A paragraph of running text."""

    @abstractmethod
    def pairs(self, values: Sequence[Pair]) -> str:
        """Values with their counts."""

    @abstractmethod
    def links(self, links: Sequence[Link]) -> str:
        """A body made of links only."""

    @abstractmethod
    def claims(self, claims: Sequence[tuple[str, str]]) -> str:
        """The claims ledger's entries: kind and text."""

    @abstractmethod
    def action(self, words: str, address: str) -> str:
        """A link that stands alone."""

    @abstractmethod
    def representatives(self, papers: Sequence[CitingPaper]) -> str:
        """The rows of the representative citing papers."""

    @abstractmethod
    def explorer(self, showing: str | None, papers: Sequence[CitingPaper]) -> str:
        """The explorer: the line about the filter, if any, and its rows."""


def escape(text: str) -> str:
    """The text for HTML, in an element or in a quoted attribute."""
    return html.escape(text, quote=True)


def paper_link(paper: CitingPaper, inner: str, css: str) -> str:
    """The title's words, linked to the paper's page where an arXiv id is known. Takes HTML, gives HTML."""
    if paper.arxiv_id is None:
        return f'<span class="{css}">{inner}</span>'
    return f'<a class="{css}" href="/paper/{escape(paper.arxiv_id)}">{inner}</a>'


def _plain(counts: Mapping[str, int]) -> list[Pair]:
    return [(value, f"{n:,}", None) for value, n in counts.items()]


def _json_in_script(data: object) -> str:
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
