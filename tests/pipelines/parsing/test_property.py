"""Random records, rendered by every markup of the page writer and by invented ones, come back cell for cell."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pagewriter.markups import MARKUPS
from tests.pagewriter.records import Filters, HubRecord
from tests.pagewriter.strategies import pages
from tests.pipelines.parsing.foreign_markup import Foreign
from tests.pipelines.parsing.support import assert_reads_as, read

bounded = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("markup", MARKUPS)
@bounded
@given(page=pages())
def test_every_markup_comes_back_cell_for_cell(markup: str, page: tuple[HubRecord, Filters]) -> None:
    record, filters = page
    body = MARKUPS[markup](record, filters)
    assert_reads_as(read(body, record.hub_id, filters, named=markup), record, markup, filters)


@settings(bounded, max_examples=400)
@given(page=pages(), seed=st.integers(0, 2**32))
def test_markups_that_nobody_wrote_come_back_cell_for_cell(page: tuple[HubRecord, Filters], seed: int) -> None:
    record, filters = page
    markup = Foreign(seed)
    reading = read(markup.render(record, filters), record.hub_id, filters)
    assert_reads_as(reading, record, "foreign", filters, is_linked=markup.is_linked)


@bounded
@given(page=pages())
def test_a_page_is_complete_when_all_its_rows_are_there(page: tuple[HubRecord, Filters]) -> None:
    record, filters = page
    reading = read(MARKUPS["html_tables"](record, filters), record.hub_id, filters)
    listed = [row.arxiv_id for row in reading.citing_papers if row.block == "explorer"]
    assert reading.capture.is_complete == (bool(filters) or len(set(listed)) >= record.citing_papers_printed)
    assert not read(MARKUPS["full_text"](record, filters), record.hub_id, filters).capture.is_complete
