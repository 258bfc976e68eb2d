"""Captures of a time that cannot be are refused with that time, from wherever they come (made-up pages)."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.landing.capture_times import FIRST, GRACE, impossible_time
from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.vocabulary.records import Reading
from pipelines.parsing.workers.task import landed_page
from schemas.refusals import RefusedBecause
from tests.pipelines.landing.samples import HUB, PAGE, URL

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, ""),
        (NOW + GRACE, ""),
        (NOW + GRACE + timedelta(seconds=1), "2026-11-22T12:00:01Z, is later than now"),
        (datetime(2062, 11, 1, tzinfo=UTC), "2062-11-01T00:00:00Z, is later than now"),
        (datetime(9999, 12, 31, tzinfo=UTC), "later"),
        (FIRST, ""),
        (datetime(1970, 1, 1, tzinfo=UTC), "1970-01-01T00:00:00Z, is before 2024"),
        (datetime(1, 1, 1, tzinfo=UTC), "before 2024"),
    ],
)
def test_times(moment: datetime, said: str) -> None:
    found = impossible_time(moment, NOW)
    assert (said in found) if said else not found


def landed(tmp_path: Path, *paths: Path, now: datetime = NOW) -> list[Capture]:
    return RawStore(tmp_path / "raw").append(arrivals(paths, now), now).captures


def in_csv(tmp_path: Path, moment: datetime) -> Path:
    (tmp_path / "a.html").write_bytes(PAGE)
    table = tmp_path / "captures.csv"
    table.write_text(f"file,url,captured_at\na.html,{URL},{moment.isoformat()}\n")
    return table


def by_name(tmp_path: Path, moment: datetime) -> Path:
    path = tmp_path / f"{HUB}.html"
    path.write_bytes(PAGE)
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    return path


def in_warc(tmp_path: Path, moment: datetime) -> Path:
    path = tmp_path / "a.warc"
    head = (
        f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:{HUB}>\r\nWARC-Target-URI: {URL}\r\n"
        f"WARC-Date: {moment:%Y-%m-%dT%H:%M:%SZ}\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n"
    )
    path.write_bytes(head.encode() + PAGE + b"\r\n\r\n")
    return path


@pytest.mark.parametrize("way", [in_csv, by_name, in_warc])
@pytest.mark.parametrize("moment", [datetime(2062, 11, 1, tzinfo=UTC), datetime(1980, 1, 1, tzinfo=UTC)])
def test_a_time_that_cannot_be(tmp_path: Path, way: object, moment: datetime) -> None:
    assert callable(way)
    path = way(tmp_path, moment)
    (capture,) = landed(tmp_path, path)
    assert (capture.outcome, capture.hub_id, capture.captured_at, capture.url) == ("refused", None, moment, URL)
    assert f"{moment:%Y-%m-%d}" in capture.reason
    store = RawStore(tmp_path / "raw")
    assert store.body(capture) == PAGE
    reading = landed_page(store, capture)
    assert isinstance(reading, Reading)
    assert reading.quarantine[0].refused_because == RefusedBecause.IMPOSSIBLE_VALUE
    assert landed(tmp_path, path) == []
    later = datetime(2100, 1, 1, tzinfo=UTC)
    if moment > NOW:  # when that time has come, it is a capture like any other
        assert [one.outcome for one in landed(tmp_path, path, now=later)] == ["ok"]


@pytest.mark.parametrize("way", [in_csv, by_name, in_warc])
def test_a_clock_that_runs_a_little_ahead(tmp_path: Path, way: object) -> None:
    assert callable(way)
    (capture,) = landed(tmp_path, way(tmp_path, NOW + timedelta(hours=14)))
    assert (capture.outcome, capture.hub_id) == ("ok", HUB)
    assert not isinstance(landed_page(RawStore(tmp_path / "raw"), capture), Reading)
