"""Which captures share one reading, and that a page of the same bytes is read once."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing.captures import Arrival, Capture
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.canonical_capture import read_as
from pipelines.parsing.store.readings import ReadingStore
from tests.pipelines.fetching.made_up import HUB, OTHER_HUB, captured, day
from tests.pipelines.landing.samples import arrival
from tests.tiers import examples


def test_the_same_bytes_of_the_same_view_are_read_in_the_earliest() -> None:
    first, again, unchanged = captured(0), captured(1), captured(2, outcome="unchanged", http_status=304)
    found = read_as([unchanged, again, first])
    assert set(found.values()) == {first.capture_id}
    assert set(found) == {one.capture_id for one in (first, again, unchanged)}


@pytest.mark.parametrize(
    "changes",
    [
        {"filters": {"year": "2026"}},
        {"declared_charset": "latin-1"},
        {"source_rendering": "json"},
        {"source_rendering": None},
        {"hub_id": OTHER_HUB},
        {"body_sha256": "0" * 64},
    ],
    ids=str,
)
def test_another_view_or_another_way_to_read_the_bytes_is_read_by_itself(changes: dict[str, object]) -> None:
    one, other = captured(0), captured(1, **changes)
    assert read_as([one, other]) == {one.capture_id: one.capture_id, other.capture_id: other.capture_id}


@pytest.mark.parametrize("outcome", ["failed", "retried", "gone", "truncated", "blocked_by_robots", "refused"])
def test_what_holds_no_page_stands_for_itself(outcome: str) -> None:
    page, attempts = captured(0, ""), [captured(number, "", outcome=outcome) for number in (1, 2)]
    assert read_as([page, *attempts]) == {one.capture_id: one.capture_id for one in (page, *attempts)}


def test_the_order_of_filters_is_none() -> None:
    one = captured(0, filters={"cat": "cs.LG", "year": "2026"})
    other = captured(1, filters={"year": "2026", "cat": "cs.LG"})
    assert read_as([one, other])[other.capture_id] == one.capture_id


@examples(80)
@given(data=st.data())
def test_the_order_of_arrival_never_matters(data: st.DataObject) -> None:
    one = st.builds(
        captured,
        st.integers(0, 3),
        st.sampled_from("ab"),
        hub_id=st.sampled_from((HUB, OTHER_HUB, None)),
        outcome=st.sampled_from(("ok", "unchanged", "failed", "gone")),
        declared_charset=st.sampled_from((None, "utf-8")),
    )
    some: list[Capture] = data.draw(st.lists(one, max_size=10, unique_by=lambda capture: capture.capture_id))
    found = read_as(some)
    assert read_as(data.draw(st.permutations(some))) == found
    assert all(found[stand_in] == stand_in for stand_in in found.values())
    by_id = {capture.capture_id: capture for capture in some}
    for one_id, stand_in in found.items():
        assert by_id[one_id].body_sha256 == by_id[stand_in].body_sha256
        assert by_id[stand_in].captured_at <= by_id[one_id].captured_at


# In the store


def read(folder: Path, *arrivals: Arrival) -> tuple[int, dict[str, str]]:
    """Land these and read what is to be read: how many were, and the outcomes of all."""
    raw, store = RawStore(folder / "raw"), ReadingStore(folder / "readings")
    raw.append(arrivals, day(100))
    report = store.read_new(raw)
    return report.read, store.outcomes(raw.captures())


def page(number: float, **changes: object) -> Arrival:
    return arrival(captured_at=day(number), **changes)


def test_a_page_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    assert read(tmp_path, page(0))[0] == 1
    read_now, outcomes = read(tmp_path, page(1), page(2, outcome="unchanged"))
    assert read_now == 0
    assert len(outcomes) == 3
    assert len(set(outcomes.values())) == 1


def test_an_earlier_capture_of_the_same_bytes_is_read_when_it_comes_later(tmp_path: Path) -> None:
    assert read(tmp_path, page(2, outcome="unchanged"))[0] == 1
    assert read(tmp_path, page(1))[0] == 1
    assert read(tmp_path, page(3))[0] == 0


def test_another_filter_or_charset_is_read(tmp_path: Path) -> None:
    others = [page(1, filters={"year": "2026"}), page(2, declared_charset="latin-1")]
    assert read(tmp_path, page(0), *others)[0] == 3


@pytest.mark.parametrize("outcome", ["retried", "gone", "blocked_by_robots"])
def test_an_attempt_that_brought_nothing_leaves_nothing_in_quarantine(tmp_path: Path, outcome: str) -> None:
    raw, store = RawStore(tmp_path / "raw"), ReadingStore(tmp_path / "readings")
    raw.append([arrival(b"", captured_at=day(0), outcome=outcome, reason="the site answered 404")], day(100))
    report = store.read_new(raw)
    assert report.outcomes == {outcome: 1}
    assert report.quarantined_cells == 0


def test_every_order_of_landing_gives_the_same_outcomes(tmp_path: Path) -> None:
    arrivals = [page(0), page(1, outcome="unchanged"), page(2)]
    found = []
    for number, order in enumerate(permutations(arrivals)):
        for each in order:
            _, outcomes = read(tmp_path / str(number), each)
        found.append(outcomes)
    assert found.count(found[0]) == len(found)
