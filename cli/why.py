"""`pithhouse why TABLE KEY... COLUMN`: show where a published cell comes from.

`pipelines.provenance.why` finds the answer; it imports pandera, so it is imported when the command runs.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from cli import completing
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import clean, print_json, print_table, stdout
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.provenance.why import Answer, Place

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse why hubs 6f956b46-dc58-5ecb-bcfd-c83af8071a9e tier",
        "$ pithhouse why hubs 'gradient lanterns' label",
        "$ pithhouse why papers arxiv:9912.00017 novelty",
        "$ pithhouse why citations 6f956b46-dc58-5ecb-bcfd-c83af8071a9e arxiv:9912.00020 1 role",
        "$ pithhouse why facet_counts 6f956b46-dc58-5ecb-bcfd-c83af8071a9e year 2026 n --json | jq .place",
    )
)
def why(
    asked: Annotated[
        list[str],
        typer.Argument(
            metavar="TABLE KEY... COLUMN",
            help="The table, the row's key, and the column.",
            autocompletion=completing.cells,
        ),
    ],
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
) -> None:
    """Show where a published cell comes from: the capture, the rule that read it, and the exact bytes.

    The bytes are found in the stored capture and read again by themselves; they are shown only if they give the cell's
    value. For a computed cell, the rule and its captures are shown; for an empty one, the captures that were searched.
    Give the key's columns in the order of docs/tables.md. A part of a hub's title stands for its uuid, and a former id
    of a paper works too.
    """
    from pipelines.provenance.why import why as answered  # noqa: PLC0415 (see the module's docstring)
    from pipelines.warehouse.connections import keeping_open  # noqa: PLC0415

    with keeping_open():
        answer = answered(DataFolder(data.absolute()), asked)
    if as_json:
        print_json(asdict(answer))
    else:
        _show(answer)


def _show(answer: "Answer") -> None:
    key = " ".join(answer.key.values())
    rows: list[tuple[str, object]] = [
        ("value", "NULL" if answer.value is None else str(answer.value)),
        ("how", answer.how),
        ("rule", answer.rule),
    ]
    if answer.parser:
        rows.append(("parser", f"pipelines/parsing/{answer.parser}, version {answer.parser_version}"))
    if answer.place:
        rows.append(("bytes", f"{answer.place.byte_length} from offset {answer.place.byte_start}"))
    print_table("", ["cell", f"{answer.table} {key} {answer.column}"], rows)
    stdout().print()
    shown = [(one.capture_id, f"{one.captured_at:%Y-%m-%d %H:%M:%S}", one.url) for one in answer.captures]
    print_table("", ["capture", "time (UTC)", "url"], shown)
    stdout().print()
    if answer.place:
        _show_bytes(answer.place)


def _show_bytes(place: "Place") -> None:
    """Print the bytes with those around them, marked by brackets and, where available, by colour."""
    around, printed = (clean(place.before), clean(place.behind)), clean(place.printed)
    stdout().print(Text.assemble((around[0], "dim"), "⟦", (printed, "bold green"), "⟧", (around[1], "dim")))
