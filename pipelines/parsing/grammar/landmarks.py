"""Which lines belong to the site around the page: navigation, footer, and asides that only repeat the page.

Their words are page words (labels, sentences, counts of other works), so they are removed before the grammar looks for
labels. Navigation and asides that hold facets or lists of the page stay.
"""

from dataclasses import replace
from itertools import groupby

from pipelines.parsing.grammar import sections
from pipelines.parsing.lines.line import Layout, Line

AROUND = frozenset(("navigation", "contentinfo", "complementary"))
HOLDING = AROUND - {"contentinfo"}
"""A footer never holds the page."""


def set_apart(layout: Layout, rendering: str) -> Layout:
    """Move the lines of the site around the page out of the page's lines.

    Args:
        layout: the page's lines.
        rendering: html, full_text or list_text.

    Returns:
        The page's own lines; those around it are in `outside`. A page that is entirely inside such a landmark stays
        whole.
    """
    if not any(line.landmark in AROUND for line in layout.lines):
        return layout
    runs = [list(run) for _, run in groupby(layout.lines, key=lambda line: line.landmark)]
    held = [sections.filled_blocks(run, rendering) if run[0].landmark in HOLDING else set() for run in runs]
    own: set[str] = set()
    if any(held):
        for run in runs:
            own |= set() if run[0].landmark in AROUND else sections.filled_blocks(run, rendering)
    lines: list[Line] = []
    outside: list[Line] = []
    for run, blocks in zip(runs, held, strict=True):
        # A landmark with facets or lists that are nowhere else is part of the page.
        is_around = run[0].landmark in AROUND and blocks <= own
        (outside if is_around else lines).extend(run)
    return replace(layout, lines=lines, outside=[*layout.outside, *outside]) if lines else layout


def is_furniture(line: Line, printed: set[str]) -> bool:
    """Return whether a line around the page is boilerplate: an aside must repeat what the page prints.

    Args:
        line: a line that was set apart.
        printed: all lines of the page.
    """
    return line.landmark != "complementary" or line.text in printed or sections.block_of(line) is not None
