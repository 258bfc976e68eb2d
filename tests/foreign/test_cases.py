"""Small files that were once read wrongly, each with the right value: pages and texts of other people's tools.

`cases/` holds one folder for each fault, named after it; all text in them is made up. Some faults have their files in
the tests of the code that they stopped: `ELSEWHERE` names them. Where the checkout lies beside the collection that
these folders come from, a test asserts that none of it is forgotten.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from pipelines.provenance.positions_of import trace
from pipelines.workspace import DataFolder
from tests.foreign.expected import BUILT, PARSED, USUAL, Paper
from tests.pipelines.building.support import NOW, REPO, ask, broken, load
from tests.pipelines.provenance.proof import unproved

CASES = Path(__file__).parent / "cases"
COLLECTION = REPO.parent / "shared" / "cases"
ELSEWHERE = {
    "brotli-header-over-decoded-body": "pipelines/landing/test_archive_cases.py",
    "early-hints-before-the-page": "pipelines/landing/test_archive_cases.py",
    "revisit-before-its-original": "pipelines/landing/test_archive_cases.py",
    "revisit-with-digest-of-nothing": "pipelines/landing/test_archive_cases.py",
    "wget-warc-never-ends-well": "pipelines/landing/test_archive_cases.py",
    "refused-facet-count-stops-build": "pipelines/building/test_poison.py::test_a_refused_count_costs_itself_alone",
    "lone-surrogate-in-twin-stops-every-run": (
        "pipelines/building/test_poison.py::test_a_twin_with_half_a_character_costs_that_character_alone"
    ),
    "data-folder-with-percent-or-question-mark": (
        "cli/test_odd_surroundings.py::test_a_data_folder_of_any_name",
        "cli/test_odd_surroundings.py::test_a_database_in_a_folder_of_any_name",
    ),
    "same-bytes-again-counts-as-unread": "cli/test_odd_surroundings.py::test_the_same_bytes_again_are_read",
}
"""Where the test of a case is that has no folder here."""


def _source(path: Path) -> CaptureContext:
    hub = path.name.partition(".")[0]
    rendering = "full_text" if path.name.endswith(".full.txt") else None
    url = f"https://pith.science/citations/{hub}"
    return CaptureContext("a capture", hub, url, datetime(2026, 11, 21, tzinfo=UTC), None, rendering)


def _proved(path: Path, but: frozenset[str] = frozenset()) -> Reading:
    """Read a file; every cell that was read, but for some columns, must be proved by its bytes."""
    body, source = path.read_bytes(), _source(path)
    reading = read_capture(body, source)
    assert (reading.capture.outcome, reading.capture.replacement_characters) == ("ok", 0)
    assert {one.column for one in unproved(trace(body, source), body, source)} == but
    return reading


def _cells(row: CitingPaperRow) -> Paper:
    assert row.block == "explorer"
    assert (row.novelty, row.role, row.mention_count, row.link_type) == (None, None, None, "internal anchor")
    posted_on = str(row.posted_on)
    return row.arxiv_id, row.title_raw, row.category, posted_on, row.verdict, row.ref_number, row.summary


@pytest.mark.parametrize("name", PARSED)
def test_a_file_is_read_as_it_says(name: str) -> None:
    wanted = PARSED[name]
    reading = _proved(CASES / name, wanted.unproved)
    assert reading.hub
    cells = USUAL | wanted.hub
    assert {cell: getattr(reading.hub, cell) for cell in cells} == cells
    assert tuple(_cells(row) for row in reading.citing_papers) == wanted.papers
    assert {(one.facet, one.value): one.n for one in reading.facets} == wanted.facets
    refused = [(one.column_name, str(one.refused_because), one.text_raw) for one in reading.quarantine]
    assert refused == list(wanted.refused)
    assert [(one.block, one.text) for one in reading.residue] == list(wanted.residue)


def test_the_abstract_of_a_wrapped_text_is_whole() -> None:
    """Lines that a mail program wrapped: all of the abstract, and no half of a summary."""
    (path,) = (CASES / "abstract-cut-at-first-paragraph").glob("*.full.txt")
    reading = _proved(path)
    assert reading.hub
    assert (reading.hub.title_raw, reading.hub.citing_papers_printed) == ("A Wrapped Work", 2)
    assert reading.hub.abstract_raw == "We light made-up lamps and count made-up moths."
    assert [row.summary for row in reading.citing_papers] == [None] * len(reading.citing_papers)
    printed = {one.text for one in reading.residue}
    assert {"Shows in a made-up study that lines", "may be wrapped."} <= printed


@pytest.mark.parametrize("name", BUILT)
def test_a_folder_is_published_as_it_says(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    shutil.copytree(CASES / name, folder)
    for path in folder.iterdir():  # a checkout is younger than the time at which the tests load
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    data = DataFolder(tmp_path / "data")
    load(data, folder)
    assert broken(data.warehouse) == []
    assert {question: ask(data, question) for question in BUILT[name]} == BUILT[name]


def test_every_folder_here_has_a_test() -> None:
    folders = {path.name for path in CASES.iterdir()}
    assert folders == {name.partition("/")[0] for name in PARSED} | set(BUILT)
    pages = {f"{path.parent.name}/{path.name}" for name in folders - set(BUILT) for path in (CASES / name).iterdir()}
    assert {page for page in pages - set(PARSED) if not page.startswith("abstract-cut-")} == set()
    assert not folders & set(ELSEWHERE)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_tests_of_other_cases_are_where_they_are_said_to_be(name: str) -> None:
    places = ELSEWHERE[name]
    for place in (places,) if isinstance(places, str) else places:
        module, _, test = place.partition("::")
        text = (REPO / "tests" / module).read_text("utf-8")
        assert f"def {test}(" in text if test else f'"{name}"' in text or f'"{name}.warc"' in text


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not beside this checkout")
def test_no_case_is_forgotten() -> None:
    assert {path.name for path in COLLECTION.iterdir()} == {path.name for path in CASES.iterdir()} | set(ELSEWHERE)


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not beside this checkout")
def test_no_byte_of_a_case_is_changed() -> None:
    for path in (path for path in CASES.rglob("*") if path.is_file()):
        assert path.read_bytes() == (COLLECTION / path.relative_to(CASES)).read_bytes(), path
