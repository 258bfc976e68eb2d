"""Runs the commands that a page shows: `python -m tests.console` writes today's answers into README and tutorial.

Two kinds of blocks are compared with what is printed:

- ```` ```console ````: a line that begins with `$ ` begins a command, which goes on while a quotation is open; its
  standard output follows. `pithhouse` runs in this process; any other program, and what follows a `|`, in a shell.
- ```` ```python ```` or ```` ```sql ````, followed by a ```` ```text ```` block with what it prints. SQL runs in a
  database in memory.

A block with a command of `ELSEWHERE` is left as it is; a test of its own runs it (test_tutorial.py).
"""

import io
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stdout
from pathlib import Path
from typing import Final
from unittest.mock import patch

import duckdb

from cli.main import ended

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
TUTORIAL: Final = ROOT / "docs/tutorial.md"
ELSEWHERE: Final = ("make run", "pithhouse dev")
_READER_ENDED_FIRST: Final = 128 + signal.SIGPIPE
_CONSOLE: Final = re.compile(r"(?<=```console\n).*?(?=```\n)", re.DOTALL)
_CODE: Final = re.compile(
    r"```(?P<language>python|sql)\n(?P<code>(?:(?!```).)*)```\n(?P<between>\s*)```text\n(?P<shown>(?:(?!```).)*)```\n",
    re.DOTALL,
)


def blocks(text: str) -> list[str]:
    """Return the console blocks of a page."""
    return _CONSOLE.findall(text)


def commands(block: str) -> Iterator[str]:
    """Yield the commands of a block, each with the `$ ` before it."""
    command = ""
    for line in block.splitlines():
        if line.startswith("$ ") or command:
            command = f"{command}\n{line}" if command else line
            if command.count('"') % 2 == 0:
                yield command
                command = ""


def rewritten(text: str, folder: Path) -> str:
    """Return a page with today's answers, run from top to bottom in a folder that holds a data folder `data`."""
    pieces = re.compile(f"{_CONSOLE.pattern}|{_CODE.pattern}", re.DOTALL)
    with beside_the_data(folder):
        return pieces.sub(lambda found: _code(found) if found["language"] else answered(found.group()), text)


@contextmanager
def beside_the_data(folder: Path) -> Iterator[None]:
    """Work in a folder whose data folder is named `data`, on an output of 100 columns."""
    with chdir(folder), patch.dict(os.environ, {"COLUMNS": "100"}):
        yield


def answered(block: str) -> str:
    """Return a console block as it should be in the working directory: each command with what it prints."""
    if any(command.removeprefix("$ ").startswith(ELSEWHERE) for command in commands(block)):
        return block
    return "\n".join(f"{command}\n{printed(command)}" for command in commands(block)).rstrip("\n") + "\n"


def printed(command: str) -> str:
    """Return what a command prints on standard output in the working directory, without blanks at the ends of lines.

    Args:
        command: with or without the `$ ` before it. A `query` prints a table, as it does on a terminal.
    """
    first, pipe, rest = command.removeprefix("$ ").partition(" | ")
    program, *arguments = shlex.split(first)
    if program != "pithhouse":
        return _trimmed(_shell(command.removeprefix("$ "), ""))
    if arguments[0] == "query":
        arguments += ["--format", "table"]
    with redirect_stdout(io.StringIO()) as out:
        code = ended(arguments)
    assert code == 0, f"{command} ended with {code}"
    return _trimmed(_shell(rest, out.getvalue()) if pipe else out.getvalue())


def load_sample(data: Path) -> None:
    """Load the bundled sample into a data folder."""
    command = [sys.executable, "-c", "from cli.main import run; run()", "refresh", "--data", str(data)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _code(found: re.Match[str]) -> str:
    with redirect_stdout(io.StringIO()) as out:
        if found["language"] == "sql":
            with duckdb.connect() as database:
                database.sql(found["code"]).show()
        else:
            exec(found["code"], {})
    language, code, between = found["language"], found["code"], found["between"]
    return f"```{language}\n{code}```\n{between}```text\n{_trimmed(out.getvalue())}```\n"


def _shell(command: str, given: str) -> str:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        input=given,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        check=False,
        capture_output=True,
        text=True,
    )
    # `head` may end while the command before it still writes: a page shows that, and it is no failure.
    assert done.returncode in {0, _READER_ENDED_FIRST}, f"{command} ended with {done.returncode}: {done.stderr}"
    return done.stdout


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip("\n").splitlines()) + "\n"


def main() -> None:
    """Write today's answers into both pages."""
    with tempfile.TemporaryDirectory() as folder:
        load_sample(Path(folder) / "data")
        for page in (README, TUTORIAL):  # the README's commands only read
            page.write_text(rewritten(page.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
