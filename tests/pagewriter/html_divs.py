"""HTML of nothing but nested divs and spans: inline tags, comments and <wbr> cut through every sentence and
meta line.

Values and counts are chips without white space between them. Called through `markups.MARKUPS` as
`html_divs`. No other markup may be here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from tests.pagewriter.html_page import Link, Markup, Pair, escape, paper_link
from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pagewriter.words import (
    SEPARATOR,
    classified_line,
    count_lines,
    listed_meta,
    representative_meta,
)

_LENGTHS = (7, 19, 4, 31, 11)
_CUTS = ("{}", "<b>{}</b>", "{}<!-- roles -->", "<em>{}</em>", "{}<wbr>", "<span>{}</span>")
_DEPTH = 9


def cut(text: str) -> str:
    """The same words, escaped, with inline tags, comments and <wbr> through them, also in mid-word."""
    return "".join(wrap.format(escape(piece)) for wrap, piece in zip(cycle(_CUTS), _pieces(text), strict=False))


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for length in cycle(_LENGTHS):
        if start >= len(text):
            return
        yield text[start : start + length]
        start += length


class Divs(Markup):
    """Deeply nested divs and spans."""

    name = "html_divs"

    def frame(self, masthead: str, nav: str, main: str, footer: str) -> str:
        """Divs inside divs; the navigation stands inside the site header."""
        header = masthead.replace("</header>", f"{nav}</header>")
        deep = "".join(f'<div class="{self.css(f"deep{n}")}">' for n in range(_DEPTH))
        return f'{header}<div id="{self.css("root")}">{deep}{main}{"</div>" * _DEPTH}</div>{footer}'

    def top(self, record: HubRecord, tier: Sequence[str], sentence: str) -> str:
        """A div a line; the tier and its label are two spans of one line."""
        lines = [" ".join(f'<span class="{self.css("chip")}">{escape(word)}</span>' for word in tier)] if tier else []
        lines += [cut(record.title_raw), cut(sentence)]
        counts = [f"<b>{number}</b> {cut(words)}" for number, words in count_lines(record)]
        classified = classified_line(record)
        if classified is not None:
            role, percentage, words = classified
            counts.append(f"<span>{escape(role)}</span> <b>{percentage}</b> <span>{words}</span>")
        return self._div("top", "".join(self._div("line", line) for line in lines) + self._lines("counts", counts))

    def block(self, label: str, body: str) -> str:
        """A div that holds a div with the label and a div with the body."""
        inner = self._div("label", f"<span>{escape(label)}</span>") + self._div("inner", body)
        return self._div("outer", self._div("block", inner))

    def facet(self, label: str, values: Sequence[Pair]) -> str:
        """A block of chips."""
        return self.block(label, self.pairs(values))

    def paragraph(self, text: str) -> str:
        """A div of cut text."""
        return self._div("text", cut(text))

    def pairs(self, values: Sequence[Pair]) -> str:
        """Chips on one line: no white space between a value and its count, nor between two chips."""
        return "".join(self._chip(*value) for value in values)

    def _chip(self, value: str, count: str, address: str | None) -> str:
        words = f'<span>{escape(value)}</span><span class="{self.css("n")}">{count}</span>'
        if address is None:
            return f'<span class="{self.css("chip")}">{words}</span>'
        return f'<a class="{self.css("chip")}" href="{escape(address)}">{words}</a>'

    def links(self, links: Sequence[Link]) -> str:
        """Links with a space between them."""
        return " ".join(f'<a href="{escape(address)}">{escape(words)}</a>' for words, address in links)

    def claims(self, claims: Sequence[tuple[str, str]]) -> str:
        """A div an entry, with a printed bullet."""
        return self._lines("claims", [f"<span>•</span> <span>{kind}</span> {cut(text)}" for kind, text in claims])

    def action(self, words: str, address: str) -> str:
        """A link in divs."""
        return self._div("outer", self._div("action", f'<a href="{escape(address)}">{escape(words)}</a>'))

    def representatives(self, papers: Sequence[CitingPaper]) -> str:
        """A div a row, holding divs for title, meta line and summary."""
        return "".join(
            self._div(
                "row",
                self._div("title", paper_link(paper, cut(paper.title_raw), self.css("a")))
                + self._div("meta", self._meta(representative_meta(paper)))
                + self._summary(paper),
            )
            for paper in papers
        )

    def explorer(self, showing: str | None, papers: Sequence[CitingPaper]) -> str:
        """A div a row; bullet, title and meta share one line."""
        lines = "" if showing is None else self._div("showing", cut(showing))
        for paper in papers:
            title = paper_link(paper, cut(paper.title_raw), self.css("a"))
            line = f"<span>•</span> {title} {self._meta(listed_meta(paper))}"
            lines += self._div("row", self._div("line", line) + self._summary(paper))
        return lines

    def _meta(self, items: Sequence[str]) -> str:
        spans = [f'<span class="{self.css(f"meta{n}")}">{cut(item)}</span>' for n, item in enumerate(items)]
        return SEPARATOR.join(spans)

    def _summary(self, paper: CitingPaper) -> str:
        return "" if paper.summary is None else self._div("summary", cut(paper.summary))

    def _lines(self, what: str, lines: Sequence[str]) -> str:
        return self._div(what, "".join(self._div("line", line) for line in lines))

    def _div(self, what: str, inner: str) -> str:
        return f'<div class="{self.css(what)}">{inner}</div>'

    def style(self) -> str:
        """Chips and rows that can be told apart by eye."""
        chip, count, row, label = (self.css(what) for what in ("chip", "n", "row", "label"))
        return (
            super().style()
            + f".{chip}{{border:1px solid #ccc;border-radius:9px;padding:0 6px;margin-right:6px}}"
            + f".{count}{{color:#888;margin-left:4px}}.{row}{{margin:8px 0}}"
            + f".{label}{{margin-top:14px;color:#a50}}"
        )
