"""A picture of the published file for its page in the UI: the citing papers by month, drawn without any library.

The charts of reports are in `pipelines.reporting`; this picture is drawn at every run, so it must cost almost nothing.
"""

import base64
from pathlib import Path
from typing import Final

from pipelines.warehouse.connections import open_published

WIDTH: Final = 720
HEIGHT: Final = 160
MONTHS: Final = 60
"""The latest five years."""

_GAP: Final = 1
_INK: Final = "#4f7bb5"
"""Readable on light and on dark."""


def months(path: Path) -> list[tuple[str, int]]:
    """Count the current citing papers of all hubs by the month in which they were posted: `2026-10`, number."""
    with open_published(path) as connection:
        found = connection.execute(
            "SELECT strftime(posted_on, '%Y-%m') AS month, count(DISTINCT paper_id) FROM citations JOIN papers "
            "USING (paper_id) WHERE is_current AND posted_on IS NOT NULL GROUP BY month ORDER BY month DESC LIMIT ?",
            [MONTHS],
        ).fetchall()
    return [(str(month), int(number)) for month, number in reversed(found)]


def as_markdown(counted: list[tuple[str, int]]) -> str:
    """Draw the counts as bars, as an image in Markdown, with the first, last and highest month in words."""
    if not counted:
        return "No citing paper has a date."
    most = max(number for _, number in counted)
    step = WIDTH / len(counted)
    bars = "".join(
        f'<rect x="{place * step:.1f}" y="{HEIGHT - HEIGHT * number / most:.1f}" width="{max(step - _GAP, 1):.1f}" '
        f'height="{HEIGHT * number / most:.1f}"><title>{month}: {number}</title></rect>'
        for place, (month, number) in enumerate(counted)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'fill="{_INK}">{bars}</svg>'
    )
    image = base64.b64encode(svg.encode()).decode()
    told = f"By month, {counted[0][0]} to {counted[-1][0]}, without empty months; the highest bar is {most:,}."
    return f"![Citing papers by month](data:image/svg+xml;base64,{image})\n\n{told}"
