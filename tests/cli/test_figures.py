"""The two real captures through the command: the figures that they must give; skipped where they are not there.

`tests/pipelines/building/test_figures.py` asks the same of the library, in the fast tier.
"""

from pathlib import Path

import pytest

from tests.cli.commands import Pithhouse
from tests.pipelines.building.support import REAL, REAL_HUB

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not REAL.is_dir(), reason="the real captures are not beside this checkout"),
]

LISTED, FULL = sorted(REAL.glob("*.txt")) or (Path(), Path())
WAYS = {
    "full, then the folder": [[FULL], [REAL]],
}
TABLES = {
    "hubs": 1, "abstracts": 1, "papers": 44, "citations": 44, "summaries": 44, "facet_counts": 3, "captures": 2,
    "residue": 0, "quarantine": 0,
}  # fmt: skip
COUNTED = {
    "papers WHERE title IS NOT NULL": 40,
    "papers WHERE posted_on IS NOT NULL AND verdict IS NOT NULL": 9,
    "papers WHERE novelty IS NOT NULL": 7,
    "papers WHERE contains(title_raw, 'M\\\"OVE') AND contains(title, 'MÖVE')": 1,
    "citations WHERE is_representative": 24,
    "citations WHERE is_listed": 39,
    "citations WHERE is_current": 44,
    "citations WHERE ref_number IS NOT NULL": 2,
    "citations WHERE ref_number IN (1, 11)": 2,
    "facet_counts WHERE facet = 'role' AND value = 'background' AND n = 5": 1,
    "facet_counts WHERE facet = 'polarity' AND value = 'background' AND n = 4": 1,
    "facet_counts WHERE facet = 'polarity' AND value = 'unclear' AND n = 1": 1,
}


@pytest.mark.parametrize("runs", WAYS.values(), ids=WAYS)
def test_the_figures(empty: Pithhouse, runs: list[list[Path]]) -> None:
    taken = [empty("ingest", *paths, "--json") for paths in runs]
    assert {one.code for one in taken} == {0}
    tables = taken[-1].json["tables"]
    assert {name: tables[name] for name in TABLES} == TABLES
    assert (taken[-1].json["captures"]["new"], taken[-1].json["captures"]["already_there"]) == (1, 1)
    [hub] = empty("query", "FROM hubs", "--json").json
    assert {name: hub[name] for name in REAL_HUB} == REAL_HUB
    asked = ", ".join(f"(SELECT count(*) FROM {what})" for what in COUNTED)
    [found] = empty("query", f"SELECT [{asked}] AS n", "--json").json
    assert dict(zip(COUNTED, found["n"], strict=True)) == COUNTED
    files = empty("query", "SELECT source_file FROM captures ORDER BY ALL", "--json").json
    assert [one["source_file"] for one in files] == [LISTED.name, FULL.name]
