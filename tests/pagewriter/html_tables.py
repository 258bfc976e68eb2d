"""HTML of layout tables: a row per paper with cells for title, meta line and summary; counts and facets in
tables too.

The second variant gives each item of a meta line a cell of its own, without separators. Called through
`markups.MARKUPS` as `html_tables` and `html_table_cells`. No other markup may be here.
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


class Tables(Markup):
    """Layout tables, indented over lines as a template engine leaves them."""

    name = "html_tables"

    def frame(self, masthead: str, nav: str, main: str, footer: str) -> str:
        """The navigation stands under the site header; the page is one wide table."""
        table = f'<table class="{self.css("page")}">\n<tbody>\n{main}</tbody>\n</table>'
        return f"{masthead}\n{nav}\n{table}\n{footer}\n"

    def top(self, record: HubRecord, tier: Sequence[str], sentence: str) -> str:
        """Tier, title and sentence a row each; the counts are a table in a cell."""
        rows = [f"<td><small>{escape(' '.join(tier))}</small></td>"] if tier else []
        rows += [f"<td><h1>\n  {escape(record.title_raw)}\n</h1></td>", f"<td>{escape(sentence)}</td>"]
        counts = [f"<td><b>{number}</b>\n  {escape(words)}</td>" for number, words in count_lines(record)]
        classified = classified_line(record)
        if classified is not None:
            counts.append(f"<td>{escape(' '.join(classified))}</td>")
        rows.append(f"<td>{self._table('counts', counts)}</td>")
        return "".join(f"<tr>{row}</tr>\n" for row in rows)

    def block(self, label: str, body: str) -> str:
        """A row with the label, then a row with the body."""
        rows = f'<tr><th align="left">{escape(label)}</th></tr>\n'
        return rows + (f"<tr><td>\n{body}</td></tr>\n" if body else "")

    def facet(self, label: str, values: Sequence[Pair]) -> str:
        """A block with a table of two columns."""
        return self.block(label, self.pairs(values))

    def paragraph(self, text: str) -> str:
        """A paragraph in a cell."""
        return f"<p>{escape(text)}</p>\n"

    def pairs(self, values: Sequence[Pair]) -> str:
        """A table: a value's row has a cell for the value and one for its count."""
        return self._table(
            "pairs",
            [f"<td>{_linked(value, address)}</td><td>{count}</td>" for value, count, address in values],
        )

    def links(self, links: Sequence[Link]) -> str:
        """A table of one row, a cell a link."""
        if not links:
            return ""
        cells = "".join(f'<td><a href="{escape(address)}">{escape(words)}</a></td>' for words, address in links)
        return self._table("links", [cells])

    def claims(self, claims: Sequence[tuple[str, str]]) -> str:
        """A table: an entry a row, in one cell."""
        return self._table("claims", [f"<td>• <i>{kind}</i> {escape(text)}</td>" for kind, text in claims])

    def action(self, words: str, address: str) -> str:
        """A row with a link."""
        return f'<tr><td><a href="{escape(address)}">{escape(words)}</a></td></tr>\n'

    def representatives(self, papers: Sequence[CitingPaper]) -> str:
        """A table: a paper's row has cells for title, meta and summary."""
        return self._table("rows", [self._row(paper, representative_meta(paper)) for paper in papers])

    def explorer(self, showing: str | None, papers: Sequence[CitingPaper]) -> str:
        """The same table under the line about the filter."""
        line = "" if showing is None else f"<p>{escape(showing)}</p>\n"
        rows = [self._row(paper, listed_meta(paper)) for paper in papers]
        return line + (self._table("rows", rows) if rows else "")

    def _row(self, paper: CitingPaper, meta: Sequence[str]) -> str:
        title = f"<td>{paper_link(paper, escape(paper.title_raw), self.css('a'))}</td>\n    "
        summary = "" if paper.summary is None else f"\n    <td>{escape(paper.summary)}</td>"
        return title + self.meta_cells(meta) + summary

    def meta_cells(self, items: Sequence[str]) -> str:
        """The meta line in one cell."""
        return f"<td>{escape(SEPARATOR.join(items))}</td>"

    def _table(self, what: str, rows: Sequence[str]) -> str:
        lines = "".join(f"  <tr>{row}</tr>\n" for row in rows)
        return f'<table class="{self.css(what)}"><tbody>\n{lines}</tbody></table>\n'


class TableCells(Tables):
    """The variant: each item of a meta line has a cell of its own, and no separators are printed."""

    name = "html_table_cells"

    def meta_cells(self, items: Sequence[str]) -> str:
        """A cell an item."""
        return "\n    ".join(f"<td>{escape(item)}</td>" for item in items)


def _linked(value: str, address: str | None) -> str:
    return escape(value) if address is None else f'<a href="{escape(address)}">{escape(value)}</a>'
