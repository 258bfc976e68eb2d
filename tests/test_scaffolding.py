"""What holds the repository together: lock, Makefile, set-up, Dagster's settings, house rules of files.

No behaviour of the pipeline is tested here. Run by pytest, with `make` and `sh` as they are on the machine.
"""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("assets", "cli", "pipelines", "schemas")
MODULES = sorted(path for room in (*ROOMS, "bench") for path in (ROOT / room).rglob("*.py"))
MADE_HERE = {"__pycache__", "build", "dist", "screenshots", "site", "uv.lock"}
NEEDED_BY_SETUP = ("cat", "cksum", "dirname", "head", "rm")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normalised(requirement: str) -> str:
    """The name that a requirement begins with, as the packaging rules compare names."""
    name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
    assert name, f"no package name in {requirement!r}"
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def committed_files() -> Iterator[Path]:
    """Every file that belongs to the tree: what runs, caches and tools made is left out."""
    for folder, folders, files in os.walk(ROOT):
        place = Path(folder)
        hidden = [name for name in folders if name.startswith(".") and name != ".ci"]
        folders[:] = [name for name in folders if name not in MADE_HERE and name not in hidden]
        if place == ROOT / "data":
            folders[:] = [name for name in folders if name == "sample"]
        made = {name for name in files if name != "README.md"} if place == ROOT / "data" else MADE_HERE
        yield from (place / name for name in files if name not in made)


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    if program is None:
        pytest.skip("make is not installed")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        [program, *arguments], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )


# requirements.lock, and requirements-scale.lock for .venv-scale

LOCKS = ["requirements.lock", "requirements-scale.lock"]


def locked(lock: str = LOCKS[0]) -> dict[str, list[str]]:
    """Package name -> its hashes; fails on a line that is neither a package, a hash nor a comment."""
    packages: dict[str, list[str]] = {}
    for number, line in enumerate((ROOT / lock).read_text(encoding="utf-8").splitlines(), 1):
        text = line.removesuffix("\\").strip()
        if text.startswith("#") or not text:
            continue
        if digest := re.fullmatch(r"--hash=sha256:([0-9a-f]{64})", text):
            packages[list(packages)[-1]].append(digest.group(1))
        else:
            pinned = re.fullmatch(r"([a-z0-9.-]+)(\[[a-z,]+\])?==[0-9][\w.+!]*( ; .+)?", text)
            assert pinned, f"{lock}:{number} is no pinned package: {text}"
            packages[pinned.group(1)] = []
    return packages


def test_lock_holds_every_dependency() -> None:
    settings = pyproject()
    elsewhere = {"bench", "scale-tests"}
    locked_groups = [group for name, group in settings["dependency-groups"].items() if name not in elsewhere]
    groups = [entry for group in locked_groups for entry in group]
    wanted = [
        *settings["project"]["dependencies"],
        *settings["build-system"]["requires"],
        *(entry for entry in groups if isinstance(entry, str)),
    ]
    missing = {normalised(requirement) for requirement in wanted} - {normalised(name) for name in locked()}
    assert not missing, f"not in requirements.lock: {sorted(missing)}; run `make lock`"


def test_the_lock_of_scale_holds_the_other_one_and_its_own() -> None:
    settings = pyproject()
    own = [*settings["project"]["optional-dependencies"]["scale"], *settings["dependency-groups"]["scale-tests"]]
    wanted = {normalised(name) for name in (*locked(), *own)}
    assert wanted - {normalised(name) for name in locked(LOCKS[1])} == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_every_package(lock: str) -> None:
    assert [name for name, hashes in locked(lock).items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock: str) -> None:
    addressed = [
        line
        for line in (ROOT / lock).read_text(encoding="utf-8").splitlines()
        if "/" in line or "@" in line or "index" in line or "--find" in line
    ]
    assert addressed == [], "run `make lock`, which leaves addresses out"


# Makefile and set-up


def test_bare_make_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, flags=re.MULTILINE))
    listed = make()
    assert listed.returncode == 0, listed.stderr
    sentences = dict(re.findall(r"^ *make ([\w-]+) +(\S.*\.)$", listed.stdout, flags=re.MULTILINE))
    assert set(sentences) == targets
    assert targets >= {"run", "test", "check", "format", "dev", "bench", "docs", "site", "lock", "clean"}


def test_setup_without_a_python_says_what_to_install(tmp_path: Path) -> None:
    tools, checkout = tmp_path / "tools", tmp_path / "a checkout"
    tools.mkdir()
    (checkout / ".ci").mkdir(parents=True)
    for name in NEEDED_BY_SETUP:
        program = shutil.which(name)
        assert program, f"{name} is part of every POSIX system"
        (tools / name).symlink_to(program)
    too_old = tools / "python3"
    too_old.write_text("#!/bin/sh\nexit 1\n")
    too_old.chmod(0o755)
    for name in (".ci/setup", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout / name)

    shell = shutil.which("sh")
    assert shell
    done = subprocess.run(
        [shell, ".ci/setup"],
        cwd=checkout,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_scripts_can_be_executed() -> None:
    assert [name for name in ("release", "run", "setup") if not os.access(ROOT / ".ci" / name, os.X_OK)] == []


# Dagster's settings


def test_dagster_settings_load_and_keep_everything_in_their_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get() as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_settings["free_slots_after_run_end_seconds"] == 15
        pools = instance.get_concurrency_config().pool_config
        assert pools.pool_granularity is not None
        assert (pools.pool_granularity.value, pools.default_pool_limit) == ("op", 1)
        assert Path(instance.storage_directory()).is_relative_to(tmp_path)
        instance.get_runs_count()
    assert (tmp_path / "history" / "runs.db").is_file()


# House rules


def test_no_file_names_a_path_of_a_developers_machine() -> None:
    homes = r"(?<![\w.])/(?:home|Users|root)/\w|[A-Z]:\\+Users\\"
    places = [str(place) for place in (ROOT, Path.home()) if len(place.parts) > 2]
    pattern = re.compile("|".join([homes, *(re.escape(place) + r"(?![\w-])" for place in places)]))
    named = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in committed_files()
        if (hit := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert named == []


def test_every_module_says_what_it_is_for() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} >= set(ROOMS)
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert silent == []


def test_every_module_can_be_read_in_one_sitting() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 260} == {}


def test_the_citation_names_the_version_that_is_built() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    version = re.search(r"^version: (\S+)$", citation, flags=re.MULTILINE)
    assert version
    assert version.group(1) == pyproject()["project"]["version"]
