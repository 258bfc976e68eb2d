"""What the README shows is what the commands print."""

import re
from pathlib import Path

import pytest

from tests import queries_page, recording, shared_samples
from tests.console import README, answered, beside_the_data, blocks


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_samples.sample_house(tmp_path_factory)


def test_there_are_five_things_to_do_first() -> None:
    assert len(blocks(README.read_text("utf-8"))) == 5


@pytest.mark.parametrize("number", range(5))
def test_answers_are_those_of_the_sample(number: int, data: Path) -> None:
    block = blocks(README.read_text("utf-8"))[number]
    with beside_the_data(data.parent):
        assert block == answered(block), "run `python -m tests.console`, and look at what changed"


def test_numbers_of_the_sample_are_right(data: Path) -> None:
    said = re.search(r"(\d+) captures of (\d+) works", README.read_text("utf-8"))
    files = [one for one in (README.parent / "data/sample").iterdir() if re.match(r"[0-9a-f]{8}-", one.name)]
    assert said
    assert int(said[1]) == len(files)
    assert int(said[2]) == len({one.name[:36] for one in files})


def test_the_recorded_session_is_what_a_terminal_shows(data: Path) -> None:
    drawn = recording.words_of(recording.PICTURE.read_text("utf-8"))
    assert drawn == recording.words_of(recording.picture(recording.recorded(data))), "run `python -m tests.recording`"
    assert "pithhouse why papers" in drawn


def test_the_sample_queries_and_their_answers_are_in_the_docs(data: Path) -> None:
    assert queries_page.PAGE.read_text("utf-8") == queries_page.page(data), "run `python -m tests.queries_page`"
