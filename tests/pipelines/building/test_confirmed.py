"""Answers 304 make no rows, and everything else is as if each of them had those of its page (docs/decisions/0036)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.building.build import build
from pipelines.landing.captures import Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.canonical_capture import confirmed, read_as
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, Page, ask, at, store, tables_of
from tests.pipelines.building.test_incremental import HUBS, hub_page, same_as_scratch
from tests.pipelines.building.worlds import END, views, world
from tests.tiers import examples

Visits = list[tuple[Page, float]]
TABLES = ("hubs", "papers", "citations", "facet_counts")
PRINTED = {"number": "citing_papers", "printed_text": "2", "printed_value": 2.0}
HISTORY = ("history_hubs", "history_papers", "history_citations", "history_facet_counts")


def visit(folder: DataFolder, visits: Visits, outcome: str = "unchanged", hours: float = 0) -> list[Capture]:
    """Land the bytes of pages once more, at other minutes."""
    arrivals = [replace(page.arrival(), captured_at=at(minutes), outcome=outcome) for page, minutes in visits]
    return RawStore(folder.raw).append(arrivals, NOW + timedelta(hours=hours)).captures


def rows(folder: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of all tables that are made of sightings, but for the capture that they name."""
    with tables_of(folder, *TABLES, *HISTORY) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * EXCLUDE (capture_id) FROM {name}").fetchall(), key=str)
            for name in (*TABLES, *HISTORY)
        }


@examples(5)
@given(seed=st.integers(0, 2**32))
def test_tables_and_history_are_as_if_every_answer_had_the_rows_of_its_page(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = Random(seed)
    pages = views(chance, world(chance))
    visits = [
        (page, minutes + 0.5)
        for page in chance.choices(pages, k=8)
        for minutes in (chance.randint(int(page.minutes), END),)
    ]
    visits = list({minutes: (page, minutes) for page, minutes in visits}.values())
    found = []
    for outcome in ("unchanged", "ok"):
        folder = DataFolder(tmp_path_factory.mktemp(outcome))
        store(folder, pages)
        visit(folder, visits, outcome)
        found.append(rows(folder))
    assert confirmed_by(folder) == {}, "copies are sightings"
    answers, copies = found
    for name, expected in copies.items():
        assert answers[name] == expected, name


@pytest.fixture(scope="module")
def of_five_hubs(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A published file of one page of each of five hubs, all of which were confirmed ten times since; read-only."""
    made = DataFolder(tmp_path_factory.mktemp("five hubs"))
    pages = [hub_page(hub, hub, claims=[PRINTED]) for hub in range(5)]
    store(made, pages)
    build(made, NOW)
    publish(made)
    for number in range(10):
        visit(made, [(page, 10 + number + hub / 10) for hub, page in enumerate(pages)], hours=number / 10 + 0.1)
    return made


@pytest.fixture
def folder(of_five_hubs: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy, to be written to."""
    return DataFolder(copytree(of_five_hubs.root, tmp_path / "data"))


COUNTS = (
    "SELECT (SELECT count(*) FROM claims), (SELECT count(*) FROM history.citations), (SELECT count(*) FROM citations), "
    "(SELECT count(*) FROM history.papers), (SELECT count(*) FROM history.hubs)"
)


def test_visits_without_news_leave_no_rows_and_move_on_when_each_was_last_seen(folder: DataFolder) -> None:
    once = ask(folder, COUNTS)
    assert all(once[0])
    assert build(folder, NOW + timedelta(hours=2)).is_unchanged, "alone they are no reason to publish"
    folder.warehouse.rename(folder.root / "before.duckdb")
    build(folder, NOW + timedelta(hours=2))
    publish(folder)
    assert ask(folder, COUNTS) == once
    assert ask(folder, "SELECT count(*), count(*) FILTER (WHERE outcome = 'unchanged') FROM captures") == [(55, 50)]
    seen = "SELECT DISTINCT hub_id::VARCHAR, first_captured_at, last_captured_at FROM {} ORDER BY ALL"
    expected = [(HUBS[hub], at(hub), at(19 + hub / 10)) for hub in range(5)]
    for name in ("hubs", "citations", "abstracts"):
        assert ask(folder, seen.format(name)) == expected, name
    assert ask(folder, "SELECT max(last_captured_at) FROM papers") == [(at(19.4),)]


def test_visits_without_news_do_not_touch_their_hubs(folder: DataFolder) -> None:
    store(folder, [hub_page(0, 30)], NOW + timedelta(hours=2))
    done = build(folder, NOW + timedelta(hours=2))
    assert done.carried.captures == 4, done.carried
    assert same_as_scratch(folder)


def test_a_page_that_came_between_makes_the_answer_a_sighting(folder: DataFolder) -> None:
    """Hub 0 showed other papers for a time, in a capture from elsewhere: the answer says that it is as before again."""
    before = confirmed_by(folder)
    store(folder, [hub_page(0, 12.5, {"title": "Another"})], NOW + timedelta(hours=2))
    after = confirmed_by(folder)
    assert len(before) == 50
    assert len(after) == 49, "the first answer after the other page is a sighting, later ones confirm it"
    assert build(folder, NOW + timedelta(hours=2)).carried.rebuild_reason, "it is from scratch"
    publish(folder)
    listed = "SELECT count(*) FILTER (WHERE is_current), count(*) FROM citations WHERE hub_id = ?"
    assert ask(folder, listed, HUBS[0]) == [(2, 3)]


def confirmed_by(folder: DataFolder) -> dict[str, str]:
    captures = list(RawStore(folder.raw).captures())
    return confirmed(captures, read_as(captures))


def test_a_twin_between_two_visits_is_no_news_of_the_page(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    page, twin = Page(1, hub={"title": "Work"}), Page(2, hub={"title": "Work"}, rendering="json")
    store(folder, [page, twin])
    visits = visit(folder, [(page, 11), (twin, 12), (page, 21), (twin, 22)])
    assert set(confirmed_by(folder)) == {one.capture_id for one in visits}
