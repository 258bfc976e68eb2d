"""One hub page to its rows, by selectolax and CSS selectors that know this site's markup and check nothing."""

from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

Row = dict[str, Any]
COLUMNS = ("hub_id", "paper_id", "title", "category", "posted_on", "verdict", "novelty", "summary")


def read_rows(url: str, body: bytes) -> list[Row]:
    """Give one row for each citing paper of a page; the novelty is known of representative papers only."""
    tree = LexborHTMLParser(body)
    hub_id = url.rpartition("/")[2]
    listed = [_row(hub_id, entry) for entry in tree.css("#citing-papers-explorer li")]
    representative = [_row(hub_id, entry) for entry in tree.css("#representative-citing-papers article")]
    return list({row["paper_id"]: row for row in (*listed, *representative)}.values())


def _row(hub_id: str, entry: LexborNode) -> Row:
    [title] = entry.css("h3 a")
    meta, summary = entry.css("p")
    parts = [part.strip() for part in meta.text().split("·")]
    novelty = next((float(part.removeprefix("novelty ")) for part in parts if part.startswith("novelty ")), None)
    cells = (
        hub_id,
        (title.attributes["href"] or "").removeprefix("/paper/"),
        title.text(),
        parts[0],
        date.fromisoformat(parts[1]),
        parts[2],
        novelty,
        summary.text(),
    )
    return dict(zip(COLUMNS, cells, strict=True))
