"""The short form of `make fidelity`: each choice alone, and random pages. None may be read wrongly in silence."""

import pytest

from tests.fidelity.measure import Measured, measure
from tests.fidelity.styles import styles_alone, written

RANDOM_PAGES = 150
LEAST_EXACT = 0.9


@pytest.fixture(scope="module")
def fixed() -> list[Measured]:
    styles = [written(style) for style in styles_alone()]
    return [measure((seed, style), reduces=False) for seed, style in enumerate(styles, 1)]


@pytest.fixture(scope="module")
def drawn() -> list[Measured]:
    return [measure((seed, None), reduces=False) for seed in range(1, RANDOM_PAGES + 1)]


def _silent(pages: list[Measured]) -> str:
    """The silent pages as `make fidelity ARGS="--only …"` takes them, each with its first difference."""
    silent = [one for one in pages if one.result == "silent"]
    return "\n".join(f"{one.seed}/{written(one.style)}: {one.differences[0]}" for one in silent)


def test_no_choice_alone_is_read_wrongly_in_silence(fixed: list[Measured]) -> None:
    assert len(fixed) > 250
    assert _silent(fixed) == ""


def test_most_choices_alone_are_read_exactly(fixed: list[Measured]) -> None:
    exact = [one for one in fixed if one.result == "exact"]
    assert len(exact) >= LEAST_EXACT * len(fixed)


def test_no_random_page_is_read_wrongly_in_silence(drawn: list[Measured]) -> None:
    assert len(drawn) == RANDOM_PAGES
    assert _silent(drawn) == ""
