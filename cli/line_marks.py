"""How the lines of an explained page are marked and described, on a terminal and in HTML alike."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipelines.provenance.explain import ExplainedLine, State

MARKS: Final[dict["State", str]] = {"read": "=", "furniture": ".", "residue": "?", "quarantine": "!", "unread": "-"}
"""What stands before a line, so that nothing depends on colour."""


def kind_of(line: "ExplainedLine") -> str:
    """Name what a line is coloured by: the table that it went to, `label`, or what else became of it."""
    if line.state != "read":
        return line.state
    return "label" if line.field.startswith("label of ") else line.field.partition(".")[0]


def described(line: "ExplainedLine") -> str:
    """Say in few words what a line became: the columns that it gave, else what it was known as."""
    columns: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for name, _ in line.cells):
        table, _, column = name.partition(".")
        columns.setdefault(table, []).append(column)
    given = "; ".join(f"{table}.{', '.join(named)}" for table, named in columns.items())
    return "; ".join(filter(None, (given or line.field, *line.refused))) or line.state
