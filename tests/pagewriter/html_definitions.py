"""HTML of definition lists: a label is a <dt>, what it holds are <dd>s, and papers are lists within the
lists.

Characters beyond ASCII are numeric references, separators have no-break spaces around them, and a count and
its words are two blocks. Called through `markups.MARKUPS` as `html_definitions`. No other markup may be
here.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.pagewriter.html_page import Link, Markup, Pair, escape, paper_link
from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pagewriter.words import classified_line, count_lines, listed_meta, representative_meta

_SEPARATOR = "&nbsp;&middot;&nbsp;"


def referenced(text: str) -> str:
    """The text for HTML, in ASCII: what is beyond it becomes numeric references."""
    return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


class Definitions(Markup):
    """Definition lists."""

    name = "html_definitions"

    def frame(self, masthead: str, nav: str, main: str, footer: str) -> str:
        """The navigation stands above the site header."""
        return f'{nav}\n{masthead}\n<main>\n<dl class="{self.css("page")}">\n{main}</dl>\n</main>\n{footer}\n'

    def top(self, record: HubRecord, tier: Sequence[str], sentence: str) -> str:
        """The title is the first term; each count is a term with its words as definition."""
        lines = f"<dt><small>{referenced(' '.join(tier))}</small></dt>\n" if tier else ""
        lines += f"<dt><h1>{referenced(record.title_raw)}</h1></dt>\n<dd>{referenced(sentence)}</dd>\n"
        counts = [f"<dt>{number}</dt>\n<dd>{referenced(words)}</dd>\n" for number, words in count_lines(record)]
        classified = classified_line(record)
        if classified is not None:
            role, percentage, words = classified
            counts.append(f"<dt>{referenced(role)} {percentage}</dt>\n<dd>{referenced(words)}</dd>\n")
        return lines + f"<dd><dl>\n{''.join(counts)}</dl></dd>\n"

    def block(self, label: str, body: str) -> str:
        """A term and what defines it."""
        return f"<dt>{escape(label)}</dt>\n" + (f"<dd>{body}</dd>\n" if body else "")

    def facet(self, label: str, values: Sequence[Pair]) -> str:
        """A term with a definition for each value."""
        lines = "".join(f"<dd>{self._pair(*value)}</dd>\n" for value in values)
        return f"<dt>{escape(label)}</dt>\n{lines}"

    def paragraph(self, text: str) -> str:
        """Plain text of the definition."""
        return referenced(text)

    def pairs(self, values: Sequence[Pair]) -> str:
        """All values on one line."""
        return " ".join(self._pair(*value) for value in values)

    def _pair(self, value: str, count: str, address: str | None) -> str:
        words = f"{referenced(value)} <i>{count}</i>"
        return words if address is None else f'<a href="{escape(address)}">{words}</a>'

    def links(self, links: Sequence[Link]) -> str:
        """Links with commas between them."""
        return ", ".join(f'<a href="{escape(address)}">{referenced(words)}</a>' for words, address in links)

    def claims(self, claims: Sequence[tuple[str, str]]) -> str:
        """A list of one entry a line."""
        entries = "".join(f"<li><b>{kind}</b> {referenced(text)}</li>" for kind, text in claims)
        return f"<ul>{entries}</ul>"

    def action(self, words: str, address: str) -> str:
        """A definition that is a link."""
        return f'<dd><a href="{escape(address)}">{escape(words)}</a></dd>\n'

    def representatives(self, papers: Sequence[CitingPaper]) -> str:
        """A list: the title is the term, meta line and summary define it."""
        return self._list([self._row(paper, representative_meta(paper)) for paper in papers])

    def explorer(self, showing: str | None, papers: Sequence[CitingPaper]) -> str:
        """The same list under the line about the filter."""
        line = "" if showing is None else f"<p>{escape(showing)}</p>\n"
        return line + self._list([self._row(paper, listed_meta(paper)) for paper in papers])

    def _row(self, paper: CitingPaper, meta: Sequence[str]) -> str:
        title = paper_link(paper, referenced(paper.title_raw), self.css("a"))
        summary = "" if paper.summary is None else f"<dd>{referenced(paper.summary)}</dd>\n"
        return f"<dt>{title}</dt>\n<dd>{_SEPARATOR.join(map(referenced, meta))}</dd>\n{summary}"

    def _list(self, rows: Sequence[str]) -> str:
        return f'\n<dl class="{self.css("list")}">\n{"".join(rows)}</dl>\n' if rows else ""
