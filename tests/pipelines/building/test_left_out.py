"""Captures that a build fails with are left out, and everything else is built: real statements on planted readings.

A printed number beyond BIGINT keeps the contract of its reading (it is a DOUBLE of at least 0), and no statement can
cast it: `claims` fails. A capture's row with a status that no contract allows breaks the contract of `captures`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree

import duckdb
import polars as pl
import pytest

from pipelines.building.build import build
from pipelines.building.failing_captures import BuildFaulty, Fault, NotOfCaptures, failing, require_askable
from pipelines.building.inputs import landed_frame
from pipelines.building.new_file import NewFile
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import no_progress
from pipelines.provenance.origins import opened
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from schemas import registry
from tests.pipelines.building.support import HUB, NOW, Page, all_tables, ask, at, broken, built, rows_of, store
from tests.pipelines.building.test_incremental import NO_BOOKS
from tests.tiers import rest_deep

OTHER = "bbbbbbbb-0000-4000-8000-00000000000b"
PAPER = {"title": "A Made-Up Paper", "title_raw": "A Made-Up Paper"}


def number(value: float, name: str = "citing_papers") -> dict[str, object]:
    return {"number": name, "printed_text": f"{value:g} of them", "printed_value": value}


def good(minutes: float, **cells: object) -> Page:
    return Page(minutes, explorer=[PAPER], claims=[number(3)], **cells)  # type: ignore[arg-type]


def poison(minutes: float, **cells: object) -> Page:
    return Page(minutes, explorer=[PAPER], claims=[number(1e300)], **cells)  # type: ignore[arg-type]


def loaded(folder: DataFolder, *pages: Page) -> list[str]:
    ids = store(folder, pages)
    done = build(folder, NOW)
    assert not done.is_unchanged
    publish(folder)
    assert broken(folder.warehouse) == []
    return ids


def frames_of(folder: DataFolder) -> dict[str, pl.DataFrame]:
    return {"landed": landed_frame(RawStore(folder.raw).captures()), **NO_BOOKS}


def outcomes(folder: DataFolder) -> dict[str, str]:
    return dict(ask(folder, "SELECT capture_id, outcome FROM captures"))


@dataclass(frozen=True, slots=True)
class Run:
    """A file of a good page was published, and then one without a poisoned page and its copy of another minute."""

    folder: DataFolder
    good: str
    bad: str
    copy_of_bad: str
    left_out: Mapping[str, Fault]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Such a run; read-only."""
    folder, page = DataFolder(tmp_path_factory.mktemp("run")), poison(2, hub={"title": "Left out"})
    [first] = loaded(folder, good(1, hub={"title": "Kept"}))
    [bad] = store(folder, [page])
    [again] = RawStore(folder.raw).append([replace(page.arrival(), captured_at=at(5))], NOW).captures
    done = build(folder, NOW)
    publish(folder)
    assert broken(folder.warehouse) == []
    return Run(folder, first, bad, again.capture_id, done.left_out)


def test_the_planted_number_makes_a_real_statement_fail(run: Run) -> None:
    with pytest.raises(duckdb.ConversionException):
        duckdb.connect().execute("SELECT 1e300::BIGINT")
    [(reading, fault)] = run.left_out.items()
    assert (fault.table, fault.is_contract) == ("claims", False)
    assert "ConversionException" in fault.reason
    assert reading == run.bad


@pytest.mark.parametrize(
    "places", [(0, 5, 9), pytest.param((0,), marks=pytest.mark.deep), pytest.param((3, 4), marks=pytest.mark.deep)]
)
def test_all_others_are_built_as_if_the_failing_ones_had_never_landed(tmp_path: Path, places: Sequence[int]) -> None:
    pages = [(poison if one in places else good)(one, hub_id=OTHER if one % 3 else HUB) for one in range(10)]
    folder = DataFolder(tmp_path / "all")
    ids = loaded(folder, *pages)
    bad = {ids[one] for one in places}
    assert {one for one, outcome in outcomes(folder).items() if outcome == "build_failed"} == bad
    alone = built(tmp_path / "good", *(page for one, page in enumerate(pages) if one not in places))
    expected, found = all_tables(alone.building), all_tables(folder.warehouse)
    for name in expected.keys() - {"captures", "quarantine"}:
        assert found[name] == expected[name], name
    refused = rows_of(folder, "quarantine")
    assert {(one["capture_id"], one["table_name"], one["refused_because"]) for one in refused} == {
        (one, "claims", "internal_error") for one in bad
    }
    assert all("ConversionException" in one["reason"] for one in refused)


def test_the_next_run_tries_again_builds_what_is_new_and_does_not_fail(run: Run, tmp_path: Path) -> None:
    folder = DataFolder(copytree(run.folder.root, tmp_path / "data"))
    assert build(folder, NOW).is_unchanged, "the same captures by the same statements fail in the same way"
    [new] = loaded(folder, good(3, hub_id=OTHER))
    assert {run.bad: "build_failed", new: "ok"}.items() <= outcomes(folder).items()


