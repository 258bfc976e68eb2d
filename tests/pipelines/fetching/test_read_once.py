"""A page is read once, as it arrives; one that did not change is judged by its stored reading, without its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.landing.raw_files import open_file
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store import arriving
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from schemas.registry import READINGS
from tests.live import answers, worlds
from tests.live.site_server import SiteServer
from tests.pipelines.fetching.support import Folder, Pair, pair


def refuse(_body: bytes, source: CaptureContext) -> Reading:
    """A reader for runs in which no page is to be read."""
    raise AssertionError(f"{source.url} was read")


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Folder]:
    """A folder that lists one hub whose page shows 50 of its 130 rows; its site has twins."""
    with SiteServer(worlds.large_site()) as site:
        folder = Folder(tmp_path / "data", site, twins=True)
        folder.list_hubs(*site.hubs)
        yield folder


def stored(readings: ReadingStore) -> dict[str, pl.DataFrame]:
    """All stored rows, in one order."""
    return {
        model.__name__: pl.read_parquet(readings.files(model), glob=False).sort(pl.all(), nulls_last=True)
        for model in READINGS
    }


def test_what_was_read_on_arrival_is_what_reading_the_landed_pages_gives(large: Folder, tmp_path: Path) -> None:
    fetched = large.fetch(is_kept=True)
    assert len(fetched.captures) == 8, "the page, its twin and six views"
    assert large.readings.read_new(large.raw).read == 0
    afresh = ReadingStore(tmp_path / "afresh")
    assert afresh.read_new(large.raw).read == 8
    of_arrival, of_landed = stored(large.readings), stored(afresh)
    for name, frame in of_landed.items():
        assert of_arrival[name].equals(frame), name


def test_pages_that_did_not_change_are_judged_without_their_bytes(large: Folder) -> None:
    large.fetch(is_kept=True)
    for name in sorted(large.folder.raw.glob("*.warc.gz")):
        with open_file(name, "r+b") as file:  # no body can be had from here on
            for at in range(600, name.stat().st_size, 400):
                file.seek(at)
                file.write(b"\0\0\0\0")
    again = large.fetch(is_kept=True, read=refuse)
    assert [one.outcome for one in again.captures] == ["unchanged"] * 2
    assert again.receipt.requests == 3, "stored views complete the hub"
    assert again.receipt.stop_reason == ""


def test_the_same_bytes_without_validators_are_not_read_again(hubs: Pair) -> None:
    page = hubs.site.page_bytes(hubs.bad)
    hubs.fetch(answers.page(page), is_kept=True)
    again = hubs.fetch(is_kept=True, read=refuse)
    assert again.outcomes(hubs.bad) == ["ok"], "the site sent it once more"
    assert hubs.folder.readings.read_new(hubs.folder.raw).read == 0
    assert len(hubs.folder.readings.batches()) == 1


def test_a_page_that_is_no_page_of_its_hub_ends_the_run_as_before(hubs: Pair) -> None:
    for hub_id in (hubs.bad, hubs.good):
        hubs.site.route(f"/citations/{hub_id}", answers.page(b"<html><body>log in</body></html>"))
    fetched = hubs.folder.fetch(is_kept=True, failures_in_a_row=1)
    assert len(fetched.captures) == 1, "the next page is not asked for before the first is looked at"
    assert "log" in fetched.receipt.stop_reason
    assert fetched.receipt.hubs_asked == 0


def test_a_run_that_is_cut_off_stores_no_reading_and_the_next_step_reads_what_landed(hubs: Pair) -> None:
    class Cut(Exception):  # noqa: N818
        pass

    live = hubs.folder.live(is_kept=True)
    arrivals = live.arrivals()

    def broken() -> Iterator[Any]:
        yield next(arrivals)
        raise Cut

    with pytest.raises(Cut):
        hubs.folder.raw.append(broken(), live.now, live.arriving.synced if live.arriving else print)
    arrivals.close()
    assert hubs.folder.readings.batches() == set()
    assert [one.outcome for one in hubs.folder.raw.captures()] == ["ok"]
    assert hubs.folder.readings.read_new(hubs.folder.raw).read == 1


def test_batches_are_written_while_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "BATCH", 200)
    with SiteServer(worlds.many_hubs(300)) as site:
        folder = Folder(tmp_path, site)
        folder.list_hubs(*site.hubs)
        live = folder.live(is_kept=True)
        seen: list[int] = []
        live.advance = lambda done, _total: seen.append(len(folder.readings.batches()) if done == 290 else 0)
        RawStore(folder.folder.raw).append(live.arrivals(), live.now, live.arriving.synced if live.arriving else print)
        assert max(seen) == 1
        assert live.arriving is not None
        live.arriving.finish()
        assert live.arriving.report.read == 300
        assert (len(folder.readings.batches()), folder.readings.read_new(folder.raw).read) == (2, 0)


def test_discovery_finds_the_links_of_a_page_that_did_not_change(tmp_path: Path) -> None:
    with SiteServer(worlds.linked_site(3)) as site:
        folder = Folder(tmp_path, site)
        folder.list_hubs(next(iter(site.hubs)))
        folder.fetch(is_kept=True)
        found = folder.fetch(is_kept=True, discovery_depth=1)
        assert found.receipt.outcomes == {"unchanged": 1, "ok": 2}


def test_a_reading_whose_file_was_changed_is_no_reason_to_stop(tmp_path: Path) -> None:
    with SiteServer(worlds.many_hubs(2)) as site:
        hubs = pair(site, tmp_path)
        hubs.fetch(is_kept=True)
        (path,) = hubs.folder.readings.folder.glob("*/capture_readings.parquet")
        path.write_bytes(b"PAR1" + b"\0" * 64 + b"PAR1")
        assert hubs.fetch(is_kept=True).receipt.outcomes == {"unchanged": 2}
        hubs.folder.load()
        assert hubs.folder.ask("SELECT count(*) FROM hubs") == [(2,)]
