"""Invisible lines (`hidden`, `display:none`, `<del>`): when they are parsed, and when they are residue.

Frameworks stream a page's real content in hidden elements, and sites hide rows that no longer count. So the page's own
counts decide: hidden lines are parsed only if its rows reach the printed count with them and not without; otherwise
they are residue. `html` decides which elements are hidden.
"""

from dataclasses import replace

from pipelines.parsing.lines.line import WHOLE, Layout, Line
from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from schemas.refusals import RefusedBecause


def set_aside(layout: Layout) -> Layout:
    """Move the hidden lines of a page that has any into `hidden`, those of navigation and footer into `outside`."""
    shown: list[Line] = []
    hidden: list[Line] = []
    outside: list[Line] = []
    shared: int | None = None
    for line in layout.lines:
        if line.is_hidden:
            (outside if line.landmark in WHOLE else hidden).append(line)
            shared = line.shared if shared is None else min(shared, line.shared)
        else:
            shown.append(line if shared is None else replace(line, shared=min(shared, line.shared)))
            shared = None
    return replace(layout, lines=shown, hidden=hidden, outside=[*layout.outside, *outside])


def are_needed(without: Reading, with_them: Reading, *, is_filtered: bool) -> bool:
    """Return whether the page's own counts need its hidden lines.

    Args:
        without: the reading without hidden lines.
        with_them: the reading with hidden lines treated like any others.
        is_filtered: whether the address has filters; the count is then that of `Showing n of m`.

    Returns:
        True if the page is a hub page only with them, if the explorer's papers reach the printed count exactly with
        them, or if it lists none without them and no more than printed with them. A list that is shown and refused is
        not none.
    """
    if without.hub is None or with_them.hub is None:
        return with_them.hub is not None
    hub = with_them.hub
    printed = hub.filtered_total if is_filtered else hub.citing_papers_printed
    shown, all_rows = _listed(without), _listed(with_them)
    if printed is None or len(all_rows) == len(shown) or _papers(shown) >= printed:
        return False
    lists_none = not shown and not _has_refused_list(without)
    return _papers(all_rows) == printed or (lists_none and _papers(all_rows) <= printed)


def _listed(reading: Reading) -> list[CitingPaperRow]:
    return [row for row in reading.citing_papers if row.block == "explorer"]


def _has_refused_list(reading: Reading) -> bool:
    return any(
        (one.table_name, one.column_name, one.refused_because) == ("citations", None, RefusedBecause.AMBIGUOUS_LAYOUT)
        for one in reading.quarantine
    )


def _papers(rows: list[CitingPaperRow]) -> int:
    return len({row.arxiv_id or row.title or row.summary for row in rows} - {None})