@pytest.mark.deep
def test_a_second_capture_that_fails_is_left_out_beside_the_first(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    loaded(folder, good(1))
    [bad] = loaded(folder, poison(2))
    loaded(folder, good(3, hub_id=OTHER))
    [worse] = loaded(folder, poison(4, hub_id=OTHER))
    assert {one for one, outcome in outcomes(folder).items() if outcome == "build_failed"} == {bad, worse}
    assert ask(folder, "SELECT count(*) FROM hubs") == [(2,)]


@pytest.mark.deep
def test_a_capture_that_comes_before_the_failing_one_is_carried_to_the_same_tables(tmp_path: Path) -> None:
    """Increments: one run after the other gives what one run gives, with a failing capture amid them."""
    pages = [good(1), poison(2), good(3, hub_id=OTHER), good(4)]
    slowly, at_once = DataFolder(tmp_path / "slowly"), DataFolder(tmp_path / "at once")
    for page in pages:
        loaded(slowly, page)
    loaded(at_once, *pages)
    assert all_tables(slowly.warehouse) == all_tables(at_once.warehouse)


def test_a_contract_that_a_capture_breaks_costs_that_capture(tmp_path: Path) -> None:
    """A blank word keeps no promise of the table `vocabulary`; the readings were written before that promise."""
    folder = DataFolder(tmp_path)
    first, bad, last = loaded(folder, good(1), Page(2, words=[("role", " ", False)]), good(3))
    assert outcomes(folder) == {first: "ok", bad: "build_failed", last: "ok"}
    [refused] = rows_of(folder, "quarantine")
    assert (refused["table_name"], refused["capture_id"]) == ("vocabulary", bad)


def test_a_capture_that_a_view_fails_with_is_left_out(tmp_path: Path) -> None:
    """A view is asked, not made: its statement fails only then. Sums beyond BIGINT take more counts than a page has."""
    folder = DataFolder(tmp_path)
    ids = store(folder, [good(1), good(2), poison(3)])
    new = NewFile(folder.building, frames_of(folder), ReadingStore(folder.readings), no_progress, NOW, None, ("", ""))
    fault = Fault("marts_citation_mix", "made up", len(registry.TABLES) + 1)
    assert new.fails([ids[2]], fault), "a table fails before it"
    assert not new.fails(ids[:2], fault)
    with duckdb.connect(str(folder.building)) as connection:
        connection.execute("CREATE OR REPLACE VIEW marts.citation_mix AS SELECT 'no number'::INTEGER AS n")
    with pytest.raises(BuildFaulty, match="no number"):
        require_askable(folder.building, fault.table)


@pytest.mark.parametrize("facet", rest_deep("role", "polarity", "field", "verdict"))
def test_the_largest_counts_of_a_page_fail_no_view(tmp_path: Path, facet: str) -> None:
    """Each of them is a count, and their sum is none: it once failed the view, and with it every run."""
    facets = [("facets", facet, value, 2**31 - 1) for value in ("one", "two", "three")]
    folder = DataFolder(tmp_path)
    loaded(folder, good(1, facets=facets))
    assert set(outcomes(folder).values()) == {"ok"}
    [(most,)] = ask(folder, "SELECT max(printed_base_n) FROM marts.citation_mix WHERE dimension = ?", facet)
    assert most == 3 * (2**31 - 1)


def test_captures_of_the_same_bytes_are_left_out_together(run: Run) -> None:
    rows = {one["capture_id"]: (one["outcome"], one["read_as"]) for one in rows_of(run.folder, "captures")}
    assert rows == {
        run.good: ("ok", run.good),
        run.bad: ("build_failed", run.bad),
        run.copy_of_bad: ("build_failed", run.bad),
    }
    assert [one["capture_id"] for one in rows_of(run.folder, "quarantine")] == [run.bad]


def test_why_and_the_check_of_cells_do_not_ask_what_was_left_out(run: Run) -> None:
    with opened(run.folder) as origins:
        [cells] = dict(origins.of_cells("hubs")).values()
        [seen] = origins.sightings("hubs").values()
    assert (cells["title"].capture_id, cells["title"].value) == (run.good, "Kept")
    assert run.bad not in {one.capture_id for one in seen}


@pytest.mark.deep
def test_a_fault_of_the_statement_is_no_fault_of_captures(tmp_path: Path) -> None:
    """More captures fail than can be an accident: nothing is built, and the error says what failed."""
    folder = DataFolder(tmp_path)
    store(folder, [poison(one) for one in range(30)])
    with pytest.raises(duckdb.ConversionException):
        build(folder, NOW)
    assert not folder.building.exists()


class Tried:
    """A trial that fails where all of some numbers are there; it counts how often it was asked."""

    def __init__(self, *together: set[str]) -> None:
        self.together, self.times = together, 0

    def __call__(self, captures: Sequence[str]) -> bool:
        self.times += 1
        return any(one <= set(captures) for one in self.together)


ALL = [f"{one:04}" for one in range(1000)]


@pytest.mark.parametrize(
    ("together", "found"),
    [
        ([{"0000"}], {"0000"}),
        ([{"0999"}], {"0999"}),
        ([{"0123"}, {"0124"}, {"0900"}], {"0123", "0124", "0900"}),
        ([{"0100", "0800"}], {"0800"}),
        ([{"0100", "0101", "0102"}, {"0500"}], {"0102", "0500"}),
    ],
)
def test_the_search_finds_just_the_failing_ones_in_few_trials(together: list[set[str]], found: set[str]) -> None:
    tried = Tried(*together)
    assert set(failing(ALL, tried)) == found
    assert tried.times < 80


def test_the_search_ends_where_everything_fails_and_where_nothing_is_at_fault() -> None:
    tried = Tried(*({one} for one in ALL))
    assert set(failing(ALL, tried)) == set(ALL)
    assert tried.times < 600
    with pytest.raises(NotOfCaptures):
        failing(ALL, lambda some: len(some) >= 0)
