"""What each command costs on the bundled sample, in CPU seconds of all processes beside `import duckdb, polars`.

That import is what any script on such a file pays. Every command is run once before it is measured, so that bytecode is
compiled; where PYTHONDONTWRITEBYTECODE is set it is taken out of the surroundings, for without a cache each run
compiles all of it again. `bench.__main__` calls `compare`.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.contenders import pithhouse
from bench.process_tree import Cost, cost, median

BASE: Final = "import duckdb, polars"
FIRST: Final = "refresh, first"
_ASKED: Final = {
    "refresh, nothing new": ["refresh"],
    "status": ["status"],
    "plan": ["plan"],
    "query": ["query", "SELECT title FROM hubs"],
    "rollback --list": ["rollback", "--list"],
}


def compare(repeat: int) -> dict[str, Cost]:
    """Run everything once, then so many times; gives the medians by command, the bare import first."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        pithhouse("refresh", data=data)
        [paper] = json.loads(pithhouse("query", "--json", "SELECT paper_id FROM papers LIMIT 1", data=data)[1])
        asked: dict[str, list[str]] = _ASKED | {"why": ["why", "papers", paper["paper_id"], "title"]}
        turns = [_turn(data, asked) for _ in range(repeat + 1)][1:]
        return {what: median([turn[what] for turn in turns]) for what in turns[0]}


def _turn(data: Path, asked: dict[str, list[str]]) -> dict[str, Cost]:
    fresh = data.with_name("fresh")
    spent = {BASE: cost([sys.executable, "-c", BASE])[0], FIRST: pithhouse("refresh", data=fresh)[0]}
    shutil.rmtree(fresh)
    spent |= {what: pithhouse(*arguments, data=data)[0] for what, arguments in asked.items()}
    return spent | {"--help": cost([sys.executable, "-m", "cli.main", "--help"])[0]}
