"""What the newest published file changed, in sentences: for people who follow the works.

The changes themselves are the rows of `marts.last_changes`; here they are put into words and counted by hub.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.plurals import counted
from pipelines.warehouse.connections import open_published

MAX_SENTENCES: Final = 50
"""So many are told at once; the rest is counted."""

UNTITLED: Final = "a work without a title"

_MOVED: Final = ("tier", "label", "title", "dominant role")
_COUNTED: Final = ("citing papers", "external citations")


class Change(NamedTuple):
    """A row of `marts.last_changes`: the hub's title (None where a paper changed), what, before and after."""

    hub: str | None
    what: str
    before: str | None
    after: str | None


def changes(path: Path) -> list[Change]:
    """Read what the last load changed, hub by hub.

    Raises:
        NotPublished: there is no published file.
    """
    with open_published(path) as connection:
        rows = connection.execute(
            "SELECT CASE WHEN hub_id IS NOT NULL THEN coalesce(hub_title, ?) END, what, before, after "
            "FROM marts.last_changes ORDER BY hub_title NULLS LAST, position",
            [UNTITLED],
        ).fetchall()
    return [Change(*row) for row in rows]


def sentences(found: Iterable[Change]) -> list[str]:
    """Say changes in words, one sentence each; citing papers are counted by hub, changes of papers by kind."""
    by_hub: defaultdict[str, list[Change]] = defaultdict(list)
    of_papers: Counter[str] = Counter()
    for one in found:
        if one.hub is None:
            of_papers[one.what] += 1
        else:
            by_hub[one.hub].append(one)
    said = [sentence for hub, rows in by_hub.items() for sentence in _of_hub(hub, rows)]
    said += [f"The {what} of {counted(count, 'citing paper')} changed." for what, count in sorted(of_papers.items())]
    if len(said) > MAX_SENTENCES:
        return [*said[:MAX_SENTENCES], f"And {len(said) - MAX_SENTENCES:,} more: `FROM marts.last_changes`."]
    return said


def _of_hub(hub: str, rows: list[Change]) -> Iterator[str]:
    if any(one.what == "hub" for one in rows):
        yield f"New work: {hub}."
    for one in rows:
        if one.what in _MOVED:
            verb = "moved" if one.what == "tier" else "changed"
            yield f"{one.what.capitalize()} of {hub} {verb} from {one.before or 'none'} to {one.after or 'none'}."
        elif one.what in _COUNTED:
            yield f"Printed {one.what} of {hub}: from {one.before or 'unknown'} to {one.after or 'unknown'}."
    new = sum(one.what == "citing paper" and one.after is not None for one in rows)
    gone = sum(one.what == "citing paper" and one.before is not None for one in rows)
    if new:
        yield f"{counted(new, 'new citing paper')} of {hub}."
    if gone:
        yield f"{counted(gone, 'citing paper')} left the lists of {hub}."
    if other := sum(one.what in {"role", "polarity"} for one in rows):
        yield f"The role or polarity of {counted(other, 'citation')} of {hub} changed."
