r"""Captures that once stopped every later run of a data folder: they are read and published, and so is the next one.

The files are made up: refused facet counts (a count has no facet and no value then), and lone surrogates in a twin.
"""

from pathlib import Path

import pytest

from pipelines.workspace import DataFolder
from tests.pipelines.building.support import ask, broken, load
from tests.tiers import rest_deep

HEAD = """pith. sign in

hub

A Made-Up Work

12 Pith papers cite this work. Polarity classification is still indexing.

12 Pith papers citing it

"""
FIRST, SECOND = (f"aaaaaaaa-0000-4000-8000-00000000000{one}" for one in (1, 2))
GOOD = HEAD + "fields\n\ncs.LG 10 cs.CL 2\n"


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("block", "kept", "refused"),
    rest_deep(
        ("fields\n\ncs.LG 3 cs.LG 2\n", [("field", "cs.LG", 3)], ["duplicate_value"]),
        ("fields\n\ncs.LG 1.2k cs.CL 2\n", [("field", "cs.CL", 2)], ["impossible_value"]),
        ("years\n\n2026 9 unknown 3\n", [("year", "2026", 9)], ["impossible_value"]),
        ("fields\n\ncs.LG 1.2k\n", [], ["impossible_value"]),
        ("fields\n\ncs.LG 99999999999 cs.CL 2\n", [("field", "cs.CL", 2)], ["impossible_value"]),
        ("fields\n\ncs.LG 3+ cs.CL 1.2k math.AG 1\n", [("field", "math.AG", 1)], ["impossible_value"] * 2),
    ),
)
def test_a_refused_count_costs_itself_alone(
    tmp_path: Path, block: str, kept: list[tuple[str, str, int]], refused: list[str]
) -> None:
    data = DataFolder(tmp_path / "data")
    load(data, write(tmp_path / "in", f"{FIRST}.full.txt", HEAD + block))
    assert broken(data.warehouse) == []
    assert ask(data, "SELECT facet, value, n FROM facet_counts ORDER BY ALL") == kept
    assert [one for (one,) in ask(data, "SELECT refused_because FROM quarantine ORDER BY position")] == refused
    counts = ask(data, "SELECT printed_value, status FROM claims WHERE claim = 'facet_count_rows' ORDER BY position")
    assert counts == [*((float(n), "unverifiable") for *_, n in kept), *[(None, "unverifiable")] * len(refused)]
    sums = ask(data, "SELECT status, explanation FROM claims WHERE claim LIKE 'facet_sum%'")
    said = ("unverifiable", f"counts refused on this page: {len(refused)}, see quarantine")
    assert sums == [said] * bool(kept), "a sum without a refused part proves nothing"
    load(data, write(tmp_path / "in", f"{SECOND}.full.txt", GOOD))
    assert ask(data, "SELECT count(*) FROM hubs") == [(2,)]


@pytest.mark.parametrize("title", rest_deep(r"A Smile \ud83d", r"\udc4d first", r"A\u0000B", "\\ud800" * 50))
def test_a_twin_with_half_a_character_costs_that_character_alone(tmp_path: Path, title: str) -> None:
    data = DataFolder(tmp_path / "data")
    twin = f'{{"work": {{"id": "{FIRST}", "title": "{title}", "year": 2020}}, "hub": {{"state": {{"tier": "hub"}}}}}}'
    load(data, write(tmp_path / "in", f"{FIRST}.json", twin))
    assert broken(data.warehouse) == []
    [(shown, year)] = ask(data, "SELECT title, year FROM hubs")
    assert ("\ufffd" in shown, year) == (True, 2020)
    [(replaced,)] = ask(data, "SELECT replacement_characters FROM captures")
    assert replaced == shown.count("\ufffd")
    load(data, write(tmp_path / "in", f"{SECOND}.full.txt", GOOD))
    assert ask(data, "SELECT count(*) FROM hubs") == [(2,)]
