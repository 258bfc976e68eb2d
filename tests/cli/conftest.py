"""Data folders for the tests of the commands: one that holds the sample, made once, and empty ones."""

import shutil
from pathlib import Path

import pytest

from tests import shared_samples
from tests.cli.commands import Pithhouse
from tests.dagster_records import hurry_dagsters_records

hurry_dagsters_records()


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PITHHOUSE_DATA", "PITHHOUSE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `pithhouse refresh`; not to be written to."""
    return shared_samples.sample_house(tmp_path_factory)


@pytest.fixture
def loaded(sample_house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Pithhouse:
    """A copy of it, to be written to."""
    shutil.copytree(sample_house, tmp_path / "data")
    return Pithhouse(tmp_path / "data", capsys)


@pytest.fixture
def asking(sample_house: Path, capsys: pytest.CaptureFixture[str]) -> Pithhouse:
    """The folder itself, for commands that only read."""
    return Pithhouse(sample_house, capsys)


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Pithhouse:
    return Pithhouse(tmp_path / "data", capsys)
