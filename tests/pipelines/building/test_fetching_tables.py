"""What fetching leaves in the tables: attempts and their outcomes, 304s, the state of the listed hubs, receipts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.building.build import build
from pipelines.fetching import receipt
from pipelines.landing.captures import OUTCOMES, Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.outcomes import UNTROUBLED
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.live import worlds
from tests.pagewriter.markups import HTML_MARKUPS
from tests.pagewriter.records import HubRecord
from tests.pipelines.building.support import NOW, Tables, all_tables, ask, broken, rows_of
from tests.pipelines.fetching.made_up import HUB, OTHER_HUB
from tests.pipelines.landing.samples import arrival
from tests.tiers import rest_deep

START = datetime(2026, 11, 1, tzinfo=UTC)  # after every date on the pages
RECORD = worlds.small_hub(1)
HUB_ID = RECORD.hub_id
STRAY = b"<p>A made-up line that no parser knows</p></main>"
HUBS_CSV = f"url,found_on,depth\n{RECORD.hub_id},,\n{OTHER_HUB},{HUB},1\n"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def page(number: float, record: HubRecord = RECORD, outcome: str = "ok", **changes: object) -> Arrival:
    """The page of a hub on that day; it holds a line that nobody knows."""
    body = HTML_MARKUPS["html_articles"](record, {}).encode()
    assert b"</main>" in body
    sides = {
        "hub_id": record.hub_id,
        "url": f"https://pith.science/citations/{record.hub_id}",
        "captured_at": day(number),
        "outcome": outcome,
    }
    return arrival(body.replace(b"</main>", STRAY), **(sides | changes))


def attempt(number: float, outcome: str, record: HubRecord = RECORD, **changes: object) -> Arrival:
    """An attempt without a body."""
    sides = {"hub_id": record.hub_id, "captured_at": day(number), "outcome": outcome, "source_rendering": None}
    return arrival(b"", **(sides | changes))


def take(folder: DataFolder, *arrivals: Arrival) -> bool:
    """Land, read, build and publish; tells whether there was anything to publish."""
    raw = RawStore(folder.raw)
    raw.append(arrivals, NOW)
    ReadingStore(folder.readings).read_new(raw)
    done = build(folder, NOW)
    if not done.is_unchanged:
        assert broken(folder.building) == []
        publish(folder)
    return not done.is_unchanged


def taken(folder: DataFolder, *arrivals: Arrival) -> Tables:
    """Land and read; the tables in memory, but for those of the listed hubs and of receipts."""
    raw = RawStore(folder.raw)
    raw.append(arrivals, NOW)
    ReadingStore(folder.readings).read_new(raw)
    return Tables(folder, is_checked=True)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


# Pages that did not change


def test_an_unchanged_page_publishes_nothing_and_counts_at_the_next_build(folder: DataFolder) -> None:
    assert take(folder, page(0))
    assert not take(folder, page(5, outcome="unchanged", http_status=304))
    assert ask(folder, "SELECT last_captured_at FROM hubs") == [(day(0),)]
    assert take(folder, page(6, worlds.small_hub(2)))
    assert ask(folder, "SELECT outcome, is_problem, captured_at FROM captures ORDER BY captured_at") == [
        ("ok", False, day(0)),
        ("unchanged", False, day(5)),
        ("ok", False, day(6)),
    ]
    for name in ("hubs", "citations"):
        times = ask(folder, f"SELECT DISTINCT first_captured_at, last_captured_at FROM {name} WHERE hub_id = ?", HUB_ID)
        assert times == [(day(0), day(5))]


def test_unknown_lines_are_told_once_for_captures_of_the_same_bytes(folder: DataFolder) -> None:
    tables = taken(folder, page(0), page(1, outcome="unchanged"), page(2))
    assert ask(tables, "SELECT count(*), count(DISTINCT capture_id) FROM residue WHERE text LIKE '%no parser%'") == [
        (1, 1)
    ]
    assert ask(tables, "SELECT DISTINCT residue_lines > 0 FROM captures") == [(True,)]


def test_every_order_of_landing_gives_the_same_tables(tmp_path: Path) -> None:
    """Each arrives in a run of its own; the first to arrive may be the last in time, or one that was unchanged."""
    changed = worlds.small_hub(1, version=1)
    arrivals = [page(0), page(1, outcome="unchanged"), page(2, changed), page(3), attempt(4, "gone")]
    orders = [arrivals, arrivals[::-1], [arrivals[number] for number in (1, 3, 0, 4, 2)]]
    found = []
    for number, order in enumerate(orders):
        folder = DataFolder(tmp_path / str(number))
        folder.root.mkdir()
        folder.hubs_csv.write_text(HUBS_CSV)
        raw, readings = RawStore(folder.raw), ReadingStore(folder.readings)
        for each in order:
            raw.append([each], NOW)
            readings.read_new(raw)
        build(folder, NOW)
        found.append(all_tables(folder.building))
    assert found[0]["residue"]
    assert found[1] == found[0]
    assert found[2] == found[0]


# Attempts without a page


@pytest.mark.parametrize("outcome", rest_deep("retried", "gone", "blocked_by_robots"))
def test_an_attempt_that_brought_nothing_leaves_no_row_in_quarantine(folder: DataFolder, outcome: str) -> None:
    tables = taken(folder, page(0), attempt(1, outcome, reason="the site answered so"))
    assert ask(tables, "SELECT count(*) FROM quarantine") == [(0,)]
    [(found, reason, seen)] = ask(
        tables, "SELECT outcome, reason, rendering FROM captures WHERE captured_at = ?", day(1)
    )
    assert (found, reason, seen) == (outcome, "the site answered so", None)
    assert ask(tables, "SELECT count(*) FROM hubs") == [(1,)]


def test_each_outcome_is_a_problem_or_not(folder: DataFolder) -> None:
    others = sorted(set(OUTCOMES) - {"ok", "unchanged"})
    tables = taken(
        folder, page(0), page(1, outcome="unchanged"), *(attempt(2 + n, one) for n, one in enumerate(others))
    )
    found = dict(ask(tables, "SELECT outcome, is_problem FROM captures"))
    assert found == {outcome: outcome not in UNTROUBLED for outcome in OUTCOMES}
    assert {one for one, is_problem in found.items() if not is_problem} == {"ok", "unchanged", "retried", "gone"}
    refused = {one["reason"] for one in rows_of(tables, "quarantine")}
    assert len(rows_of(tables, "quarantine")) == sum(found.values()) - found["blocked_by_robots"], refused


def test_a_problem_of_reading_wins_over_unchanged(folder: DataFolder) -> None:
    login = b"<html><body><p>Please sign in</p></body></html>"
    tables = taken(folder, arrival(login, captured_at=day(0)), arrival(login, captured_at=day(1), outcome="unchanged"))
    assert ask(tables, "SELECT outcome, is_problem FROM captures") == [("not_a_hub", True)] * 2


# The listed hubs


FAR = worlds.small_hub(2)


@pytest.fixture(scope="module")
def kept_receipt() -> receipt.Receipt:
    one = receipt.new_receipt("https://pith.science", "Pithhouse/0.1", day(0))
    one.requests, one.waited_seconds = 3, 2.5
    one.ended_with("ok")
    one.permitted("line 2: Allow: /")
    one.close(day(0) + timedelta(seconds=90), "")
    return one


@pytest.fixture(scope="module")
def listed(kept_receipt: receipt.Receipt, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A folder with a list of hubs and receipts, published; read-only."""
    folder = DataFolder(tmp_path_factory.mktemp("listed"))
    folder.hubs_csv.write_text(f"{HUBS_CSV}{HUB},,\n{FAR.hub_id},,\n")
    receipt.keep(kept_receipt, folder.receipts)
    (folder.receipts / "20260302-9.json").write_text('{"fetch_id": 7}')
    take(
        folder,
        page(0, etag='"one"'),
        page(2, worlds.small_hub(1, version=1), etag='"two"', last_modified="Tue, 03 Mar 2026 00:00:00 GMT"),
        attempt(3, "retried"),
        attempt(3.5, "failed", reason="503"),
        arrival(b"<html><body><p>Please sign in</p></body></html>", captured_at=day(0)),
        page(0, FAR),
        page(0, FAR, captured_at=datetime(9999, 12, 31, 12, tzinfo=UTC), outcome="unchanged"),
    )
    return folder


