"""The citing papers of the bundled sample: titles and summaries made up for it, under ids that were never
given out.

They are read from sample_papers.tsv. No hub may be here: how a paper cites a hub is said in sample_parts.py,
the only caller.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from tests.pagewriter.records import CitingPaper

_HERE = Path(__file__).parent


def read_abstracts() -> dict[str, str]:
    """Titles of hubs to their abstracts, without the mark."""
    return {row["title"]: row["abstract"] for row in _rows("sample_abstracts.tsv")}


def read_papers() -> dict[str, CitingPaper]:
    """Every made-up paper by its arXiv id, in the table's order, novelty included; how it cites is not."""
    return {
        row["arxiv_id"]: CitingPaper(
            arxiv_id=row["arxiv_id"],
            title_raw=row["title"],
            category=row["category"],
            posted_on=date.fromisoformat(row["posted_on"]),
            verdict=row["verdict"],
            novelty=float(row["novelty"]),
            summary=row["summary"],
        )
        for row in _rows("sample_papers.tsv")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
