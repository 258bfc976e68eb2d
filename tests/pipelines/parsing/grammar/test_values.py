"""Tables of (text, value) for every value parser; what is not exact is refused, never guessed (FAULTS F18, F19)."""

from datetime import UTC, date, datetime

import pytest

from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.values import Refused
from pipelines.parsing.hub_json import fields

CAPTURED_ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("printed", "value"),
    [("0", 0), ("39", 39), ("1,853", 1853), ("12,345,678", 12_345_678), ("2147483647", 2**31 - 1)],
)
def test_counts(printed: str, value: int) -> None:
    assert values.count(printed) == value


@pytest.mark.parametrize(
    "printed",
    "1.853|1 853|1.2k|-1|+1|10^30|39+|~39|1,85|1,8533|,853|1,|0x27|1e3|٣٩|３９|²|NaN|2147483648|||many".split("|"),
)
def test_counts_that_are_not_exact(printed: str) -> None:
    with pytest.raises(Refused):
        values.count(printed)


@pytest.mark.parametrize(("printed", "value"), [("0", 0), ("80", 80), ("100", 100), ("007", 7)])
def test_percentages(printed: str, value: int) -> None:
    assert values.percent(printed) == value


@pytest.mark.parametrize("printed", ["101", "80.5", "-1", "+8", "", "8O", "٨٠", "1000", "80%"])
def test_percentages_that_are_none(printed: str) -> None:
    with pytest.raises(Refused):
        values.percent(printed)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2022-05-02", date(2022, 5, 2)),
        ("2024-02-29", date(2024, 2, 29)),
        ("1986-01-01", date(1986, 1, 1)),
        ("2026-11-22", date(2026, 11, 22)),
    ],
)
def test_dates(printed: str, value: date) -> None:
    assert values.posted_on(printed, CAPTURED_ON) == value


@pytest.mark.parametrize(
    "printed",
    "2026-02-30|0000-00-00|2099-01-01|2026-11-23|1985-12-31|2022-5-2|20220502|2022-W18-1|02.05.2022|٢٠٢٢-٠٥-٠٢|".split(
        "|"
    ),
)
def test_dates_that_are_none(printed: str) -> None:
    with pytest.raises(Refused):
        values.posted_on(printed, CAPTURED_ON)


@pytest.mark.parametrize(
    ("printed", "value"), [("7.0", 7.0), ("0.0", 0.0), ("10.0", 10.0), ("10", 10.0), ("5.25", 5.25)]
)
def test_scores(printed: str, value: float) -> None:
    assert values.novelty(printed) == value


@pytest.mark.parametrize(
    "printed", ["NaN", "nan", "inf", "11.0", "10.1", "7,0", "-1.0", "7.", ".5", "1e1", "", "７.０"]
)
def test_scores_that_are_none(printed: str) -> None:
    with pytest.raises(Refused):
        values.novelty(printed)


@pytest.mark.parametrize(
    ("printed", "value"),
    [("9912.00001", "9912.00001"), ("arXiv:9912.00001v3", "9912.00001"), ("hep-th/9912901", "hep-th/9912901")],
)
def test_arxiv_ids(printed: str, value: str) -> None:
    assert values.arxiv_id(printed) == value


@pytest.mark.parametrize("printed", ["9912", "9912.000001", "10.1000/182", "../../etc/passwd", "hep-th/99129"])
def test_arxiv_ids_that_are_none(printed: str) -> None:
    with pytest.raises(Refused):
        values.arxiv_id(printed)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2026-01-02T03:04:05.678901+00:00", datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)),
        ("2026-01-02T03:04:05+02:00", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
    ],
)
def test_times(printed: str, value: datetime) -> None:
    assert fields.instant(printed) == value


@pytest.mark.parametrize("printed", ["2026-01-02T03:04:05", "2026-13-02T03:04:05+00:00", "yesterday", ""])
def test_times_that_are_none(printed: str) -> None:
    with pytest.raises(Refused):
        fields.instant(printed)
