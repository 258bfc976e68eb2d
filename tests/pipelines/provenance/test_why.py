"""Where cells come from: each one is proved, a wrong one is found, and `why` answers for any cell."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.provenance.verify import check_cells
from pipelines.provenance.why import Answer, why
from pipelines.warehouse import summary
from pipelines.warehouse.connections import NoSuchCell, NotPublished, keeping_open
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from schemas import table
from schemas.registry import TABLES
from tests.pipelines.building.support import HUB, NOW, REAL, Page, ask, load, store
from tests.tiers import rest_deep

FILTERED = "6f956b46-dc58-5ecb-bcfd-c83af8071a9e"
CHANGED = "70cd446b-8666-57cd-88d2-164850f89aac"


@pytest.fixture(scope="module", autouse=True)
def _kept_open() -> Iterator[None]:
    """Most tests here only ask, and a file that is open is asked in a tenth of the time."""
    with keeping_open():
        yield


@pytest.fixture(scope="module")
def folder(loaded_sample: DataFolder) -> DataFolder:
    """The published sample; read-only."""
    return loaded_sample


def test_every_cell_of_the_sample_is_proved(folder: DataFolder) -> None:
    found = check_cells(folder)
    assert found.wrong == []
    rows = summary.rows(folder.warehouse)
    cells = sum(rows[table.name(model)] * len(table.columns(model)) for model in TABLES)
    assert found.cells.total() == cells
    assert found.cells["read"] > 1500
    assert found.cells["computed"] > 3000


@pytest.mark.skipif(not REAL.is_dir(), reason="the real captures are not available")
def test_every_cell_of_the_captures_is_proved(tmp_path: Path) -> None:
    made = DataFolder(tmp_path)
    load(made, REAL)
    found = check_cells(made)
    assert found.wrong == []
    assert found.cells["read"] > 150


CHANGES = {
    "UPDATE papers SET novelty = 9.5 WHERE paper_id = 'arxiv:9912.00001'": "papers arxiv:9912.00001 novelty",
    "UPDATE hubs SET doi = '10.1/made-up' WHERE title LIKE 'Sparse%'": f"hubs {CHANGED} doi",
    "UPDATE residue SET text = 'other' WHERE text = 'embed'": "residue",
    "UPDATE captures SET residue_lines = 0 WHERE residue_lines = 6": "captures",
    "UPDATE citations SET listed_rank = 99 WHERE listed_rank = 1": "citations",
    "UPDATE abstracts SET first_captured_at = '2020-01-01'": "abstracts",
}
"""Changes made to a published file, with the beginning of the messages expected for them."""


def test_cells_that_their_bytes_do_not_say_are_named(folder: DataFolder, tmp_path: Path) -> None:
    shutil.copytree(folder.root, tmp_path / "data")
    forged = DataFolder(tmp_path / "data")
    forged.warehouse.chmod(0o644)
    with duckdb.connect(str(forged.warehouse)) as connection:
        for change in CHANGES:
            connection.execute(change)
    wrong = check_cells(forged).wrong
    for named in CHANGES.values():
        assert any(one.startswith(named) for one in wrong), named
    assert all(one.startswith(tuple(CHANGES.values())) for one in wrong)


def _bytes_of(folder: DataFolder, answer: Answer) -> bytes:
    assert answer.place is not None
    raw = RawStore(folder.raw)
    body = raw.body(raw.find(answer.captures[0].capture_id))
    return body[answer.place.byte_start : answer.place.byte_start + answer.place.byte_length]


@pytest.mark.parametrize(
    ("asked", "value", "printed", "address"),
    [
        (("hubs", FILTERED, "tier"), "hub", b'"hub"', ".json"),
        (("hubs", FILTERED, "dominant_percent"), 65, b"65", "?polarity=use_method"),
        (("papers", "arxiv:9912.00001", "novelty"), 8.0, b"8.0", ""),
        (("papers", "arxiv:9912.00001", "url"), "https://pith.science/paper/9912.00001", b"/paper/9912.00001", ""),
        (("citations", FILTERED, "arxiv:9912.00021", "1", "role"), "dataset", b"dataset", ""),
        (("facet_counts", FILTERED, "year", "2025", "n"), 11, b"11", ""),
        (("vocabulary", "polarity", "contrast", "word"), "contrast", b"contrast", ""),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_a_cell_leads_to_its_bytes(
    folder: DataFolder, asked: tuple[str, ...], value: object, printed: bytes, address: str
) -> None:
    answer = why(folder, asked)
    assert (answer.value, answer.how) == (value, "read")
    assert _bytes_of(folder, answer) == printed
    assert address in answer.captures[0].url
    assert answer.parser
    assert " " in answer.rule
    assert "HUB_PAGES" not in answer.rule  # the reader of an answer does not have it


def test_cells_of_one_row_come_from_the_captures_that_gave_them(folder: DataFolder) -> None:
    [(newest,)] = ask(folder, "SELECT capture_id FROM hubs WHERE hub_id::VARCHAR = ?", CHANGED)
    title, year = why(folder, ("hubs", CHANGED, "title")), why(folder, ("hubs", CHANGED, "year"))
    assert title.captures[0].capture_id == newest
    assert year.captures[0].capture_id != newest, "only the twin prints a year"


@pytest.mark.parametrize(
    ("asked", "how", "said"),
    [
        (("hubs", FILTERED, "doi"), "null", "none of 6 captures prints it"),
        (("citations", FILTERED, "arxiv:9912.00020", "1", "retired_at"), "null", "no longer lists"),
        (("citations", FILTERED, "arxiv:9912.00020", "1", "is_current"), "computed", "no longer lists"),
        (("hubs", FILTERED, "first_captured_at"), "computed", "earliest"),
        (("hubs", FILTERED, "url"), "computed", "without filters"),
        (("facet_counts", FILTERED, "year", "2025", "facet"), "computed", "part of the key"),
        (("paper_aliases", "arxiv:9912.00020", "reason"), "computed", "."),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_no_word_says_names_its_rule_and_its_captures(
    folder: DataFolder, asked: tuple[str, ...], how: str, said: str
) -> None:
    answer = why(folder, asked)
    assert answer.how == how
    assert said in answer.rule
    assert answer.place is None
    assert answer.captures or asked[0] == "paper_aliases"


def test_a_work_below_the_tiers_is_concluded(folder: DataFolder) -> None:
    [(hub_id,)] = ask(folder, "SELECT hub_id::VARCHAR FROM hubs WHERE tier = 'none' ORDER BY ALL LIMIT 1")
    answer = why(folder, ("hubs", hub_id, "tier"))
    assert (answer.how, answer.value, len(answer.captures)) == ("concluded", "none", 1)


def test_a_line_left_over_leads_to_its_bytes(folder: DataFolder) -> None:
    [(capture, number)] = ask(folder, "SELECT capture_id, line_number FROM residue WHERE text = 'embed' LIMIT 1")
    answer = why(folder, ("residue", capture, str(number), "text"))
    assert _bytes_of(folder, answer) == b"embed"


def test_a_former_id_of_a_paper_leads_to_todays(folder: DataFolder) -> None:
    [(alias, today)] = ask(
        folder, "SELECT alias, paper_id FROM paper_aliases WHERE alias <> paper_id ORDER BY ALL LIMIT 1"
    )
    assert why(folder, ("papers", alias, "title")).key == {"paper_id": today}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("hub", FILTERED, "tier"), "there is no table 'hub'; the tables are hubs, abstracts"),
        (("hubs", FILTERED, "colour"), "hubs has no column 'colour'; its columns are hub_id, title"),
        (("citations", FILTERED, "role"), "why citations <hub_id> <paper_id> <occurrence> <column>"),
        (("hubs", "'; DROP TABLE hubs; --", "tier"), "hubs has no row with hub_id"),
        (("papers", "arxiv:0000.00000", "title"), "papers has no row with paper_id 'arxiv:0000.00000'"),
    ],
)
def test_what_is_not_there_says_what_is(folder: DataFolder, asked: tuple[str, ...], said: str) -> None:
    with pytest.raises(NoSuchCell) as error:
        why(folder, asked)
    assert said in str(error.value)


def test_before_the_first_publish_there_is_nothing_to_ask(tmp_path: Path) -> None:
    with pytest.raises(NotPublished):
        why(DataFolder(tmp_path), ("hubs", FILTERED, "tier"))


STRAY = "Überzählige Größe"
PAGE = (
    "<html><body><p>hub</p><h1>Made-Up Work</h1><p>1 Pith papers citing it</p>"
    f"<p>1 Pith papers cite this work. Polarity classification is still indexing.</p><h2>hub tools</h2><p>{STRAY}</p>"
    "<h2>fields</h2><p>cs.Größe 1.2k</p></body></html>"
)


@pytest.mark.parametrize(
    ("charset", "encoded"),
    rest_deep(
        ("utf-16", b"\xff\xfe" + PAGE.encode("utf-16-le")),
        ("utf-8", PAGE.encode()),
        ("latin-1", PAGE.encode("latin-1")),
        ("windows-1252", PAGE.encode("windows-1252")),
    ),
)
def test_the_bytes_of_a_line_left_over_are_shown_by_the_encoding_of_their_page(
    tmp_path: Path, charset: str, encoded: bytes
) -> None:
    """The bytes of `residue` and `quarantine` are in the encoding of their page, which need not be UTF-8."""
    made = DataFolder(tmp_path)
    arrival = Page(1).arrival()
    landed = replace(arrival, body=encoded, declared_charset=charset, source_rendering="html")
    [capture] = RawStore(made.raw).append([landed], NOW).captures
    load(made)
    [(number,)] = ask(made, "SELECT line_number FROM residue WHERE text = ?", STRAY)
    left = why(made, ("residue", capture.capture_id, str(number), "text"))
    assert left.place is not None
    assert STRAY in left.place.printed
    assert "hub tools" in left.place.before
    refused = why(made, ("quarantine", capture.capture_id, "1", "text_raw"))
    assert refused.place is not None
    assert "cs.Größe 1.2k" in refused.place.printed


def test_a_rank_is_asked_of_the_newest_list_alone(tmp_path: Path) -> None:
    first, second = ({"title": f"Lantern {n}", "arxiv_id": f"9912.0000{n}"} for n in (1, 2))
    made = DataFolder(tmp_path)
    ids = store(made, [Page(1, representative=[first, second]), Page(2, representative=[second]), Page(3)])
    build(made, NOW)
    publish(made)
    left = why(made, ("citations", HUB, "arxiv:9912.00001", "1", "representative_rank"))
    assert (left.how, left.value) == ("null", None)
    assert "newest list of representatives: none found in these captures" in left.rule
    stays = why(made, ("citations", HUB, "arxiv:9912.00002", "1", "representative_rank"))
    assert (stays.how, stays.value, [one.capture_id for one in stays.captures]) == ("computed", 1, [ids[1]])
