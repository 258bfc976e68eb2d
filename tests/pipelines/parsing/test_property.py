"""Random records, rendered by every markup of the page writer and by invented ones, come back cell for cell.

But for rows of a few pages, whose titles imitate other lines where no link and no other row tells which line is what:
those have to be reported.
"""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.vocabulary.records import Reading
from tests.pagewriter.markups import MARKUPS
from tests.pagewriter.records import Filters, HubRecord
from tests.pagewriter.strategies import pages
from tests.pipelines.parsing.foreign_markup import Foreign
from tests.pipelines.parsing.support import UNKNOWN_FORM, assert_reads_as, read
from tests.tiers import examples

MOST_REPORTED = 0.05


def assert_exact_or_reported(reading: Reading, exactly: Callable[[], None]) -> bool:
    """Whether it is exact; what is not has a line left over, a refused cell, or an outcome that says so."""
    try:
        exactly()
    except AssertionError:
        left = [one for one in reading.residue if one.block not in UNKNOWN_FORM]
        assert left or reading.quarantine or reading.capture.outcome != "ok"
        return False
    return True


@pytest.mark.hypothesis
@pytest.mark.parametrize("markup", MARKUPS)
def test_every_markup_comes_back_cell_for_cell(markup: str) -> None:
    exact = []

    @examples(20)
    @given(page=pages())
    def check(page: tuple[HubRecord, Filters]) -> None:
        record, filters = page
        reading = read(MARKUPS[markup](record, filters), record.hub_id, filters, named=markup)
        exact.append(assert_exact_or_reported(reading, lambda: assert_reads_as(reading, record, markup, filters)))

    check()
    assert exact.count(False) <= MOST_REPORTED * len(exact)


@pytest.mark.hypothesis
def test_markups_that_nobody_wrote_come_back_cell_for_cell() -> None:
    exact = []

    @examples(100)
    @given(page=pages(), seed=st.integers(0, 2**32))
    def check(page: tuple[HubRecord, Filters], seed: int) -> None:
        record, filters = page
        markup = Foreign(seed)
        reading = read(markup.render(record, filters), record.hub_id, filters)
        exact.append(
            assert_exact_or_reported(
                reading, lambda: assert_reads_as(reading, record, "foreign", filters, is_linked=markup.is_linked)
            )
        )

    check()
    assert len(exact) >= 100
    assert exact.count(False) <= MOST_REPORTED * len(exact)


@examples(20)
@given(page=pages())
def test_a_page_is_complete_when_all_its_rows_are_there(page: tuple[HubRecord, Filters]) -> None:
    record, filters = page
    reading = read(MARKUPS["html_tables"](record, filters), record.hub_id, filters)
    listed = [row.arxiv_id for row in reading.citing_papers if row.block == "explorer"]
    assert reading.capture.is_complete == (bool(filters) or len(set(listed)) >= record.citing_papers_printed)
    assert not read(MARKUPS["full_text"](record, filters), record.hub_id, filters).capture.is_complete
