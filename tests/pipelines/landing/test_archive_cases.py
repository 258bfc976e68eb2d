"""Small archives that were once read wrongly, each named after what was wrong; all text in them is made up."""

import gzip
from pathlib import Path

import pytest

from pipelines.landing.archives.source import Tally
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.archives.made_archives import zstd
from tests.pipelines.landing.samples import LANDED

CASES = Path(__file__).parent / "cases"
LISTING = (b"<!doctype html>", b"<h1>A Made-Up Work</h1>", b"Lamps for Moths", b"</html>")

EXPECTED: dict[str, list[tuple[int, str]]] = {
    "revisit-before-its-original": [(200, "2026-11-02 00:00:00"), (200, "2026-11-01 00:00:00")],
    "revisit-with-digest-of-nothing": [(200, "2026-11-01 00:00:01"), (304, "2026-11-02 00:00:00")],
    "brotli-header-over-decoded-body": [(200, "2026-11-01 00:00:00")],
    "early-hints-before-the-page": [(200, "2026-11-01 00:00:00")],
}
"""Status and time of each page of a case, in the order of its records."""


@pytest.mark.parametrize("case", EXPECTED)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress], ids=["plain", "gzip", "zstd"])
def test_each_page_of_a_case_is_the_page_that_it_says(case: str, pack: object, tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(pack((CASES / f"{case}.warc").read_bytes()))  # type: ignore[operator]
    found = list(arrivals([path], LANDED))
    assert [(one.http_status, f"{one.captured_at:%F %T}") for one in found] == EXPECTED[case]
    for one in found:
        assert (one.outcome, one.reason, one.source_rendering) == ("ok", "", "html")
        assert one.url.endswith("/citations/aaaaaaaa-0000-4000-8000-00000000000a")
        assert one.body.startswith(LISTING[0])
        assert all(part in one.body for part in LISTING)


def test_a_wget_warc_has_one_page_and_two_other_records() -> None:
    tally = Tally()
    (found,) = arrivals([CASES / "wget-warc-never-ends-well.warc"], LANDED, tally=tally)
    assert (found.outcome, tally.other_records) == ("ok", 2)
    assert b"<h1>The Moth's Lamp</h1>" in found.body


def test_all_cases_are_tried() -> None:
    assert {one.stem for one in CASES.iterdir()} == {*EXPECTED, "wget-warc-never-ends-well"}
