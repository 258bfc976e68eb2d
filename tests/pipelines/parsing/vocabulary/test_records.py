"""The records that parsers fill have the columns of the readings, no more and no fewer, in their order."""

from dataclasses import fields

import pytest

from pipelines.parsing.vocabulary import records
from schemas.registry import READINGS
from schemas.table import Table

ROWS: dict[str, type] = {
    "capture_readings": records.CaptureRow,
    "hub_readings": records.HubRow,
    "citing_paper_readings": records.CitingPaperRow,
    "facet_readings": records.FacetRow,
    "word_readings": records.WordRow,
    "claim_readings": records.ClaimRow,
    "residue": records.ResidueRow,
    "quarantine": records.QuarantineRow,
}


def test_every_reading_has_a_row() -> None:
    assert {table.to_schema().name for table in READINGS} == set(ROWS)


@pytest.mark.parametrize("table", READINGS, ids=lambda table: str(table.to_schema().name))
def test_a_row_has_the_columns_of_its_reading(table: type[Table]) -> None:
    row = ROWS[str(table.to_schema().name)]
    assert {one.name for one in fields(row)} == set(table.to_schema().columns)
