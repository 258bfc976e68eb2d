"""The receipt of a run: stored whole, read back, and what is damaged passed over."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipelines.fetching.receipt import MOST_CHARACTERS, Receipt, keep, kept, new_receipt
from tests.pipelines.fetching.made_up import day


def receipt(number: float = 0, **changes: object) -> Receipt:
    one = new_receipt("https://pith.science", "Pithhouse/0.1", day(number))
    one.ended_at = day(number) + timedelta(seconds=12.5)
    for name, value in changes.items():
        setattr(one, name, value)
    return one


def as_object(one: Receipt) -> dict[str, object]:
    found: dict[str, object] = one.as_json()
    return found


def test_what_was_kept_comes_back_the_oldest_first(tmp_path: Path) -> None:
    one = receipt(2, requests=7, outcomes={"ok": 3, "unchanged": 2}, stop_reason="it was interrupted")
    one.permitted("line 2: Allow: /")
    for each in (one, receipt(1), receipt(3)):
        keep(each, tmp_path / "receipts")
    found = list(kept(tmp_path / "receipts"))
    assert [found_one.started_at for found_one in found] == [day(1), day(2), day(3)]
    assert as_object(found[1]) == as_object(one)
    assert [path.name for path in (tmp_path / "receipts").iterdir() if path.name.startswith(".")] == []


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert list(kept(tmp_path / "none")) == []


def test_the_id_names_the_start_and_the_process() -> None:
    assert receipt().fetch_id.startswith("20260301T000000.000000Z-")


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        '"text"',
        "[" * 5000,
        {"fetch_id": None},
        {"started_at": 5},
        {"started_at": "once upon a time"},
        {"started_at": None},
        {"requests": "many"},
        {"requests": [1]},
        {"outcomes": 3},
        {"outcomes": {"ok": "some"}},
        {"waited_seconds": "long"},
    ],
    ids=str,
)
def test_a_damaged_receipt_is_passed_over_and_harms_no_other(tmp_path: Path, damaged: str | dict[str, object]) -> None:
    keep(receipt(1), tmp_path)
    text = damaged if isinstance(damaged, str) else json.dumps(as_object(receipt(2)) | damaged)
    (tmp_path / "20260302-1.json").write_text(text)
    (tmp_path / "20260303-1.json").write_bytes(b"\xff\xfe")
    assert [one.started_at for one in kept(tmp_path)] == [day(1)]


def test_what_a_killed_run_left_of_its_receipt_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".20260301T000000.000000Z-7.json").write_text('{"fetch_id"')
    keep(receipt(1), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [f"{receipt(1).fetch_id}.json"]


def test_a_receipt_of_another_version_is_read(tmp_path: Path) -> None:
    found = as_object(receipt(1, requests=4)) | {"something_new": 1}
    del found["redirects"]
    (tmp_path / "20260302-1.json").write_text(json.dumps(found))
    [one] = kept(tmp_path)
    assert (one.requests, one.redirects) == (4, 0)


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    keep(receipt(0, ended_at=datetime.fromisoformat("2026-03-01T02:00:00+02:00")), tmp_path)
    [one] = kept(tmp_path)
    assert one.ended_at == day(0)
    assert one.ended_at.utcoffset() == timedelta(0)


def test_the_lines_that_applied_most_often_are_told_with_their_number() -> None:
    one = receipt()
    for number in range(7):
        for _ in range(number + 1):
            one.permitted(f"line {number}: Allow: /{number}")
    one.close(day(1), "")
    assert one.robots_line.split("; ") == [f"line {n}: Allow: /{n} ({n + 1})" for n in (6, 5, 4, 3, 2)]


def test_a_hostile_line_of_robots_is_cut_and_is_one_line() -> None:
    one = receipt()
    one.permitted("line 1: Disallow: /\x1b[31m" + "x" * 100_000 + "\n")
    one.close(day(1), "")
    assert len(one.robots_line) < MOST_CHARACTERS + 10
    assert "\x1b" not in one.robots_line
    assert one.robots_line.endswith("… (1)")


def test_attempts_are_counted_by_outcome() -> None:
    one = receipt()
    for outcome in ("ok", "retried", "ok"):
        one.ended_with(outcome)
    assert one.outcomes == {"ok": 2, "retried": 1}
