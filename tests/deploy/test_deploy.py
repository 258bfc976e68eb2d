"""The files of deploy/: as far as programs can judge them without systemd running, and without Docker."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cli.main import ended
from tests.cli.commands import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
INSTALLED = "/opt/pithhouse/.venv/bin/pithhouse"
PROGRAMS = Path(sys.executable).parent


def ran(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    """With a program that is there in the place of the installed one."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(INSTALLED, sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = ran("systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir()))
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / UNITS[0].name).write_text("[Service]\nExecStart=relative\n", encoding="utf-8")
    assert ran("systemd-analyze", "verify", "--man=no", tmp_path / UNITS[0].name).stderr, "it does look"


@pytest.mark.parametrize("name", ["compose.yaml", "compose.scale.yaml"])
def test_the_compose_files_keep_the_schema_of_compose(name: str) -> None:
    done = ran(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / name)
    assert done.returncode == 0, done.stdout


def test_hadolint_finds_no_fault_in_the_dockerfile() -> None:
    program = shutil.which("hadolint", path=str(PROGRAMS)) or shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed here")
    done = ran(program, DEPLOY / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


def commands() -> list[list[str]]:
    """The commands of all units, of the image and of the service."""
    found = [
        shlex.split(line)[1:]
        for unit in UNITS
        for line in re.findall(rf"^ExecStart={INSTALLED}.*$", unit.read_text("utf-8"), re.M)
    ]
    image = re.findall(r"^CMD \[(.*)\]$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.M)
    found += [[one.strip(' "') for one in line.split(",")] for line in image]
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["pithhouse"]
    return [*found, service["command"]]


def test_every_command_has_the_options_that_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(commands()) == 4
    for name, *arguments in commands():
        assert ended([name, "--help"]) == 0
        help_text = capsys.readouterr().out
        assert all(one in help_text for one in arguments if one.startswith("--")), name


def test_the_image_gets_the_versions_of_the_lock() -> None:
    """By the very expression of the Dockerfile."""
    (expression,) = re.findall(r"sed -n '(.*)' requirements.lock", (DEPLOY / "Dockerfile").read_text("utf-8"))
    constraints = ran("sed", "-n", expression, CHECKOUT / "requirements.lock").stdout.splitlines()
    assert [one for one in constraints if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", one)] == []
    assert {"dagster", "duckdb", "polars"} <= {one.partition("==")[0] for one in constraints}
