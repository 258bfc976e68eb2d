"""The console blocks of the README: what they ask, and what is answered. `python -m tests.readme` writes the answers.

A block begins with ```console; a line that begins with `$ ` begins a command, which goes on while a quotation is open.
Called by test_readme.py.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```\n)", re.DOTALL)
CLI = [sys.executable, "-c", "from cli.main import run; run()"]


def blocks(text: str) -> list[str]:
    """Give the console blocks of a page."""
    return _BLOCK.findall(text)


def commands(block: str) -> Iterator[str]:
    """Give the commands of a block, with the `$ ` before them."""
    command = ""
    for line in block.splitlines():
        if line.startswith("$ ") or command:
            command = f"{command}\n{line}" if command else line
            if command.count('"') % 2 == 0:
                yield command
                command = ""


def answered(block: str, data: Path) -> str:
    """Give the block as it should be: each command with what it prints on the warehouse in `data`."""
    return "\n".join(f"{command}\n{_run(command, data)}" for command in commands(block)).rstrip("\n") + "\n"


def load_sample(data: Path) -> None:
    """Load the bundled sample into a data folder."""
    subprocess.run([*CLI, "refresh", "--data", str(data)], cwd=README.parent, check=True, capture_output=True)


def _run(command: str, data: Path) -> str:
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "pithhouse"
    return printed(arguments, data)


def printed(arguments: list[str], data: Path) -> str:
    """Give what a command prints as a table, without blanks at the ends of lines."""
    asked = [*CLI, *arguments, "--data", str(data), "--format", "table"]
    done = subprocess.run(asked, cwd=README.parent, check=True, capture_output=True, text=True)
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def main() -> None:
    """Write today's answers into the README."""
    with tempfile.TemporaryDirectory() as folder:
        load_sample(Path(folder))
        text = README.read_text("utf-8")
        README.write_text(_BLOCK.sub(lambda one: answered(one.group(), Path(folder)), text), "utf-8")


if __name__ == "__main__":
    main()