def states_of(folder: DataFolder) -> dict[str, dict[str, Any]]:
    return {str(one["hub_id"]): one for one in rows_of(folder, "sources")}


def test_the_state_of_each_listed_hub(listed: DataFolder) -> None:
    states = states_of(listed)
    assert states.keys() == {HUB_ID, OTHER_HUB, HUB, FAR.hub_id}
    seen, never = states[HUB_ID], states[OTHER_HUB]
    of_the_newest = "SELECT capture_id FROM captures WHERE captured_at = ? AND hub_id = ?"
    [(capture_id,)] = ask(listed, of_the_newest, day(2), HUB_ID)
    assert {name: value for name, value in seen.items() if name != "found_on"} == {
        "hub_id": HUB_ID,
        "url": f"https://pith.science/citations/{HUB_ID}",
        "depth": 0,
        "last_attempt_at": day(3.5),
        "last_outcome": "failed",
        "last_page_at": day(2),
        "capture_id": capture_id,
        "etag": '"two"',
        "last_modified": "Tue, 03 Mar 2026 00:00:00 GMT",
        "same_since": day(2),
        "visits": 1,
        "changes": 1,
        "failures": 1,
        "next_due_at": day(4.4),
    }
    assert (str(never["found_on"]), never["depth"], never["next_due_at"], never["visits"]) == (HUB, 1, None, 0)


def test_a_page_that_reading_refused_is_told_as_what_it_is(listed: DataFolder) -> None:
    source = states_of(listed)[HUB]
    assert (source["last_outcome"], source["failures"], source["last_page_at"]) == ("not_a_hub", 1, None)


def test_a_capture_with_an_impossible_time_stops_nothing(listed: DataFolder) -> None:
    assert states_of(listed)[FAR.hub_id]["last_attempt_at"] == day(0)


# The receipts


def test_a_row_for_each_receipt_and_none_for_a_damaged_one(listed: DataFolder, kept_receipt: receipt.Receipt) -> None:
    one = kept_receipt
    [row] = rows_of(listed, "fetches")
    assert (row["fetch_id"], row["started_at"], row["ended_at"]) == (one.fetch_id, one.started_at, one.ended_at)
    assert (row["requests"], row["waited_seconds"], row["outcomes"]) == (3, 2.5, '{"ok": 1}')
    assert (row["robots_line"], row["stop_reason"]) == ("line 2: Allow: / (1)", None)
