"""Whether anything in a data folder needs attention, and the next command for each such matter.

The checks of the installation and its files come from `findings`; this module adds those of fetching and content.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from cli import findings
from cli.findings import Found
from pipelines.plurals import counted
from pipelines.warehouse.quality import Result
from pipelines.warehouse.summary import landed_and_held
from pipelines.workspace import DataFolder

OLD: Final = timedelta(days=2)
"""If a site is fetched every day, a file built longer ago than this is late."""

_LOOKS: Final = (findings.folder, findings.lock, findings.readings, findings.published, findings.last_run)


def matters(folder: DataFolder, found: dict[str, Any], quality: Mapping[str, Result], now: datetime) -> list[Found]:
    """List what needs attention, repairs first.

    Args:
        folder: the data folder.
        found: the counts that `status` shows.
        quality: the results of the content checks.
        now: the time (UTC).

    Returns:
        Matters with the state `bad` (to repair) or `look`, each with its next command; empty if all is well.
    """
    seen = [one for look in _LOOKS for one in look(folder) if one.state != "ok"]
    seen += [*_unpublished(folder, found), *_fetching(found, now), *_content(quality)]
    return sorted(seen, key=lambda one: one.state != "bad")


def _unpublished(folder: DataFolder, found: dict[str, Any]) -> Iterator[Found]:
    landed, published = landed_and_held(folder, found["outcomes"])
    if landed > published:
        seen = f"{counted(landed - published, 'landed capture')} not in the published file"
        yield Found("published file", "look", seen, "pithhouse refresh")


def _fetching(found: dict[str, Any], now: datetime) -> Iterator[Found]:
    fetching = found["fetching"]
    if not fetching:
        return
    if not fetching["site"]:
        seen = f"{counted(fetching['listed'], 'hub')} listed, but no site is set"
        yield Found("fetching", "look", seen, "set `site` (docs/settings.md)")
    elif fetching["due"]:
        yield Found("fetching", "look", f"{counted(fetching['due'], 'hub')} due", "pithhouse plan, pithhouse refresh")
    if stopped := fetching["last_run"].get("last run: stop_reason"):
        yield Found("fetching", "look", f"the last run ended early: {stopped}", "pithhouse refresh continues")
    built = datetime.fromisoformat(found["built_at"])
    if fetching["site"] and fetching["due"] and now - built > OLD:
        seen = f"built {(now - built).days} days ago"
        yield Found("published file", "look", seen, "pithhouse dev keeps the daily schedule running")


def _content(quality: Mapping[str, Result]) -> Iterator[Found]:
    for key, one in quality.items():
        if one.count:
            seen = f"{one.count:,} {one.check.label.split(' (')[0]}"
            if one.check.is_itemized:
                seen += f": {', '.join(_item(part, number) for part, number in one.parts.items())}"
            yield Found(key, "look", seen, f'pithhouse query "{one.check.query}"')


def _item(part: tuple[str, ...], number: int) -> str:
    """Name a part: a kind and its word as they are, anything else with its number."""
    return " ".join(part) if len(part) > 1 else f"{part[0]} {number:,}"
