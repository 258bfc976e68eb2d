"""One name for the code location, however Dagster is started."""

from pathlib import Path

import pytest
from dagster._core.definitions.reconstruct import reconstruct_repository_def_from_pointer
from dagster._core.workspace.load_target import get_origins_from_toml

from assets.origin import LOCATION, MODULE, code_origin, remote_origin
from tests.cli.commands import CHECKOUT


def test_dagster_dev_in_the_checkout_uses_the_name_of_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    (found,) = get_origins_from_toml("pyproject.toml")
    assert found.location_name == LOCATION
    assert found.loadable_target_origin.module_name == MODULE
    assert remote_origin("refresh").location_name == LOCATION


def test_another_process_can_load_the_code_of_a_run() -> None:
    repository = code_origin("refresh").repository_origin
    assert Path(repository.executable_path).exists()
    loaded = reconstruct_repository_def_from_pointer(repository.code_pointer)
    assert loaded.get_job("refresh").name == "refresh"
