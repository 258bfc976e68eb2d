"""`pithhouse explain CAPTURE`: show a page line by line, each with what it became.

`pipelines.provenance.explain` finds out what became of a line; this module prints it. The parser is imported when the
command runs, so that `--help` stays fast.
"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli import completing
from cli.line_marks import MARKS, described, kind_of
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_json, print_table, say
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.provenance.explain import Explanation

app = typer.Typer()

STYLES: Final = {
    "hubs": "green",
    "abstracts": "cyan",
    "papers": "bright_blue",
    "citations": "bright_blue",
    "summaries": "blue",
    "facet_counts": "magenta",
    "captures": "green",
    "label": "bold",
    "furniture": "dim",
    "residue": "bold yellow",
    "quarantine": "bold red",
    "unread": "yellow",
}
"""The colour of a line, by the table that it was read into or by its state."""


@app.command(
    epilog=examples(
        "$ pithhouse explain 2724e7                    # the first characters of a capture's id are enough",
        "$ pithhouse explain 2724e7 --html page.html   # the same as a page for the browser",
        "$ pithhouse explain 2724e7 --json | jq '.lines[] | select(.state == \"residue\")'",
    )
)
def explain(
    capture: Annotated[
        str,
        typer.Argument(
            metavar="CAPTURE",
            help="A capture's id, or an unambiguous prefix of it.",
            autocompletion=completing.captures,
        ),
    ],
    *,
    data: DataOption = DATA,
    as_json: JsonOption = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write one self-contained page, with the bytes.", dir_okay=False),
    ] = None,
) -> None:
    """Show a captured page line by line: the field that each line became, or that no parser recognised it.

    Today's parser reads the page again from its stored bytes. Each line has a mark (= read, . furniture, ? left over
    as residue, ! a cell was refused to quarantine, - not read at all) and its place in the bytes, as offset+length.
    """
    from cli.explained_page import page_of  # noqa: PLC0415 (see the module's docstring)
    from pipelines.landing.raw_store import RawStore  # noqa: PLC0415
    from pipelines.parsing.vocabulary.capture_context import CaptureContext  # noqa: PLC0415
    from pipelines.provenance.explain import explain as explained  # noqa: PLC0415

    raw = RawStore(DataFolder(data.absolute()).raw)
    found = raw.find(capture)
    body = raw.body(found)
    made = explained(body, CaptureContext.of(found))
    if html:
        html.write_text(page_of(found, made, body), encoding="utf-8")
        say(f"Written: {html}")
    if as_json:
        print_json({"capture_id": found.capture_id, **as_object(found.url, found.captured_at, made)})
    elif not html:
        show(found.url, found.captured_at, made)


def show(url: str, captured_at: datetime, made: "Explanation") -> None:
    """Print a page line by line, then the number of lines in each state."""
    from pipelines.provenance.explain import STATES  # noqa: PLC0415

    row = made.reading.capture
    rows = [
        (MARKS[one.state], str(one.number), _place(one.byte_start, one.byte_end), described(one), one.text)
        for one in made.lines
    ]
    title = f"{url} of {captured_at:%Y-%m-%d %H:%M} UTC: {row.rendering}, {row.outcome}"
    columns = ["", "line", "bytes", "became", "text"]
    print_table(title, columns, rows, [STYLES.get(kind_of(one), "") for one in made.lines])
    counts = made.counts()
    legend = [(MARKS[state], counts[state], state, meaning) for state, meaning in STATES.items() if counts[state]]
    print_table("What became of the lines", ["", "lines", "", ""], legend, [STYLES.get(one[2], "") for one in legend])
    for one in (row.reason, *made.refused):
        if one:
            say(f"Refused: {one}")


def _place(start: int | None, end: int | None) -> str:
    return "" if start is None or end is None else f"{start}+{end - start}"


def as_object(url: str, captured_at: datetime, made: "Explanation") -> dict[str, Any]:
    """Return a page, line by line, as one JSON object."""
    row = made.reading.capture
    return {
        "url": url,
        "captured_at": captured_at.isoformat().replace("+00:00", "Z"),
        "rendering": row.rendering,
        "outcome": row.outcome,
        "reason": row.reason,
        "counts": made.counts(),
        "refused": made.refused,
        "lines": [asdict(one) for one in made.lines],
    }
