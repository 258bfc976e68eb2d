"""`pithhouse status`: one screen that says whether all is well, what to do if not, and what is published.

Nothing is changed, and no lock is held. The readings and settings (polars, pydantic) are imported when the command
runs; pandera and Dagster are not.
"""

import sqlite3
from datetime import UTC, datetime
from typing import Any, Final

import typer

from cli.options import DATA, DataOption, JsonOption, examples, with_data
from cli.screen import print_figures, print_heading, print_json, print_matter
from cli.summary import named_as_in_sql
from pipelines.plurals import counted
from pipelines.workspace import DataFolder

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse status",
        "$ pithhouse status --data /srv/pithhouse --json | jq .tables.hubs",
        "$ pithhouse status --json | jq -e '.state != \"bad\"'   # for a monitor",
    )
)
def status(*, data: DataOption = DATA, as_json: JsonOption = False) -> None:
    """Say on one screen whether all is well, and what to do if not; then what is published.

    The state is `ok`, `look` or `bad`. A notice (`look`) is no fault: a new word on a page, or a line that no parser
    reads. A fault (`bad`) has to be repaired. Each comes with the command to run next.
    """
    found = _status(DataFolder(data.absolute()))
    if as_json:
        print_json(found)
        return
    looked = f", checked {found['looked_at']}" if found["looked_at"] else ""
    print_heading(
        f"{_verdict(found)} {found['warehouse']}, built {found['built_at']}{looked}.", _STYLES[found["state"]]
    )
    for one in found["to_do"]:
        print_matter(f"{one['state']:4}  {one['what']}: {one['seen']}", f"> {one['next']}", _STYLES[one["state"]])
    print_figures("Rows", named_as_in_sql(found["tables"]))
    print_figures("Captures", found["outcomes"])
    if fetching := found["fetching"]:
        told = {"site": fetching["site"] or "(not set)", "hubs listed": fetching["listed"], "due": fetching["due"]}
        print_figures("Fetching", told | fetching["last_run"])


_STYLES: Final = {"ok": "green", "look": "yellow", "bad": "red"}


def _verdict(found: dict[str, Any]) -> str:
    states = [one["state"] for one in found["to_do"]]
    bad, look = states.count("bad"), states.count("look")
    if not states:
        return "All is well."
    notices = counted(look, "notice")
    return f"{counted(bad, 'fault')} to repair, {notices}." if bad else f"All good: nothing to repair, {notices}."


def _status(folder: DataFolder) -> dict[str, Any]:
    from cli import health  # noqa: PLC0415 (Dagster and pandera, see above)
    from pipelines.warehouse import summary  # noqa: PLC0415
    from pipelines.warehouse.quality import results  # noqa: PLC0415

    path = folder.warehouse
    found = results(path)
    told = {
        "warehouse": str(path),
        "bytes": path.stat().st_size if path.exists() else 0,
        "built_at": summary.built_at(path).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "published_at": datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        "looked_at": _looked_at(folder),
        "tables": summary.rows(path),
        "outcomes": summary.outcomes(path),
        "to_look_at": {one.check.label: one.count for one in found.values()},
        "residue_by_block": found["residue"].by_name(),
        "quarantine_by_reason": found["quarantine"].by_name(),
        "numbers_that_disagree": found["claims"].by_name(),
        "unknown_words": [{"kind": kind, "word": word} for kind, word in found["words"].parts],
        "fetching": _fetching(folder),
    }
    to_do = health.matters(folder, told, found, datetime.now(UTC))
    state = "bad" if any(one.state == "bad" for one in to_do) else "look" if to_do else "ok"
    listed = [
        {"state": one.state, "what": one.what, "seen": one.seen, "next": with_data(one.repair, folder.root)}
        for one in to_do
    ]
    return {"state": state, "to_do": listed} | told


def _looked_at(folder: DataFolder) -> str | None:
    """Return when a run, or a command that needed no run, last checked whether anything is new (UTC)."""
    from cli import run_record  # noqa: PLC0415

    try:
        run = run_record.latest(folder, run_record.REFRESH)
    except sqlite3.Error:  # `health` says so
        run = None
    times = [run.ended_at] if run and run.ended_at and run.status == run_record.SUCCESS else []
    if folder.last_look.exists():
        times.append(datetime.fromtimestamp(folder.last_look.stat().st_mtime, UTC))
    return max(times).isoformat(timespec="seconds").replace("+00:00", "Z") if times else None


def _fetching(folder: DataFolder) -> dict[str, Any] | None:
    """Return the state of fetching, from raw as it is now; None if no hub is listed and no site is set."""
    from pipelines.fetching.plan import plan  # noqa: PLC0415
    from pipelines.fetching.receipt import kept  # noqa: PLC0415
    from pipelines.landing.raw_store import RawStore  # noqa: PLC0415
    from pipelines.parsing.store.readings import ReadingStore  # noqa: PLC0415
    from pipelines.settings import settings_of  # noqa: PLC0415

    settings = settings_of(folder.root)
    if not settings.site and not folder.hubs_csv.exists():
        return None
    readings = ReadingStore(folder.readings)
    hubs = plan(settings, RawStore(folder.raw), readings, folder.hubs_csv, datetime.now(UTC)).hubs
    receipts = list(kept(folder.receipts))
    told = ("ended_at", "requests", "not_modified", "retries", "robots", "stop_reason")
    last = receipts[-1].as_json() if receipts else {}
    return {
        "site": settings.site or None,
        "listed": len(hubs),
        "due": sum(one.is_due for one in hubs),
        "last_run": {f"last run: {name}": last[name] for name in told if last.get(name)},
    }
