"""What is carried over from the published file is what a build from scratch makes (docs/decisions/0027)."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from shutil import copytree, rmtree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.building import fingerprint
from pipelines.building.build import Built, build
from pipelines.building.fill import build_tables, patch_tables
from pipelines.building.fingerprint import write_meta
from pipelines.building.incremental import remade
from pipelines.building.incremental.remade import Carried
from pipelines.building.inputs import landed_frame
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.connections import HEADERS, open_new, open_published
from pipelines.warehouse.publish import NotBuilt, publish
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.fetches import Fetches
from schemas.sources import Sources
from tests.pipelines.building.support import NOW, Page, ask, at, store
from tests.pipelines.building.worlds import END, views, world
from tests.tiers import examples, rest_deep

HUBS = [f"0a1b2c3d-4e5f-4a6b-8c7d-00000000000{number}" for number in range(5)]
KEPT = ("meta.identities", "meta.posting_dates", "meta.batches")
NO_BOOKS = {
    name: pl.DataFrame(schema=table.polars_schema(model))
    for name, model in (("source_states", Sources), ("fetch_receipts", Fetches))
}


def filled(folder: DataFolder, name: str, former: Path | None) -> tuple[Path, Carried]:
    """A file with all tables, made from the folder's captures and from a former file."""
    path, frames = folder.root / name, {"landed": landed_frame(RawStore(folder.raw).captures()), **NO_BOOKS}
    readings, found = ReadingStore(folder.readings), Carried()
    if former:
        with open_new(path, copied_from=former) as connection:
            _, found = patch_tables(connection, frames, readings, former)
            if found.captures:
                write_meta(connection, ("", ""), NOW, None, found.captures)
                return path, found
    with open_new(path) as connection:
        build_tables(connection, frames, readings)
        write_meta(connection, ("", ""), NOW, None)
    return path, found


SEARCHED = (
    "SELECT kind, id, words, term, frequency "
    "FROM {}.internals.search_documents LEFT JOIN {}.internals.search_terms USING (document)"
)
"""The index of words, by its texts: their numbers depend on the order in which they came."""


