"""Which lines belong to the site around the page: navigation, footer, and asides that only repeat the page.

Their words are page words (labels, sentences, counts of other works), so they leave before the grammar looks for
labels. Navigation and asides that hold facets or lists of the page stay. `reading` calls `set_apart`.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipelines.parsing import sections
from pipelines.parsing.lines import Layout, Line

AROUND = frozenset(("navigation", "contentinfo", "complementary"))


def set_apart(layout: Layout, rendering: str) -> Layout:
    """Move the lines of the site around the page out of the page's lines.

    Args:
        layout: the page's lines.
        rendering: html, full_text or list_text.

    Returns:
        The page's own lines; those around it are in `outside`. A page that stands in such a part of the site
        as a whole stays whole.
    """
    if not any(line.landmark in AROUND for line in layout.lines):
        return layout
    runs = [(landmark, list(run)) for landmark, run in groupby(layout.lines, key=lambda line: line.landmark)]
    filled = {
        block for landmark, run in runs if landmark not in AROUND for block in sections.filled_blocks(run, rendering)
    }
    lines: list[Line] = []
    outside: list[Line] = []
    for landmark, run in runs:
        is_around = landmark in AROUND and not _holds_new(run, filled, rendering)
        (outside if is_around else lines).extend(run)
    return replace(layout, lines=lines, outside=outside) if lines else layout


def is_furniture(line: Line, printed: set[str]) -> bool:
    """Tell whether a line around the page says nothing of it: an aside must repeat what the page prints.

    Args:
        line: a line that was set apart.
        printed: all lines of the page.
    """
    return line.landmark != "complementary" or line.text in printed or sections.block_of(line) is not None


def _holds_new(run: Sequence[Line], filled: set[str], rendering: str) -> bool:
    """Tell whether facets or lists stand here that stand nowhere else; a footer never holds the page."""
    return run[0].landmark != "contentinfo" and bool(sections.filled_blocks(run, rendering) - filled)
