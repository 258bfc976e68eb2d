"""Every rendering by name, and the address of a page: the one place where tests choose how a record is shown.

No rendering's own rules may be here. Called by the property tests, by writer.py and by the sample.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from tests.pagewriter import full_text, list_text, twin
from tests.pagewriter.html_articles import Articles
from tests.pagewriter.html_definitions import Definitions
from tests.pagewriter.html_divs import Divs
from tests.pagewriter.html_page import Markup
from tests.pagewriter.html_tables import TableCells, Tables
from tests.pagewriter.records import NO_FILTERS, Filters, HubRecord

Renderer = Callable[[HubRecord, Filters], str]

_HTML: tuple[type[Markup], ...] = (Divs, Tables, TableCells, Definitions, Articles)

HTML_MARKUPS: dict[str, Renderer] = {markup.name: markup().render for markup in _HTML}
MARKUPS: dict[str, Renderer] = {**HTML_MARKUPS, "full_text": full_text.render, "list_text": list_text.render}
RENDERINGS: dict[str, Renderer] = {**MARKUPS, "json": twin.render}


def rendering_of(markup: str) -> str:
    """The rendering, as the warehouse names it, that a name of RENDERINGS belongs to: html, full_text,
    list_text or json.
    """
    return "html" if markup in HTML_MARKUPS else markup


def page_url(
    record: HubRecord, filters: Filters = NO_FILTERS, *, host: str = "pith.science", twin_of: bool = False
) -> str:
    """The page's address, with its filters in the order given; the twin's with `twin_of` (HUB_PAGES.md
    section 2).
    """
    query = f"?{urlencode(dict(filters))}" if filters else ""
    return f"https://{host}/citations/{record.hub_id}{'.json' if twin_of else ''}{query}"
