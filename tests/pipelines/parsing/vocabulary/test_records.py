"""The records that parsers fill have the columns of the readings, no more and no fewer, in their order."""

from dataclasses import fields

import pytest

from pipelines.parsing.vocabulary import records
from schemas import table
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
    assert set(map(table.name, READINGS)) == set(ROWS)


@pytest.mark.parametrize("model", READINGS, ids=table.name)
def test_a_row_has_the_columns_of_its_reading(model: type[Table]) -> None:
    row = ROWS[table.name(model)]
    assert {one.name for one in fields(row)} == {one.name for one in table.columns(model)}
