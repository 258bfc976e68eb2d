r"""What a page says and no table can hold: it costs a character, a cell or its own capture, and never another one.

Made-up twins and readings: lone surrogates and NUL as JSON escapes (FAULTS F14), numbers and times without end.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.parsing.store.frames import frames, validated_frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.records import CaptureRow, CitingPaperRow, HubRow, Reading, ResidueRow
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.hub_readings import HubReadings
from tests.pipelines.parsing.support import HUB, read


def twin(work: str = "", state: str = "") -> Reading:
    """Read a twin whose objects have some more members, given as JSON text."""
    body = (
        f'{{"work": {{"id": "{HUB}", "title": "A Made-Up Work"{work}}}, "hub": {{"state": {{"tier": "hub"{state}}}}}}}'
    )
    reading = read(body)
    assert reading.capture.outcome == "ok", reading.capture.reason
    return reading


def stored(reading: Reading) -> dict[str, object]:
    """Store a reading as the reading store does; gives the row of its hub."""
    [row] = frames([reading])[HubReadings].to_dicts()
    assert isinstance(row, dict)
    return row


@pytest.mark.parametrize(
    ("escaped", "kept", "replaced"),
    [
        (r"Cut in a Smile \ud83d", "Cut in a Smile \ufffd", 1),
        (r"\udc00\ud800 turned round", "\ufffd\ufffd turned round", 2),
        (r"a\u0000b", "a\ufffdb", 1),
        (r"whole \ud83d\ude00", "whole \U0001f600", 0),
        (r"a backslash \\ud83d", r"a backslash \ud83d", 0),
    ],
)
def test_what_escapes_say_is_cleaned_and_counted(escaped: str, kept: str, replaced: int) -> None:
    reading = twin(f', "authors_text": "{escaped}", "abstract": "{escaped}"')
    row = stored(reading)
    assert (row["authors"], row["abstract_raw"]) == (kept, kept)
    assert reading.capture.replacement_characters == replaced * 2
    assert json.loads(str(row["twin"]))["work"]["authors_text"] == kept


def test_nested_values_and_keys_are_cleaned_and_no_key_is_lost() -> None:
    reading = twin(r', "authors": [{"na\ud800me": ["x\u0000"], "na\ufffdme": 2}], "brand\udfffnew": "\ud83d"')
    kept = json.loads(str(stored(reading)["twin"]))
    assert list(kept["work"]["authors"][0].values()) == [["x\ufffd"], 2]
    [stray] = reading.residue
    assert stray.text == 'work.brand\ufffdnew: "\ufffd"'
    assert stray.byte_start is not None
    assert reading.capture.replacement_characters == 4


@pytest.mark.parametrize(
    ("key", "number"), [("pith_inbound_count", "9" * 5000), ("pith_inbound_count", "1e999"), ("tier_reason", "-1e400")]
)
def test_a_number_without_end_is_refused_and_kept_as_printed(key: str, number: str) -> None:
    reading = twin(state=f', "{key}": {number}, "external_cited_by_count": 7')
    row = stored(reading)
    assert (row["title"], row["twin_inbound_count"], row["twin_external_count"]) == ("A Made-Up Work", None, 7)
    [refused] = reading.quarantine
    assert refused.refused_because == "impossible_value"
    assert number[:50] in refused.text_raw
    assert json.loads(str(row["twin"]))["hub"]["state"][key] == number


def test_a_number_is_no_title() -> None:
    reading = read(f'{{"work": {{"id": "{HUB}", "title": 1e999}}}}')
    assert [one.column_name for one in reading.quarantine] == ["title_raw"]


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2024-01-01T25:00:00+00:00",
        "2024-01-01T00:00:00+99:00",
        "2024-01-01T00:00:00",
    ],
)
def test_a_time_that_cannot_be_costs_its_own_cell(moment: str) -> None:
    reading = twin(state=f', "first_pith_cited_at": "{moment}", "last_pith_cited_at": "2024-02-01T00:00:00+00:00"')
    row = stored(reading)
    assert (row["first_cited_at"], row["title"]) == (None, "A Made-Up Work")
    assert isinstance(row["last_cited_at"], datetime)
    assert [(one.column_name, str(one.refused_because)) for one in reading.quarantine] == [
        ("first_cited_at", "impossible_value")
    ]


def test_a_reading_that_no_frame_can_hold_is_refused_and_all_others_are_kept(tmp_path: Path) -> None:
    """As a parser that fails in its own way would give them: in one batch with good ones."""

    def made(number: int, reading: Reading) -> Reading:
        reading.capture.capture_id = f"{number:020x}"
        rows: list[Any] = [reading.hub, *reading.citing_papers, *reading.residue]
        for row in filter(None, rows):
            row.capture_id = reading.capture.capture_id
        return reading

    def capture() -> CaptureRow:
        return CaptureRow("", "html", "ok")

    readings = [
        made(1, Reading(capture(), HubRow("", title="Good"))),
        made(2, Reading(capture(), HubRow("", title="Cut \ud83d"))),
        made(3, Reading(capture(), HubRow("", title="Left over"), residue=[ResidueRow("", 1, "footer", "\udcff")])),
        made(4, Reading(capture(), HubRow("", title="Too large", year=2**40))),
        made(5, Reading(capture(), citing_papers=[CitingPaperRow("", "explorer", 1, 1, mention_count=2**70)])),
        made(6, Reading(CaptureRow("", "html", "parser_failed", reason="it said \ud800"))),
        made(7, Reading(capture(), HubRow("", title="Good as well"))),
    ]
    store = ReadingStore(tmp_path)
    store.write(validated_frames(frames(readings), lambda: readings))
    rows = pl.read_parquet(store.files(CaptureReadings), glob=False).sort("capture_id")
    assert rows["outcome"].to_list() == ["ok", "ok", "ok", "contract_broken", "contract_broken", "parser_failed", "ok"]
    assert rows["replacement_characters"].to_list() == [0, 1, 1, 0, 0, 1, 0]
    hubs = pl.read_parquet(store.files(HubReadings), glob=False).sort("capture_id")
    assert hubs["title"].to_list() == ["Good", "Cut \ufffd", "Left over", "Good as well"]
    refused = pl.read_parquet(store.files(Quarantine), glob=False).sort("capture_id")
    assert refused["refused_because"].to_list() == ["internal_error", "internal_error"]
    assert all("cannot be stored" in one for one in refused["reason"])
