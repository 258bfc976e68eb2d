"""Made-up hubs and others do not come together in silence."""

from pathlib import Path

import pytest

from cli.progress import NO_SAMPLE
from cli.summary import MIXED
from tests.cli.commands import Pithhouse

HUB = "0a0a0a0a-0000-4000-8000-000000000001"


def other_page(folder: Path) -> Path:
    page = folder / f"{HUB}.full.txt"
    lines = [
        "hub",
        "A Work of Somebody Else",
        "3 Pith papers cite this work. Polarity classification is still indexing.",
    ]
    page.write_text("\n".join([*lines, "3 Pith papers citing it", "(made up)"]), encoding="utf-8")
    return page


def test_refresh_takes_the_sample_into_a_folder_of_its_own_only(empty: Pithhouse, tmp_path: Path) -> None:
    taken = empty("ingest", other_page(tmp_path), "--json")
    assert (taken.code, taken.json["tables"]["hubs"], taken.json["is_mixed"]) == (0, 1, False)

    refreshed = empty("refresh", "--json")
    assert refreshed.code == 0
    assert NO_SAMPLE in refreshed.err
    assert refreshed.json["tables"]["hubs"] == 1
    assert refreshed.json["is_unchanged"] is True


@pytest.mark.deep
def test_who_mixes_them_is_told(loaded: Pithhouse, tmp_path: Path) -> None:
    taken = loaded("ingest", other_page(tmp_path))
    assert taken.code == 0
    assert MIXED in taken.err
