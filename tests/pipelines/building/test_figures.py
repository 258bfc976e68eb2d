"""The figures that the two real captures must give, however they come in; skipped where the captures are not there."""

from pathlib import Path

import pytest

from pipelines.workspace import DataFolder
from tests.pipelines.building.support import REAL, REAL_HUB, all_tables, ask, load, rows_of

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real captures are not beside this checkout")

LISTED, FULL = sorted(REAL.glob("*.txt")) or (Path(), Path())
WAYS = {
    "the folder": [[REAL]],
    "the folder twice": [[REAL], [REAL]],
    "list first": [[LISTED, FULL]],
    "full first": [[FULL, LISTED]],
    "list, then full in a second run": [[LISTED], [FULL]],
    "full, then list in a second run": [[FULL], [LISTED]],
    "each again": [[FULL], [LISTED], [FULL, LISTED], [REAL]],
}
FAST = "full, then list in a second run"


@pytest.fixture(
    params=[pytest.param(way, id=name, marks=[pytest.mark.deep] * (name != FAST)) for name, way in WAYS.items()]
)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path)
    for paths in request.param:
        load(made, *paths)
    return made


def count(folder: DataFolder, statement: str) -> int:
    [(number,)] = ask(folder, f"SELECT count(*) FROM {statement}")
    return int(number)


def test_the_figures(folder: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> None:
    [hub] = rows_of(folder, "hubs")
    assert {name: hub[name] for name in REAL_HUB} == REAL_HUB
    tables = {name: count(folder, name) for name in ("abstracts", "papers", "citations", "summaries", "captures")}
    assert tables == {"abstracts": 1, "papers": 44, "citations": 44, "summaries": 44, "captures": 2}
    assert count(folder, "papers WHERE title IS NOT NULL") == 40
    assert count(folder, "papers WHERE posted_on IS NOT NULL AND verdict IS NOT NULL") == 9
    assert count(folder, "papers WHERE posted_on IS NOT NULL OR verdict IS NOT NULL") == 9
    assert count(folder, "papers WHERE novelty IS NOT NULL") == 7
    assert count(folder, "citations WHERE is_representative") == 24
    assert count(folder, "citations WHERE is_listed") == 39
    assert count(folder, "citations WHERE NOT is_current OR retired_at IS NOT NULL") == 0
    numbers = ask(folder, "SELECT ref_number FROM citations WHERE ref_number IS NOT NULL ORDER BY 1")
    assert numbers == [(1,), (11,)]
    facets = ask(folder, "SELECT facet, value, n FROM facet_counts ORDER BY ALL")
    assert facets == [("polarity", "background", 4), ("polarity", "unclear", 1), ("role", "background", 5)]
    assert (count(folder, "residue"), count(folder, "quarantine")) == (0, 0)
    assert count(folder, "papers WHERE contains(title_raw, 'M\\\"OVE') AND contains(title, 'MÖVE')") == 1
    once = DataFolder(tmp_path_factory.mktemp("once"))
    load(once, REAL)
    assert all_tables(folder.warehouse) == all_tables(once.warehouse)
