"""The checker that the other tests use does find the cells that the bytes of a capture do not prove."""

from pipelines.provenance.positions_of import trace
from tests.pagewriter.markups import MARKUPS
from tests.pipelines.parsing.support import source
from tests.pipelines.parsing.test_mutations import RECORD
from tests.pipelines.provenance.proof import unproved


def test_cells_are_proved_by_their_own_bytes_and_by_no_others() -> None:
    body = MARKUPS["html_tables"](RECORD, {}).encode()
    traced = trace(body, source())
    assert unproved(traced, body, source()) == []
    other = body.replace(b"Made-up foundations of lanterns", b"Made-up foundations of lanternz")
    assert other != body
    found = {(one.reading, one.column, one.value, one.said) for one in unproved(traced, other, source())}
    assert ("hub_readings", "title_raw", "Made-up foundations of lanterns", "Made-up foundations of lanternz") in found
    assert {column for _, column, _, _ in found} == {"title", "title_raw"}
