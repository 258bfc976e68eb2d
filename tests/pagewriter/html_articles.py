"""HTML in the semantic manner: sections with headings, an article per paper with its own header and footer,
lists.

Meta lines stand in the articles' own <footer>, and running text is wrapped over indented lines. Called
through `markups.MARKUPS` as `html_articles`. No other markup may be here.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.pagewriter.html_page import Link, Markup, Pair, escape, paper_link
from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pagewriter.words import (
    SEPARATOR,
    classified_line,
    count_lines,
    listed_meta,
    representative_meta,
)

_WIDTH = 88


def wrapped(text: str) -> str:
    """The text for HTML, broken over indented lines at its blanks."""
    lines = [""]
    for word in escape(text).split(" "):
        if len(lines[-1]) + len(word) > _WIDTH and lines[-1]:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n        ".join(lines)


class Articles(Markup):
    """Sections, articles, headings and lists."""

    name = "html_articles"

    def frame(self, masthead: str, nav: str, main: str, footer: str) -> str:
        """The navigation stands between the page and the site footer, as a table of contents."""
        return f"{masthead}\n<main>\n<article>\n{main}</article>\n</main>\n<aside>{nav}</aside>\n{footer}\n"

    def top(self, record: HubRecord, tier: Sequence[str], sentence: str) -> str:
        """The article's header: tier line, heading, sentence, and a list of counts."""
        line = " ".join(f"<strong>{escape(word)}</strong>" for word in tier)
        eyebrow = f"  <p>{line}</p>\n" if tier else ""
        counts = [f"<data>{number}</data> <span>{escape(words)}</span>" for number, words in count_lines(record)]
        classified = classified_line(record)
        if classified is not None:
            counts.append(escape(" ".join(classified)))
        items = "".join(f"    <li>{count}</li>\n" for count in counts)
        return (
            f"<header>\n{eyebrow}  <h1>{wrapped(record.title_raw)}</h1>\n  <p>{escape(sentence)}</p>\n"
            f"  <ul>\n{items}  </ul>\n</header>\n"
        )

    def block(self, label: str, body: str) -> str:
        """A section under a heading."""
        return f'<section class="{self.css("section")}">\n  <h2>{escape(label)}</h2>\n{body}</section>\n'

    def facet(self, label: str, values: Sequence[Pair]) -> str:
        """A section with a list."""
        return self.block(label, self.pairs(values))

    def paragraph(self, text: str) -> str:
        """A wrapped paragraph."""
        return f"  <p>\n        {wrapped(text)}\n  </p>\n"

    def pairs(self, values: Sequence[Pair]) -> str:
        """A list item a value."""
        items = "".join(f"    <li>{self._pair(*value)}</li>\n" for value in values)
        return f"  <ul>\n{items}  </ul>\n"

    def _pair(self, value: str, count: str, address: str | None) -> str:
        words = escape(value) if address is None else f'<a href="{escape(address)}">{escape(value)}</a>'
        return f"{words} <small>{count}</small>"

    def links(self, links: Sequence[Link]) -> str:
        """A list item a link."""
        items = "".join(f'    <li><a href="{escape(address)}">{escape(words)}</a></li>\n' for words, address in links)
        return f"  <ul>\n{items}  </ul>\n" if links else ""

    def claims(self, claims: Sequence[tuple[str, str]]) -> str:
        """A list item an entry."""
        items = "".join(f"    <li><cite>{kind}</cite> {wrapped(text)}</li>\n" for kind, text in claims)
        return f"  <ul>\n{items}  </ul>\n"

    def action(self, words: str, address: str) -> str:
        """A paragraph with a link."""
        return f'<p><a href="{escape(address)}">{escape(words)}</a></p>\n'

    def representatives(self, papers: Sequence[CitingPaper]) -> str:
        """An article a paper: header with the title, footer with the meta line, then the summary."""
        return "".join(self._article(paper, representative_meta(paper)) for paper in papers)

    def explorer(self, showing: str | None, papers: Sequence[CitingPaper]) -> str:
        """The same articles as items of a list, under the line about the filter."""
        line = "" if showing is None else f"  <p>{escape(showing)}</p>\n"
        items = "".join(f"<li>\n{self._article(paper, listed_meta(paper))}</li>\n" for paper in papers)
        return line + f"  <ul>\n{items}  </ul>\n"

    def _article(self, paper: CitingPaper, meta: Sequence[str]) -> str:
        title = paper_link(paper, wrapped(paper.title_raw), self.css("a"))
        first, *others = meta
        line = SEPARATOR.join([f"<abbr>{escape(first)}</abbr>", *map(escape, others)])
        summary = "" if paper.summary is None else f"    <p>{wrapped(paper.summary)}</p>\n"
        header = f"    <header>\n      <h3>{title}</h3>\n    </header>\n"
        return f"  <article>\n{header}    <footer>{line}</footer>\n{summary}  </article>\n"
