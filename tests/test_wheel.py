"""What is built for users is whole: the wheel that the sdist gives, installed alone, works outside of the checkout.

Nothing is downloaded: the new environment finds the packages that Pithhouse needs in the one that runs the tests.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from pipelines.landing.files.sample import sample_hubs

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("assets", "cli", "pipelines", "schemas")


def ran(*command: str | Path, cwd: Path) -> str:
    """Run a program without what this shell says about Python and Pithhouse; give what it prints."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PITHHOUSE_"))}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist, so that neither lacks a file that the other has."""
    place = tmp_path_factory.mktemp("build")
    build = (sys.executable, "-m", "hatchling", "build", "-d", place)
    ran(*build, "-t", "sdist", cwd=ROOT)
    ran("tar", "-xzf", next(place.glob("*.tar.gz")), cwd=place)
    ran(*build, "-t", "wheel", cwd=next(one for one in place.iterdir() if one.is_dir()))
    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a new environment that holds the wheel."""
    place = tmp_path_factory.mktemp("user")
    python = place / "venv" / "bin" / "python"
    if uv := shutil.which("uv"):
        ran(uv, "venv", "--quiet", "--python", sys.executable, "venv", cwd=place)
        ran(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel, cwd=place)
    else:
        ran(sys.executable, "-m", "venv", "venv", cwd=place)
        ran(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=place)
    own = Path(ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).strip())
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own / "packages_of_the_tests.pth").write_text("\n".join(sorted(others)) + "\n")
    return python.parent


def test_the_wheel_holds_every_file_of_the_rooms_and_the_sample(wheel: Path) -> None:
    places = {ROOT / room: room for room in ROOMS} | {ROOT / "data" / "sample": "pipelines/sample"}
    wanted = {
        f"{name}/{path.relative_to(folder).as_posix()}"
        for folder, name in places.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert held == wanted | {"cli/dagster.yaml"}
    assert {f"{room}/py.typed" for room in ROOMS} <= held


@pytest.mark.deep
def test_an_installed_pithhouse_loads_its_sample_and_answers(installed: Path, tmp_path: Path) -> None:
    code = Path(ran(installed / "python", "-c", "import pipelines; print(pipelines.__file__)", cwd=tmp_path).strip())
    assert code.is_relative_to(installed.parent)
    pithhouse = installed / "pithhouse"
    assert "refresh" in ran(pithhouse, "--help", cwd=tmp_path)

    ran(pithhouse, "refresh", "--data", "data", cwd=tmp_path)

    answer = ran(
        pithhouse, "query", "--data", "data", "--json", "SELECT hub_id::VARCHAR AS hub FROM hubs", cwd=tmp_path
    )
    assert {row["hub"] for row in json.loads(answer)} == sample_hubs()
    assert (tmp_path / "data" / "dagster" / "dagster.yaml").read_bytes() == (ROOT / "dagster.yaml").read_bytes()
    ran(pithhouse, "report", "--data", "data", "--out", "report.html", cwd=tmp_path)
    assert (tmp_path / "report.html").stat().st_size > 10_000
