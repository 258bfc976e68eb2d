"""`pithhouse status`: what the published file holds, and what in it should be looked at.

Nothing is changed and no lock is taken. The audit imports pandera, so it is loaded when the command runs.
"""

from datetime import UTC, datetime
from typing import Any

import typer

from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_json, print_table, say
from pipelines.building.house import House

app = typer.Typer()


@app.command(epilog=examples("$ pithhouse status", "$ pithhouse status --data /srv/pithhouse --json | jq .tables.hubs"))
def status(*, data: DataOption = DATA, as_json: JsonOption = False) -> None:
    """Show what is published: rows of each table, captures by outcome, and what should be looked at."""
    found = _status(House(data.absolute()))
    if as_json:
        print_json(found)
        return
    print_table(f"{found['warehouse']}, built {found['built_at']}", ["table", "rows"], found["tables"].items())
    print_table("Captures", ["outcome", "number"], found["outcomes"].items())
    print_table("To look at", ["what", "number"], found["to_look_at"].items())
    if fetching := found["fetching"]:
        rows = [("site", fetching["site"] or "(not set)"), ("hubs listed", fetching["listed"])]
        rows += [("hubs due", fetching["due"]), *fetching["last_run"].items()]
        print_table("Fetching", ["what", ""], [(what, str(value)) for what, value in rows])
    for one in found["unknown_words"]:
        say(f"Not seen before: {one['kind']} {one['word']}")


def _status(house: House) -> dict[str, Any]:
    from pipelines.building import contents  # noqa: PLC0415 (pandera, see above)
    from pipelines.building.audit import counts  # noqa: PLC0415

    path = house.warehouse
    found = counts(path)
    return {
        "warehouse": str(path),
        "bytes": path.stat().st_size if path.exists() else 0,
        "built_at": contents.built_at(path).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "published_at": datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        "tables": contents.rows(path),
        "outcomes": contents.outcomes(path),
        "to_look_at": {
            "lines left over (residue)": found.residue_lines,
            "cells refused (quarantine)": found.quarantined_cells,
            "words not seen before": len(found.unknown_words),
            "printed numbers that disagree (claims)": sum(found.numbers_that_disagree.values()),
            "pages that list fewer papers than they count": sum(found.pages_listing_a_part.values()),
        },
        "residue_by_block": found.residue_by_block,
        "quarantine_by_reason": found.quarantine_by_reason,
        "numbers_that_disagree": found.numbers_that_disagree,
        "unknown_words": [{"kind": kind, "word": word} for kind, word in found.unknown_words],
        "fetching": _fetching(house),
    }


def _fetching(house: House) -> dict[str, Any] | None:
    """Say how it stands with the site, from raw as it is now; None where no hub is listed and no site is set."""
    from pipelines.fetching.receipt import kept  # noqa: PLC0415
    from pipelines.fetching.run import plan  # noqa: PLC0415
    from pipelines.landing.raw_store import RawStore  # noqa: PLC0415
    from pipelines.parsing.reading_store import ReadingStore  # noqa: PLC0415
    from pipelines.settings import settings_of  # noqa: PLC0415

    settings = settings_of(house.root)
    if not settings.site and not house.hubs_csv.exists():
        return None
    readings = ReadingStore(house.readings)
    hubs = plan(settings, RawStore(house.raw), readings, house.hubs_csv, datetime.now(UTC)).hubs
    receipts = list(kept(house.receipts))
    told = ("ended_at", "requests", "not_modified", "retries", "robots", "stop_reason")
    last = receipts[-1].as_json() if receipts else {}
    return {
        "site": settings.site or None,
        "listed": len(hubs),
        "due": sum(one.is_due for one in hubs),
        "last_run": {f"last run: {name}": last[name] for name in told if last.get(name)},
    }
