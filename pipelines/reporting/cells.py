"""How a value of SQL is shown on the page: an HTML element that names its statement, row and column.

Every number, name and date that the report takes from the warehouse goes through `cell`, so that a test can ask each
statement again and compare. Page text is escaped here (FAULTS F32). `page` hands this to the templates.
"""

import math
import re
from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from pipelines.reporting.questions import Answer

UNKNOWN: Final = "unknown"


def _count(value: Any) -> str:
    return f"{value:,}"


def share(value: float) -> str:
    """Return a share in per cent: whole from 10 to 90, else one decimal, so that a small part never looks like none."""
    percent = round(value * 100, 9)
    if value in {0, 1} or 10 <= percent <= 90 or percent > 100:
        return f"{math.floor(percent + 0.5)}%"  # a half is rounded up, as in DuckDB
    if percent < 0.05:
        return "under 0.1%"
    return "over 99.9%" if percent >= 99.95 else f"{percent:.1f}%"


def _whole_percent(value: Any) -> str:
    return f"{value}%"


def _novelty(value: Any) -> str:
    return f"{value:.1f}"


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _words(value: Any) -> str:
    return str(value).replace("_", " ")


def _tier(value: Any) -> str:
    return "below hub" if value == "none" else _words(value)


def _change(value: Any) -> str:
    """Return a sentence of `changes_between` with its tiers as words; titles may hold underscores and stay."""
    return re.sub(r"\b(super|mega)_hub\b", r"\1 hub", value)


FORMS: Final[dict[str, Callable[[Any], str]]] = {
    "text": str,
    "count": _count,
    "share": share,
    "percent": _whole_percent,
    "novelty": _novelty,
    "yes": _yes,
    "words": _words,
    "tier": _tier,
    "change": _change,
}


def machine_text(value: Any) -> str:
    """Return a value as the HTML attribute `value` holds it: unrounded, without separators."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def cell(answer: Answer, row: int, column: str, form: str = "text", missing: str = UNKNOWN) -> Markup:
    """Return a cell of an answer as HTML.

    Args:
        answer: the statement and its rows.
        row: which row, from 0.
        column: which column.
        form: how it is formatted, one of `FORMS`.
        missing: the words for NULL, which is never shown as 0.
    """
    value = answer.value(row, column)
    place = Markup('data-sql="{}" data-row="{}" data-column="{}"').format(answer.name, row, column)
    if value is None:
        return Markup('<span class="unknown" {}>{}</span>').format(place, missing)
    said = FORMS[form](value)
    return Markup('<data value="{}" data-form="{}" {}>{}</data>').format(machine_text(value), form, place, escape(said))


def link(answer: Answer, row: int, column: str, url_column: str) -> Markup:
    """Return a cell as a link to the address in another column; only http and https become links."""
    said, url = cell(answer, row, column, missing="(title unknown)"), answer.value(row, url_column)
    if isinstance(url, str) and url.lower().startswith(("https://", "http://")):
        return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(url, said)
    return said
