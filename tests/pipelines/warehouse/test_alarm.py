"""What is new among the lines left over: kinds, shares, and what is too much."""

from pathlib import Path
from shutil import copytree

import pytest

from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.readings import ReadingStore
from pipelines.warehouse.alarm import FEWEST_LINES, alarm, kind_of_line, kind_of_refusal
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, rows_of

HUB = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
PAGE = (
    "<html><body><p>hub</p><h1>Made-up lanterns</h1>"
    "<p>3 Pith papers cite this work. Polarity classification is still indexing.</p>"
    "<p>{} Pith papers citing it</p><h2>hub tools</h2>{}"
)


def _page(root: Path, day: int, strays: list[str], count: str = "3") -> Path:
    """A folder with one capture of a made-up page, which holds some lines that nobody knows."""
    folder = root / str(day)
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(PAGE.format(count, "".join(f"<p>{one}</p>" for one in strays)))
    address = f"https://pith.science/citations/{HUB}"
    (folder / "captures.csv").write_text(f"file,url,captured_at\npage.html,{address},2026-09-{day:02}T06:00:00Z\n")
    return folder


def _build(data: DataFolder, *paths: Path) -> None:
    RawStore(data.raw).append(arrivals(paths, NOW), NOW)
    ReadingStore(data.readings).read_new(RawStore(data.raw))
    build(data, NOW)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Mirela Oakhurst", "Name"),
        ("J. P. Sandwick", "Name"),
        ("embed", "embed"),
        ("JSON", "Name"),
        ("cited 1,853 times", "cited 9 times"),
        ("cited 7 times", "cited 9 times"),
        ("updated 2026-09-14", "updated 9"),
        ("A Plain Optimizer for Deep Networks", "many words"),
        ("It says in so many words that it glows.", "a sentence"),
    ],
)
def test_a_kind_is_a_block_and_a_shape(text: str, shape: str) -> None:
    assert kind_of_line("hub_tools", text) == f"hub_tools: {shape}"


def test_a_kind_of_refusal_leaves_out_what_was_printed() -> None:
    one = kind_of_refusal("hubs", "citing_papers_printed", "not an exact count: '1.2k'")
    assert one == "hubs.citing_papers_printed: not an exact count: …"
    assert kind_of_refusal("hubs", None, "3 lines stand there") == kind_of_refusal("hubs", None, "41 lines stand there")


@pytest.fixture(scope="module")
def first_file(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A new file of one page with three lines that nobody knows; read-only."""
    place = tmp_path_factory.mktemp("first")
    data = DataFolder(place / "data")
    _build(data, _page(place / "pages", 1, ["embed", "Mirela Oakhurst", "cited 7 times"]))
    return data


@pytest.fixture
def data(first_file: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy, to be written to."""
    return DataFolder(copytree(first_file.root, tmp_path / "data"))


def test_the_first_file_has_nothing_new_and_the_same_file_neither(data: DataFolder) -> None:
    first = alarm(data.building, None)
    assert (first.is_first, first.new_kinds, first.captures, first.left_over) == (True, (), 1, 3)
    publish(data)
    same = alarm(data.warehouse, data.warehouse)
    assert (same.is_first, same.new_kinds, same.captures, same.lines) == (False, (), 0, 0)


def test_only_what_was_never_left_over_is_new(data: DataFolder, tmp_path: Path) -> None:
    publish(data)
    strays = ["embed", "Wen Lastname", "cited 1,853 times", "follow this work", "follow this work"]
    _build(data, _page(tmp_path / "pages", 2, strays, count="1.2k"))
    found = alarm(data.building, data.warehouse)
    assert [(one.kind, one.number, one.example) for one in found.new_kinds] == [
        ("hub_tools: follow this work", 2, "follow this work"),
        ("hubs.citing_papers_printed: not an exact count: …", 1, "1.2k"),
    ]
    lines = rows_of(data, "residue")
    first = min(one["line_number"] for one in lines if one["text"] == "follow this work")
    (newest,) = {one["capture_id"] for one in lines if one["text"] == "follow this work"}
    assert [one.row for one in found.new_kinds] == [
        f"residue: capture_id={newest}, line_number={first}",
        f"quarantine: capture_id={newest}, position=1",
    ]
    assert (found.captures, found.left_over, found.refused) == (1, 5, 1)
    assert found.left_over_by_block == {"hub_tools": 5}
    (worst,) = found.worst
    assert worst.share == pytest.approx(5 / worst.lines)


def test_a_share_is_too_much_only_of_enough_lines(tmp_path: Path) -> None:
    data, pages = DataFolder(tmp_path / "data"), tmp_path / "pages"
    _build(data, _page(pages, 1, ["some stray words"] * 20))
    few = alarm(data.building, None)
    assert few.share > 0.5
    assert not few.is_too_much()
    publish(data)
    _build(data, _page(pages, 2, ["some stray words"] * FEWEST_LINES))
    many = alarm(data.building, data.warehouse)
    assert many.captures == 1
    assert many.is_too_much()
    assert not many.is_too_much(most=1)
