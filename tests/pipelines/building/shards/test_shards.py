"""A build by shards makes the rows of a build of the whole, whatever the number of shards (docs/decisions/0051)."""

import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.building.build import Built, build
from pipelines.building.failing_captures import BuildFaulty, Fault
from pipelines.building.new_file import NewFile
from pipelines.building.shards import phases
from pipelines.building.shards.phases import BY_HUB, BY_PAPER
from pipelines.building.shards.trials import Attempt
from pipelines.building.shards.whole import MOST_CAPTURES, Shards, Work, divided_into, one_by_one
from pipelines.building.sql_graph import Step, needs_of, steps_in
from pipelines.settings import DEFAULTS
from pipelines.warehouse.beside import shards_folder
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.paper_aliases import PaperAliases
from tests.pipelines.building.support import HUB, NOW, REPO, Page, ask, broken, store
from tests.pipelines.building.test_incremental import HUBS, KEPT, difference, hub_page, paper, runs
from tests.pipelines.building.test_left_out import good, outcomes, poison
from tests.shared_samples import loaded_sample
from tests.tiers import examples

COMPARED = [*map(ddl.address, (*registry.TABLES, *registry.SEARCH)), *KEPT]


def built_in(folder: DataFolder, shards: int) -> Built:
    """Build a folder by shards."""
    return build(folder, NOW, settings=DEFAULTS.model_copy(update={"build_shards": shards}))


def require_same(folder: DataFolder, *numbers: int) -> None:
    """Require that the folder's tables are the same by any of these numbers of shards."""
    built_in(folder, 1)
    whole = folder.building.rename(folder.root / "whole.duckdb")
    for number in numbers:
        built_in(folder, number)
        assert difference(folder.building, whole, COMPARED) == {}, number
        assert not shards_folder(folder.building).exists()


def random_folder(root: Path, seed: int) -> DataFolder:
    """Land pages of hubs that share papers, titles and summaries, in several runs of which some land late."""
    folder, chance = DataFolder(root), Random(seed)
    pages = runs(chance)
    if seed % 2:
        chance.shuffle(pages)
    for number, some in enumerate(pages):
        store(folder, some, NOW + timedelta(hours=number))
    store(folder, [Page(101, hub_id=None, hub=None, landed_as="failed", outcome="not_a_hub")], NOW)
    return folder


@examples(1)
@given(seed=st.integers(0, 2**32), shards=st.sampled_from([2, 3, 7]))
def test_the_rows_of_a_random_world_are_the_same(seed: int, shards: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        require_same(random_folder(Path(name), seed), shards)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(20))
def test_the_rows_of_many_worlds_are_the_same(seed: int, tmp_path: Path) -> None:
    require_same(random_folder(tmp_path, seed), 2, 3, 7)


