"""`why` on the command line: what is shown, as JSON, and what a terminal must not be sent."""

from pathlib import Path

from pipelines.workspace import DataFolder
from tests.cli.commands import Pithhouse
from tests.pipelines.building.support import load

HUB = "6f956b46-dc58-5ecb-bcfd-c83af8071a9e"


def test_a_cell_is_shown_with_its_bytes_in_context(asking: Pithhouse) -> None:
    shown = asking("why", "hubs", HUB, "dominant_percent")
    assert shown.code == 0
    assert "Most common role is background (⟦65⟧%)" in shown.out
    assert "blocks/masthead.py" in shown.out
    assert "?polarity=use_method" in shown.out


def test_json_has_the_same(asking: Pithhouse) -> None:
    told = asking("why", "facet_counts", HUB, "year", "2025", "n", "--json").json
    assert (told["value"], told["how"], told["place"]["printed"]) == (11, "read", "11")
    assert told["key"] == {"hub_id": HUB, "facet": "year", "value": "2025"}


def test_what_is_not_there_ends_with_two(asking: Pithhouse) -> None:
    missing = asking("why", "hubs", HUB, "colour")
    assert missing.code == 2
    assert "hubs has no column 'colour'" in missing.err
    assert asking("why", "hubs").code == 2


def test_the_beginning_of_an_id_is_enough_where_one_row_fits(asking: Pithhouse) -> None:
    assert asking("why", "hubs", HUB[:6], "tier", "--json").json["key"] == {"hub_id": HUB}
    told = asking("why", "citations", HUB[:6], "arxiv:9912.00020", "1", "role", "--json").json
    assert told["key"] == {"hub_id": HUB, "paper_id": "arxiv:9912.00020", "occurrence": "1"}
    several = asking("why", "papers", "arxiv:9912.0001", "novelty")
    assert several.code == 2
    assert "8 rows begin with 'arxiv:9912.0001': arxiv:9912.00010; " in several.err
    assert "and 3 more" in several.err


def test_a_part_of_a_title_names_the_hub_as_for_other_commands(asking: Pithhouse) -> None:
    assert asking("why", "hubs", "patience is", "tier", "--json").json["key"] == {"hub_id": HUB}
    told = asking("why", "citations", "Patience", "arxiv:9912.00020", "1", "role", "--json").json
    assert told["key"] == {"hub_id": HUB, "paper_id": "arxiv:9912.00020", "occurrence": "1"}
    several = asking("why", "hubs", "the", "tier")
    assert (several.code, "hubs has no row with hub_id 'the'" in several.err) == (2, True)


def test_escapes_of_a_page_do_not_reach_the_terminal(empty: Pithhouse, tmp_path: Path) -> None:
    page = tmp_path / "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d.html"
    page.write_text(
        "<html><body>\x1b]0;pwned\x07<p>hub</p><h1>Red \x1b[31mlanterns</h1>\x1b[2J"
        "<p>3 Pith papers cite this work. Polarity classification is still indexing.</p>"
    )
    load(DataFolder(empty.data), page)
    shown = empty("why", "hubs", page.stem, "title")
    assert shown.code == 0
    assert "Red \ufffd[31mlanterns" in shown.out
    assert "\x1b" not in shown.out


def test_doctor_proves_every_cell_when_asked(asking: Pithhouse) -> None:
    found = {one["what"]: one for one in asking("doctor", "--quick", "--cells", "--json").json}
    assert found["cells"]["state"] == "ok"
    assert "all accounted for" in found["cells"]["seen"]