def difference(one: Path, other: Path, names: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """The rows that only one of two files has, by table; the first file's first."""
    found = {}
    with open_new(one.with_name("compared.duckdb")) as connection:
        connection.execute(f"ATTACH {ddl.literal(str(one))} AS a (READ_ONLY)")
        connection.execute(f"ATTACH {ddl.literal(str(other))} AS b (READ_ONLY)")
        for name in names or [*map(ddl.address, registry.TABLES), *KEPT]:
            place = name if "." in name else f"main.{name}"
            a, b = (name.replace("{}", one) if " " in name else f"FROM {one}.{place}" for one in "ab")
            only_one = connection.execute(f"{a} EXCEPT ALL {b}").fetchall()
            only_other = connection.execute(f"{b} EXCEPT ALL {a}").fetchall()
            if only_one or only_other:
                found[name] = [*only_one, *only_other]
    return found


def runs(chance: Random) -> list[list[Page]]:
    """Pages of several hubs, in runs that are each newer than the one before; later runs touch few hubs.

    Hubs share some of their papers; others have the title or the summary of one, and another arXiv id.
    """
    pages = []
    for number, hub in enumerate(HUBS):
        papers = [replace(one, year=2018 + one.number % 3) if chance.random() < 0.8 else one for one in world(chance)]
        pages += [replace(page, hub_id=hub, minutes=page.minutes + number / 100) for page in views(chance, papers)]
    cuts = [0, 40, *sorted(chance.sample(range(45, END), 2)), END + 1]
    made = []
    for number, (start, end) in enumerate(pairwise(cuts)):
        touched = HUBS if not number else chance.sample(HUBS, chance.randint(1, 2))
        made.append([one for one in pages if start <= one.minutes < end and one.hub_id in touched])
        made[-1] += [_without_page(chance, hub, end - chance.random()) for hub in chance.sample(HUBS, 2) if number]
    return [one for one in made if one]


def _without_page(chance: Random, hub: str, minutes: float) -> Page:
    """An attempt that brought no page of a hub: it is gone, or the request failed, or what came is none."""
    outcome = chance.choice(["gone", "retried", "failed", "ok"])
    return Page(minutes, hub_id=hub, hub=None, landed_as=outcome, outcome="not_a_hub")


@examples(1)
@given(seed=st.integers(0, 2**32))
def test_what_is_carried_over_is_what_a_build_from_scratch_makes(seed: int) -> None:
    check(seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(300))
def test_what_is_carried_over_is_the_same_in_hundreds_of_sequences(seed: int) -> None:
    check(seed)


def check(seed: int) -> int:
    """Compare after each run; gives the number of captures that were carried over."""
    former, carrying = None, 0
    known: dict[str | None, Page] = {}
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(remade, "MOST_REMADE", 1)
        folder = DataFolder(Path(name))
        for number, pages in enumerate(runs(Random(seed))):
            store(folder, pages, NOW + timedelta(hours=number))
            confirm(folder, known, max(one.minutes for one in pages), NOW + timedelta(hours=number))
            known |= {one.hub_id: one for one in pages}
            again, found = filled(folder, f"carried{number}.duckdb", former)
            if former:
                assert found.captures or found.rebuild_reason.endswith("are of hubs that changed"), (
                    "every hub was touched"
                )
                scratch, _ = filled(folder, f"scratch{number}.duckdb", None)
                assert difference(again, scratch) == {}
                carrying += found.captures
            former = again
    return carrying


def confirm(folder: DataFolder, pages: Mapping[str | None, Page], minutes: float, landed_at: datetime) -> None:
    """Land answers 304 for the last page of each hub, after the other pages of a run."""
    again = [
        replace(page.arrival(), captured_at=at(minutes) + timedelta(microseconds=number), outcome="unchanged")
        for number, page in enumerate(pages.values(), 1)
    ]
    RawStore(folder.raw).append(again, landed_at)


def paper(number: int, **cells: object) -> dict[str, object]:
    title = f"Lantern {number}"
    return {"arxiv_id": f"9912.{number:05d}", "title": title, "title_raw": title, "summary": f"On {number}.", **cells}


def hub_page(number: int, minutes: float, *papers: dict[str, object], **more: object) -> Page:
    listed = papers or (paper(number), paper(number + 1))
    work = {"title": f"Work {number}", "title_raw": f"Work {number}", "abstract": f"About {number}."}
    work["abstract_raw"] = work["abstract"]
    return Page(minutes, explorer=listed, hub=work, hub_id=HUBS[number], is_complete=True, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def of_each_hub(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A published file of one page of each hub, for `folder` to copy."""
    folder = DataFolder(tmp_path_factory.mktemp("published"))
    store(folder, [hub_page(number, number) for number in range(5)], NOW)
    build(folder, NOW)
    publish(folder)
    return folder


@pytest.fixture
def folder(of_each_hub: DataFolder, tmp_path: Path) -> DataFolder:
    """A data folder of this test, in which one page of each hub was published."""
    return DataFolder(copytree(of_each_hub.root, tmp_path / "first"))


def then(folder: DataFolder, *pages: Page, hours: int = 1) -> Built:
    """One more run, not published."""
    store(folder, pages, NOW + timedelta(hours=hours))
    return build(folder, NOW + timedelta(hours=hours))


def same_as_scratch(folder: DataFolder) -> bool:
    """Whether the new file has the rows of a build from scratch, the index of words among them."""
    former = folder.building.rename(folder.root / "again.duckdb")
    folder.warehouse.rename(folder.root / "published.duckdb")
    build(folder, NOW + timedelta(hours=1))
    (folder.root / "published.duckdb").rename(folder.warehouse)
    return difference(former, folder.building) == difference(former, folder.building, [SEARCHED]) == {}


def test_the_rows_of_untouched_hubs_are_carried_over(folder: DataFolder) -> None:
    done = then(folder, hub_page(0, 20, paper(1, verdict="accept", summary="Another word."), paper(7)))
    assert done.carried == Carried(4)
    assert ask(folder, "SELECT captures_carried FROM meta.build") == [(4,)]
    assert ask(folder, "SELECT id FROM search('another')") == [("arxiv:9912.00001",)]
    assert same_as_scratch(folder)


def test_a_new_id_moves_the_papers_of_other_hubs(tmp_path: Path) -> None:
    """Hub 3 lists a title alone; a page of hub 0 gives it an arXiv id, so that hub 3 is made anew as well."""
    folder = DataFolder(tmp_path)
    store(folder, [hub_page(number, number, {"title": f"Lantern {number}"}) for number in range(5)], NOW)
    build(folder, NOW)
    publish(folder)
    done = then(folder, hub_page(0, 20, paper(3)))
    assert done.carried == Carried(3)
    assert ask(folder, "SELECT count(*) FROM citations WHERE paper_id = 'arxiv:9912.00003'") == [(2,)]
    assert same_as_scratch(folder)


@pytest.mark.deep
def test_another_year_of_a_paper_reaches_the_hubs_that_miss_it(tmp_path: Path) -> None:
    """A view by year retires a paper of hub 1; a page of hub 0 gives the paper another year, and it is not gone."""
    folder, old = DataFolder(tmp_path), {"posted_on": "2019-05-01"}
    pages = [
        hub_page(number, number, paper(8, **{k: pl.Series([v]).str.to_date()[0] for k, v in old.items()}))
        for number in (0, 1)
    ]
    pages += [hub_page(number, number + turn) for number in (2, 3, 4) for turn in (0, 5)]
    pages += [replace(hub_page(1, 10, paper(9)), filters={"year": "2019"})]
    store(folder, pages, NOW)
    build(folder, NOW)
    publish(folder)
    gone = "SELECT NOT is_current FROM citations WHERE paper_id = 'arxiv:9912.00008' ORDER BY hub_id"
    assert ask(folder, gone) == [(False,), (True,)]
    done = then(folder, hub_page(0, 20, paper(8, posted_on=pl.Series(["2020-05-01"]).str.to_date()[0])))
    assert done.carried == Carried(6)
    assert ask(folder, gone) == [(False,), (False,)]
    assert same_as_scratch(folder)


@pytest.mark.parametrize(
    ("pages", "rebuild_reason"),
    [
        (
            [hub_page(0, 2.5)],
            "a capture is not newer than all of before; captures landed in another order than they were taken",
        ),
        pytest.param(
            [hub_page(number, 20) for number in range(4)],
            "8 of 9 captures are of hubs that changed",
            marks=pytest.mark.deep,
        ),
    ],
)
def test_what_hinders_is_said_and_the_build_is_from_scratch(
    folder: DataFolder, pages: list[Page], rebuild_reason: str
) -> None:
    done = then(folder, *pages)
    assert done.carried == Carried(rebuild_reason=rebuild_reason)
    assert same_as_scratch(folder)


def test_a_capture_that_landed_before_others_hinders(folder: DataFolder) -> None:
    assert then(folder, hub_page(0, 20), hours=-1).carried.rebuild_reason == "a capture landed before others were"


def test_readings_that_were_made_anew_hinder(folder: DataFolder) -> None:
    store(folder, [hub_page(0, 20)], NOW + timedelta(hours=1))
    [*batches] = sorted(ReadingStore(folder.readings).batches())
    for one in batches:
        (ReadingStore(folder.readings).folder / one).rename(ReadingStore(folder.readings).folder / f"{one}0")
    assert build(folder, NOW).carried.rebuild_reason == "readings were made anew"
    for one in batches:
        rmtree(ReadingStore(folder.readings).folder / f"{one}0")
    assert "a capture is gone, or is read differently" in build(folder, NOW).carried.rebuild_reason


def test_another_recipe_is_a_build_from_scratch(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "BUILD_VERSION", "of tomorrow")
    assert then(folder, hub_page(0, 20)).carried == Carried()


def test_a_published_file_that_is_damaged_in_a_table_is_not_needed(folder: DataFolder) -> None:
    """What is asked before (meta) can be read, the rows of a table cannot: FAULTS F29."""
    with open_published(folder.warehouse) as connection:
        [(size, first)] = connection.execute(
            "SELECT block_size, (SELECT min(block_id) FROM pragma_storage_info('main.hubs') WHERE block_id >= 0) "
            "FROM pragma_database_size()"
        ).fetchall()
    damaged = bytearray(folder.warehouse.read_bytes())
    damaged[HEADERS + first * size + 100] ^= 1
    folder.warehouse.write_bytes(damaged)
    done = then(folder, hub_page(0, 20))
    assert "the published file could not be read" in done.carried.rebuild_reason
    assert ask(folder, "SELECT count(*) FROM captures") == [(6,)]


def test_a_copy_that_is_half_patched_cannot_be_published(folder: DataFolder) -> None:
    store(folder, [hub_page(0, 20)], NOW + timedelta(hours=1))
    frames = {"landed": landed_frame(RawStore(folder.raw).captures()), **NO_BOOKS}

    def stop(done: int, total: int) -> None:
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_new(folder.building, copied_from=folder.warehouse) as connection:
        patch_tables(connection, frames, ReadingStore(folder.readings), folder.warehouse, stop)
    with pytest.raises(NotBuilt, match="incomplete"):
        publish(folder)


@pytest.mark.parametrize(
    ("bare", "arrives", "papers"),
    rest_deep(
        ({"title": "Harbour 3"}, {"posted_on": date(2019, 5, 1), "category": "cs.LG"}, 1),
        ({"title": "Harbour 3", "posted_on": date(2018, 5, 1)}, {"posted_on": date(2019, 5, 1)}, 2),
        ({"title": "Harbour 3", "category": "cs.CL"}, {"category": "cs.LG"}, 2),
        ({"title": "Editorial"}, {"title": "Editorial"}, 2),
        ({"title": "HAR\u00adBOUR 3."}, {}, 1),
    ),
)
def test_what_arrives_ties_or_parts_papers_of_other_hubs(
    tmp_path: Path, bare: dict[str, object], arrives: dict[str, object], papers: int
) -> None:
    """Two hubs list a title without a link, one of them without more; then a page of another hub has a link."""
    folder = DataFolder(tmp_path)
    first = [hub_page(number, number) for number in (0, 1, 2, 4)]
    store(folder, [*first, hub_page(3, 3, bare), hub_page(3, 5, bare)], NOW)
    build(folder, NOW)
    publish(folder)
    then(folder, hub_page(0, 20, paper(9, **{"title": "Harbour 3", **arrives})))
    assert same_as_scratch(folder)
    [(found,)] = ask(
        folder,
        "SELECT count(DISTINCT paper_id) FROM citations WHERE hub_id = ? OR paper_id = 'arxiv:9912.00009'",
        HUBS[3],
    )
    assert found == papers