@pytest.mark.deep
def test_the_rows_of_the_sample_are_the_same(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    sample = loaded_sample(tmp_path_factory)
    folder = DataFolder(tmp_path / "data with * and [brackets], 'quoted', and ?")
    shutil.copytree(sample.root, folder.root)
    folder.warehouse.unlink()
    require_same(folder, 2, 3, 7)


@pytest.mark.deep
def test_a_build_after_one_by_shards_carries_its_rows_over(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    store(folder, [hub_page(number, number) for number in range(5)], NOW)
    built_in(folder, 3)
    publish(folder)
    store(folder, [hub_page(0, 20, paper(1, verdict="accept"))], NOW + timedelta(hours=1))
    assert built_in(folder, 3).carried.captures == 4
    carried = folder.building.rename(tmp_path / "carried.duckdb")
    folder.warehouse.rename(tmp_path / "published.duckdb")
    built_in(folder, 3)
    assert difference(carried, folder.building) == {}


@pytest.mark.deep
def test_captures_that_a_shard_fails_with_are_left_out(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    hubs = [*HUBS, HUB]
    ids = store(folder, [(poison if one == 4 else good)(one, hub_id=hubs[one % 6]) for one in range(12)])
    [(left_out, fault)] = built_in(folder, 3).left_out.items()
    assert left_out == ids[4]
    assert (fault.table, fault.depth) == ("claims", 1 + [table.name(one) for one in registry.TABLES].index("claims"))
    assert outcomes(folder)[ids[4]] == "build_failed"
    assert broken(folder.building) == []
    by_shards = folder.building.rename(tmp_path / "shards.duckdb")
    built_in(folder, 1)
    assert difference(by_shards, folder.building, COMPARED) == {}


def summed_up(number: int, summary: str) -> Page:
    """A page of one of five hubs, with a paper of its own."""
    return Page(number, hub_id=HUBS[number % 5], explorer=[{"title": f"Paper {number}", "summary": summary}])


@pytest.mark.deep
@pytest.mark.parametrize(
    ("after", "relation"), [("keyed", "keyed"), ("paper_rows", "paper_rows"), ("paper_spans", "paper_rows")]
)
def test_captures_that_several_shards_fail_with_are_looked_for_in_these_shards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str, relation: str
) -> None:
    """In each phase of a shard: an error is planted behind one of its steps."""

    def planted(step: Step) -> Step:
        def run(connection: duckdb.DuckDBPyConnection) -> None:
            step.run(connection)
            connection.execute(f"SELECT error(summary) FROM {relation} WHERE summary LIKE 'Bad%'")

        return replace(step, run=run) if after in step.makes else step

    def in_the_whole(*_: object) -> bool:
        raise AssertionError

    folder = DataFolder(tmp_path)
    ids = store(folder, [summed_up(one, f"{'Bad' if one in {3, 5, 9} else 'Good'} {one}") for one in range(12)])
    monkeypatch.setattr(phases, "steps_in", lambda name: tuple(map(planted, steps_in(name))))
    monkeypatch.setattr(NewFile, "fails", in_the_whole)
    left_out = built_in(folder, 3).left_out
    assert left_out.keys() == {ids[3], ids[5], ids[9]}
    assert all("InvalidInputException: Invalid Input Error: Bad" in one.reason for one in left_out.values())
    assert broken(folder.building) == []
    assert not shards_folder(folder.building).exists()


@pytest.mark.deep
def test_captures_that_no_shard_fails_with_by_itself_are_looked_for_in_the_whole(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    ids = store(folder, [(poison if one == 4 else good)(one, hub_id=HUBS[one % 5]) for one in range(10)])

    def each(work: Work, shards: int) -> list[Attempt]:
        made = one_by_one(work, shards)
        return made[1:] + made[:1]  # blames another shard than the one that failed

    assert build(folder, NOW, settings=DEFAULTS.model_copy(update={"build_shards": 3}), each=each).left_out.keys() == {
        ids[4]
    }


def test_a_build_that_is_interrupted_leaves_no_shards(tmp_path: Path) -> None:
    folder, told = DataFolder(tmp_path), list[tuple[int, int]]()
    store(folder, [Page(1)])

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 4:
            assert len(list(shards_folder(folder.building).iterdir())) == 4
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, NOW, stop, DEFAULTS.model_copy(update={"build_shards": 2}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["raw", "readings"]
    assert told == [(done, 2 * 3 + 2 + len(registry.TABLES)) for done in range(1, 5)]


KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.building.build import build
from pipelines.building.shards.whole import one_by_one
from pipelines.settings import DEFAULTS
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW

def each(work, shards):
    if work.args[0].__name__ == sys.argv[2]:
        list(one_by_one(work, 1))
        os.kill(os.getpid(), signal.SIGKILL)
    return one_by_one(work, shards)

build(DataFolder(Path(sys.argv[1])), NOW, settings=DEFAULTS.model_copy(update={"build_shards": 3}), each=each)
"""


@pytest.mark.deep
@pytest.mark.parametrize("phase", ["find_keys", "fill_by_hub", "fill_by_paper"])
def test_a_build_that_is_killed_leaves_the_published_file_and_the_next_one_completes(
    tmp_path: Path, phase: str
) -> None:
    folder = DataFolder(tmp_path)
    store(folder, [hub_page(number, number) for number in range(5)], NOW)
    build(folder, NOW)
    publish(folder)
    before = folder.warehouse.read_bytes()
    store(folder, [hub_page(number, 1.5 + number) for number in range(5)], NOW + timedelta(hours=1))
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path, phase], cwd=REPO, check=False)
    assert done.returncode == -signal.SIGKILL
    assert shards_folder(folder.building).exists()
    assert folder.warehouse.read_bytes() == before
    for number in (1, 3):  # whichever the next run does, nothing is left of the one before
        built_in(folder, number)
        assert not shards_folder(folder.building).exists()
        assert ask(folder, "SELECT count(*) FROM captures") == [(10,)]


def test_every_other_table_is_made_from_what_the_new_file_is_given() -> None:
    others = set(registry.TABLES) - {*BY_HUB, *BY_PAPER, PaperAliases}
    given = {"landed", "recent", "source_states", "fetch_receipts", "capture_readings", "word_readings"}
    assert {need for one in others for need in needs_of(table.name(one))} <= {
        *given,
        "residue_readings",
        "quarantine_readings",
    }


def test_how_many_shards_there_are(tmp_path: Path) -> None:
    assert divided_into(MOST_CAPTURES, 0, tmp_path) is None
    assert divided_into(MOST_CAPTURES + 1, 0, tmp_path) == Shards(2, tmp_path)
    assert divided_into(4 * MOST_CAPTURES, 0, tmp_path) == Shards(4, tmp_path)
    assert divided_into(4 * MOST_CAPTURES, 1, tmp_path) is None
    assert divided_into(10, 7, tmp_path, one_by_one) == Shards(7, tmp_path)


def test_a_fault_comes_back_from_another_process() -> None:
    fault = Fault("claims", "ConversionException: no", 7)
    back = pickle.loads(pickle.dumps(BuildFaulty(fault, duckdb.ConversionException("no"))))
    assert (back.fault, str(back), type(back.error)) == (fault, fault.reason, duckdb.ConversionException)
    assert back.may_be_of_captures
