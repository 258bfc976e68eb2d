"""The citing papers of a hub as BibTeX, CSL-JSON or RIS, for reference managers.

Entries hold only what the pages print: citing papers come without authors, so no entry has one. Sources: BibTeX fields
of arXiv (info.arxiv.org/help/hypertex/bibstyles), CSL-JSON 1.0.2, RIS (2011), where a
preprint is an unpublished work.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pylatexenc.latexencode import unicode_to_latex

from pipelines.exporting.forms import Style
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.find_hub import hub_named

_NOT_IN_KEYS: Final = re.compile(r"[^a-zA-Z0-9.-]+")


@dataclass(frozen=True, slots=True)
class CitingPaper:
    """The data of a citing paper in a bibliography; None if the pages do not print it."""

    paper_id: str
    arxiv_id: str | None
    arxiv_doi: str | None
    title: str | None
    category: str | None
    posted_on: date | None
    url: str | None
    summary: str | None

    @property
    def key(self) -> str:
        """The citation key of the entry: stable and unique."""
        return _NOT_IN_KEYS.sub("-", self.paper_id)

    @property
    def address(self) -> str | None:
        """The paper's page at arXiv, else at the source."""
        return f"https://arxiv.org/abs/{self.arxiv_id}" if self.arxiv_id else self.url


def find_hub(warehouse: Path, asked: str) -> tuple[str, str]:
    """Find a hub by its uuid or by a part of its title that no other hub shares.

    Returns:
        Its uuid and its title ("" if unknown).

    Raises:
        NoSuchHub: there is none, or there are several.
    """
    with open_published(warehouse) as connection:
        hub_id, title = hub_named(connection, asked)
    return str(hub_id), title or ""


def bibliography(warehouse: Path, hub_id: str, style: Style) -> str:
    """Return the current citing papers of a hub, newest first, as one text."""
    papers = _papers(warehouse, hub_id)
    if style is Style.CSL_JSON:
        return json.dumps([_csl(one) for one in papers], ensure_ascii=False, indent=2) + "\n"
    return "\n".join((_ris if style is Style.RIS else _bibtex)(one) for one in papers)


def _papers(warehouse: Path, hub_id: str) -> list[CitingPaper]:
    with open_published(warehouse) as connection:
        found = connection.execute(
            "SELECT paper_id, arxiv_id, arxiv_doi, title, category, posted_on, url, summary FROM marts.reading_list "
            "WHERE hub_id::VARCHAR = ? ORDER BY posted_on DESC NULLS LAST, paper_id",
            [hub_id],
        ).fetchall()
    return [CitingPaper(*row) for row in found]


def _bibtex(paper: CitingPaper) -> str:
    fields = "".join(f",\n  {name} = {{{value}}}" for name, value in _fields(paper))
    return f"@misc{{{paper.key}{fields}\n}}\n"


def _fields(paper: CitingPaper) -> Iterator[tuple[str, str]]:
    if paper.title:
        yield "title", "{" + _in_latex(paper.title) + "}"
    if paper.posted_on:
        yield "year", f"{paper.posted_on.year}"
        yield "month", f"{paper.posted_on.month}"
    if paper.arxiv_id:
        yield "eprint", paper.arxiv_id
        yield "archiveprefix", "arXiv"
        if paper.category:
            yield "primaryclass", paper.category
    if paper.arxiv_doi:
        yield "doi", paper.arxiv_doi
    if paper.address:
        yield "url", paper.address
    if paper.summary:
        yield "note", _in_latex(paper.summary)


def _in_latex(text: str) -> str:
    """Return a text as LaTeX without braces of its own: BibTeX counts those after a backslash as well."""
    found: str = unicode_to_latex(text, unknown_char_policy="keep")
    return found.replace(r"\{", r"{\textbraceleft}").replace(r"\}", r"{\textbraceright}")


def _csl(paper: CitingPaper) -> dict[str, Any]:
    """Return one entry, without the fields that are unknown."""
    day = paper.posted_on
    told = {
        "id": paper.key,
        "type": "article",
        "title": paper.title,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "number": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else None,
        "archive": "arXiv" if paper.arxiv_id else None,
        "DOI": paper.arxiv_doi,
        "URL": paper.address,
        "abstract": paper.summary,
    }
    return {name: value for name, value in told.items() if value is not None}


def _ris(paper: CitingPaper) -> str:
    """Return one entry; a line holds one value, so that line ends in a text become blanks."""
    day = paper.posted_on
    told = {
        "TY": "UNPB",
        "ID": paper.key,
        "TI": paper.title,
        "PY": f"{day:%Y}" if day else None,
        "DA": f"{day:%Y/%m/%d}" if day else None,
        "DO": paper.arxiv_doi,
        "AN": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else None,
        "KW": paper.category,
        "UR": paper.address,
        "AB": paper.summary,
    }
    lines = [f"{tag}  - {' '.join(value.split())}\n" for tag, value in told.items() if value]
    return "".join([*lines, "ER  - \n"])
