"""The charts: Altair's, drawn as SVG once, so that the page needs no script and no network to show them.

Each mark says its own numbers (`aria-label`, and `title` for the pointer); they are cells of the answer that the chart
is made from. Colours are three fixed ones that the page's style sheet replaces in the dark. Altair and vl-convert are
loaded when the first chart is drawn: they take a second. `page` calls this.
"""

import re
from typing import Any, Final

from markupsafe import Markup

from pipelines.reporting.questions import Answer

INK: Final = "#52525a"
LINE: Final = "#e3e3e0"
MARK: Final = "#2f5d8a"
"""Text, grid and data; `report.css` names the same three, for the dark."""

WIDTHS: Final = {"wide": 620, "narrow": 300}
"""Width of the plot, in CSS pixels, where there is room and on a phone."""

_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
_MARKED: Final = re.compile(r'<path (aria-label="([^"]*)"[^>]*?)\s*/>|<path (aria-label="([^"]*)"[^>]*)></path>')


def timeline(months: Answer) -> Markup:
    """Draw citing papers by month.

    Args:
        months: columns `month` (`2026-09`) and `citing_papers`; at least one row.

    Returns:
        Two SVGs, one for each of `WIDTHS`; the style sheet shows one of them.
    """
    return Markup("").join(_drawn(months, name, width) for name, width in WIDTHS.items())


def _drawn(months: Answer, name: str, width: int) -> Markup:
    import altair as alt  # noqa: PLC0415 (a second, see above)
    import vl_convert  # noqa: PLC0415

    rows = [_described(one) for one in months.records()]
    chart = (
        alt.Chart(alt.InlineData(values=rows), width=width, height=130)
        .mark_bar(color=MARK)
        .encode(
            x=alt.X("month:T", timeUnit="utcyearmonth", scale=alt.Scale(type="utc"), title=None),
            y=alt.Y("citing_papers:Q", axis=alt.Axis(format="d", tickMinStep=1, tickCount=4), title=None),
            description="said:N",
        )
        .configure(**_style())
    )
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    return Markup('<div class="chart {}" data-sql="{}">{}</div>').format(name, months.name, _with_titles(svg))


def _described(row: dict[str, Any]) -> dict[str, Any]:
    """Add the label of the mark; a month becomes its first day, which Vega reads as UTC."""
    month = row["month"]
    return row | {"month": f"{month}-01", "said": f"{month}: {row['citing_papers']} posted"}


def _with_titles(svg: str) -> Markup:
    """Add a `title` to every labelled mark, which a browser shows at the pointer."""

    def titled(found: re.Match[str]) -> str:
        attributes, said = (found[1], found[2]) if found[1] else (found[3], found[4])
        return f"<path {attributes}><title>{said}</title></path>"

    return Markup(_MARKED.sub(titled, svg))  # noqa: S704 (Vega escapes what it writes)


def _style() -> dict[str, Any]:
    text = {"labelColor": INK, "titleColor": INK, "labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 11}
    axis = {"gridColor": LINE, "domainColor": LINE, "tickColor": LINE, **text}
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False, "labelFlush": False},
    }
