"""Marks and descriptions of the lines of an explained page, for the terminal and for HTML."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.provenance.explain import ExplainedLine, State

MARKS: Final[dict["State", str]] = {"read": "=", "furniture": ".", "residue": "?", "quarantine": "!", "unread": "-"}
"""The mark in front of a line, so that nothing depends on colour alone."""


def kind_of(line: "ExplainedLine") -> str:
    """Return the kind that a line is coloured by: the table that it was read into, `label`, or its state."""
    if line.state != "read":
        return line.state
    return "label" if line.field.startswith("label of ") else line.field.partition(".")[0]


def described(line: "ExplainedLine") -> str:
    """Describe briefly what a line became: the columns read from it, else the field or state, with any refusals."""
    columns: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for name, _ in line.cells):
        table, _, column = name.partition(".")
        columns.setdefault(table, []).append(column)
    given = "; ".join(f"{table}.{', '.join(named)}" for table, named in columns.items())
    return "; ".join(filter(None, (given or line.field, *line.refused))) or line.state
