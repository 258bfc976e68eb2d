"""The terminal session that the README shows: `python -m tests.recording` runs it and writes docs/session.svg.

Every line is what the commands print on a terminal of 112 columns; only the folder's path is shortened. Called by
test_readme.py, which compares the words.
"""

import html
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from tests.cli.commands import on_a_terminal
from tests.console import load_sample

PICTURE: Final = Path(__file__).parents[1] / "docs/session.svg"
COLUMNS: Final = 112
COMMANDS: Final = (
    ["status"],
    ["query", "SELECT title, tier, citing_papers_printed AS n FROM hubs ORDER BY n DESC LIMIT 3"],
    ["why", "papers", "arxiv:9912.00017", "novelty"],
    ["query", "SELECT change FROM changes_between('2026-09-15', '2026-11-25') WHERE what IN ('tier', 'base')"],
)
_IN_COLOUR: Final = {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
_FONT: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def recorded(data: Path) -> str:
    """Run the commands on a warehouse; gives what a terminal showed, with its colours, and a prompt for each."""
    shown = []
    for command in COMMANDS:
        words = " ".join(f'"{one}"' if " " in one else one for one in command)
        seen = on_a_terminal(*command, shown=["stdout"], surroundings=_IN_COLOUR | {"PITHHOUSE_DATA": str(data)})
        shown.append(f"\x1b[1;32m$\x1b[0m \x1b[1mpithhouse {words}\x1b[0m\n{seen.rstrip()}\n")
    return "\n".join(shown).replace(f"{data.parent}/", "")


def stable(text: str) -> str:
    """Give the words of a recording without colours, and without the time at which the file was built."""
    plain = Text.from_ansi(text).plain
    return re.sub(r"(built|checked) \S+Z", r"\1", " ".join(plain.split()))


def words_of(svg: str) -> str:
    """Give the words of a picture in the same form."""
    rows: dict[str, str] = {}
    for place, words in re.findall(r'<text [^>]*?y="([\d.]+)" textLength[^>]*>(.*?)</text>', svg):
        rows[place] = rows.get(place, "") + words
    return stable(html.unescape(" ".join(rows.values())))


def picture(text: str) -> str:
    """Draw a recording as SVG; no font is fetched from anywhere."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(text.rstrip("\n")))
        svg = console.export_svg(title="pithhouse, on the bundled sample", unique_id="session")
    return _FONT.sub("", svg)


def main() -> None:
    """Load the sample, run the session, write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        load_sample(data)
        PICTURE.write_text(picture(recorded(data)), "utf-8")


if __name__ == "__main__":
    main()
