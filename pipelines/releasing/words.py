"""What changed between two releases, in words: `CHANGES.md` of a release."""

from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.plurals import counted
from pipelines.warehouse.compare import TableChange

MOST_SENTENCES: Final = 500
"""Sentences of the pages' changes that are listed; the others are counted."""


def changes_in_words(name: str, former: str, changes: Sequence[TableChange], sentences: Sequence[str]) -> str:
    """Return the page on what changed.

    Args:
        name: the name of the release.
        former: the name of the one before; empty for the first.
        changes: what changed in each table, with examples as text.
        sentences: what changed on the pages, as the macro `learned_between` says it.
    """
    if not former:
        return f"# Release {name}\n\nThis is the first release.\n"
    lines = [f"# Release {name}", "", f"Changes since {former}.", ""]
    changed = [one for one in changes if one.is_changed]
    if not changed:
        return "\n".join([*lines, "No row of any table differs.", ""])
    lines += ["| table | added | removed | changed |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| `{one.table}` | {one.added:,} | {one.removed:,} | {one.changed:,} |" for one in changed]
    lines += ["", "## On the pages", ""]
    lines += [f"- {_line(one)}" for one in sentences[:MOST_SENTENCES]] or ["Nothing new was learned from the pages."]
    if len(sentences) > MOST_SENTENCES:
        lines.append(f"- … and {len(sentences) - MOST_SENTENCES:,} more: `FROM learned_between(a, b)` lists all")
    lines += ["", "## In the tables", ""]
    lines += [f"- {one}" for table in changed for one in _in_table(table)]
    return "\n".join([*lines, ""])


def _in_table(change: TableChange) -> Iterator[str]:
    name = f"`{change.table}`"
    if change.missing:
        yield (
            f"{name} is new, with {counted(change.added, 'row')}" if change.missing == "before" else f"{name} is gone"
        )
    for columns, what in ((change.columns_added, "gained"), (change.columns_removed, "lost")):
        if columns and not change.missing:
            yield f"{name} {what} {', '.join(f'`{one}`' for one in columns)}; the delta has the whole table"
    for number, keys, what in (
        (change.added, change.added_keys, "added"),
        (change.removed, change.removed_keys, "removed"),
    ):
        if number and not change.missing:
            shown = ", ".join(_line(" ".join(key)) for key in keys)
            yield f"{name}: {counted(number, 'row')} {what}, such as {shown}"
    for column in change.columns:
        examples = "; ".join(
            f"{_line(' '.join(one.key))}: {_value(one.before)} became {_value(one.after)}" for one in column.examples
        )
        yield f"`{change.table}.{column.column}`: {counted(column.changed, 'cell')} changed, such as {examples}"


def _value(cell: object) -> str:
    return "NULL" if cell is None else f"“{_line(str(cell))}”"


def _line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"


_LONGEST: Final = 120
