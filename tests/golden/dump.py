"""What the product gives its users, as plain data: tables of the sample and of real captures, exports, help, graph.

Everything is asked through the public commands and the published file, so a move of code cannot change how it is asked.
Times of the run itself become the word `run`; all other values stay as they are. No expectation is written here: the
committed digests are in `golden.json`, and `python -m tests.golden` compares or rewrites them.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.assets.graph import as_text

CHECKOUT = Path(__file__).resolve().parents[2]
REAL_CAPTURES = CHECKOUT.parent / "shared" / "captures"
NEVER_EQUAL = {"meta.build", "meta.batches"}
"""Tables that name a run: its number, its statements, its moment."""
NOT_COMPARED = {"citation.json", "datapackage.json", "croissant.json", "checksums.sha256"}
"""Files of an export that hold the moment of the export, or digests of those that do."""

LANDED = {"warc_file", "warc_offset"}
"""Columns that say where a capture was put: the head of a WARC file holds the moment and so varies in length."""

Digests = dict[str, str]


def dump(work: Path, rows: Path | None = None) -> dict[str, Digests]:
    """Give section -> name -> digest; `work` is an empty folder, `rows` a folder for the rows as text, for a diff."""
    found = {"graph": {"assets": _digest(as_text())}, "help": _help(rows)}
    _run("refresh", "--data", str(work / "sample"))
    found["sample"] = dict(_tables(work / "sample", rows and rows / "sample"))
    found["export"] = _export(work, rows)
    if REAL_CAPTURES.is_dir():
        _run("ingest", str(REAL_CAPTURES), "--data", str(work / "real"))
        found["real captures"] = dict(_tables(work / "real", rows and rows / "real"))
    return found


def _tables(data: Path, rows: Path | None) -> Iterator[tuple[str, str]]:
    """Every table and view of a published file with the digest of its columns and sorted rows."""
    now = datetime.now(UTC)
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as file:
        file.execute("SET TimeZone = 'UTC'")
        names = "SELECT schema_name, table_name FROM {} WHERE NOT internal ORDER BY ALL"
        for kind in ("duckdb_tables()", "duckdb_views()"):
            asked = names.format(kind) if kind == "duckdb_tables()" else names.format(kind).replace("table", "view")
            for schema, table in file.execute(asked).fetchall():
                if (name := f"{schema}.{table}") in NEVER_EQUAL:
                    continue
                answer = file.execute(
                    f'SELECT COLUMNS(lambda c: NOT list_contains(?, c)) FROM "{schema}"."{table}"', [[*LANDED]]
                )
                columns = [f"{column[0]} {column[1]}" for column in answer.description]
                lines = sorted(json.dumps([_plain(cell, now) for cell in row]) for row in answer.fetchall())
                named = re.sub(r"\bfile_[0-9a-f]{20}$", "file", name)  # a name of each file's own
                yield named, _kept("\n".join([json.dumps(columns), *lines]), rows, named)


def _plain(cell: Any, now: datetime) -> Any:
    """The value as text that is the same for equal values; a time of the last hour is the run's own."""
    if isinstance(cell, datetime):
        moment = cell if cell.tzinfo else cell.replace(tzinfo=UTC)
        return "run" if 0 <= (now - moment).total_seconds() < 3600 else moment.astimezone(UTC).isoformat()
    if isinstance(cell, list | tuple):
        return [_plain(one, now) for one in cell]
    if isinstance(cell, dict):
        return {str(key): _plain(value, now) for key, value in cell.items()}
    return cell if cell is None or isinstance(cell, bool | int) else str(cell)


def _export(work: Path, rows: Path | None) -> Digests:
    """The files of an export as JSON Lines, CSV and BibTeX, without those that hold the moment."""
    found = {}
    for form in ("csv", "jsonl"):
        tables = "hubs,abstracts,papers,citations,summaries,facet_counts"
        _run("export", str(work / form), "--format", form, "--tables", tables, "--data", str(work / "sample"))
        for path in sorted((work / form).iterdir()):
            if path.name not in NOT_COMPARED:
                found[path.name] = _kept(path.read_text(encoding="utf-8"), rows, f"export {path.name}")
    [hub] = json.loads(_run("query", _MOST_CITED, "--json", "--data", str(work / "sample")))
    cited = _run("cite", hub["hub_id"], "--data", str(work / "sample"))
    return found | {"cite": _kept(cited, rows, "cite")}


_MOST_CITED = "SELECT hub_id FROM hubs ORDER BY citing_papers_printed DESC NULLS LAST, hub_id LIMIT 1"


def _help(rows: Path | None) -> Digests:
    asked = "from cli.main import app; print(*[c.name or c.callback.__name__ for c in app.registered_commands])"
    names = subprocess.run(
        [sys.executable, "-c", asked], env=_surroundings(), capture_output=True, text=True, check=True
    )
    return {
        name or "pithhouse": _kept(_run(*name.split(), "--help"), rows, f"help {name}")
        for name in ("", *names.stdout.split())
    }


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "cli.main", *arguments]
    done = subprocess.run(command, env=_surroundings(), cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout


def _surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PITHHOUSE")}
    return kept | {"PYTHONPATH": str(CHECKOUT), "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def _kept(text: str, rows: Path | None, name: str) -> str:
    if rows is not None:
        rows.mkdir(parents=True, exist_ok=True)
        (rows / name).write_text(text, encoding="utf-8")
    return _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
