"""How the repository is kept: editor, commit hooks, workflows, releases. Not what the pipeline does."""

import re
import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sysconfig.get_path("scripts"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def ran(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)


def test_editors_and_ruff_agree() -> None:
    settings = (ROOT / ".editorconfig").read_text(encoding="utf-8").split("[*]", 1)[1].split("[", 1)[0]
    numbers = dict(re.findall(r"^(\w+) = (\d+)$", settings, flags=re.MULTILINE))
    ruff = pyproject()["tool"]["ruff"]
    assert int(numbers["max_line_length"]) == ruff["line-length"]
    assert int(numbers["indent_size"]) == ruff.get("indent-width", 4)  # ruff's default


# Commit hooks


def test_hooks_run_what_the_lock_installs() -> None:
    config = ROOT / ".pre-commit-config.yaml"
    judged = ran(PROGRAMS / "pre-commit", "validate-config", config)
    assert judged.returncode == 0, judged.stdout
    hooks = [hook for repo in read(config)["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    programs = {hook["entry"].split()[0].removeprefix(".venv/bin/") for hook in hooks}
    assert programs >= {"ruff", "mypy", "lint-imports"}
    assert [name for name in programs if not (PROGRAMS / name).is_file()] == []


def test_hooks_leave_captured_bytes_alone() -> None:
    excluded = re.compile(read(ROOT / ".pre-commit-config.yaml")["exclude"])
    captured = [
        *(ROOT / "data" / "sample").iterdir(),
        *(ROOT / "tests").rglob("*.warc"),
        *(ROOT / "tests").rglob("*.mhtml"),
    ]
    assert captured
    assert [path for path in captured if not excluded.search(path.relative_to(ROOT).as_posix())] == []


# Workflows


def judge(*workflows: Path) -> subprocess.CompletedProcess[str]:
    return ran(PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


def test_workflows_are_workflows(tmp_path: Path) -> None:
    judged = judge(*WORKFLOWS)
    assert judged.returncode == 0, judged.stdout
    broken = tmp_path / "ci.yml"
    broken.write_text((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8").replace("runs-on:", "runs_on:"))
    assert judge(broken).returncode == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_read_only_and_name_the_versions_of_actions(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    actions = [step["uses"] for step in steps if "uses" in step]
    assert actions
    assert [action for action in actions if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []


def test_every_python_that_is_promised_is_tried() -> None:
    promised = re.findall(r"Python :: (\d\.\d+)", "\n".join(pyproject()["project"]["classifiers"]))
    tried = read(ROOT / ".github/workflows/ci.yml")["jobs"]["check"]["strategy"]["matrix"]["python"]
    assert tried == promised


# Releases


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with what `.ci/release` looks at, and a Makefile whose check fails: nothing can be built here."""
    (tmp_path / ".ci").mkdir()
    for name in (".ci/release", "pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    changelog = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    emptied = re.sub(r"(?<=^## \[Unreleased\]\n).*?(?=^## )", "\n", changelog, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "CHANGELOG.md").write_text(emptied, encoding="utf-8")
    (tmp_path / "Makefile").write_text("check:\n\t@echo checking; exit 1\n")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(place: Path, *arguments: str) -> None:
    done = ran("git", "-c", "user.name=t", "-c", "user.email=t@localhost", *arguments, cwd=place)
    assert done.returncode == 0, done.stderr


def commit(place: Path) -> None:
    git(place, "add", "--all")
    git(place, "commit", "-q", "--no-verify", "--message", "test")


def release(place: Path) -> tuple[bool, str]:
    """Whether the checks began, and what was said against it."""
    done = ran("sh", ".ci/release", cwd=place)
    assert done.returncode != 0
    assert not (place / "dist").exists()
    return "checking" in done.stdout, done.stderr


def test_a_release_is_checked_before_it_is_built(checkout: Path) -> None:
    assert release(checkout)[0]


def test_no_release_of_an_unclean_tree(checkout: Path) -> None:
    (checkout / "new").touch()
    began, said = release(checkout)
    assert not began
    assert "not committed" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"(?<=## \[Unreleased\]\n)", "\n- Something new.\n"),
        (r"^## \[Unreleased\]\n", ""),
        (r"(?<=^## )\[\d+\.\d+\.\d+\]", "[0.0.9]"),
        (r" - \d{4}-\d\d-\d\d$", ""),
    ],
    ids=["unreleased lines", "no Unreleased", "another version", "no day"],
)
def test_no_release_without_its_section_of_the_changelog(checkout: Path, before: str, after: str) -> None:
    changelog = checkout / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changed = re.sub(before, after, text, count=1, flags=re.MULTILINE)
    assert changed != text
    changelog.write_text(changed, encoding="utf-8")
    commit(checkout)
    began, said = release(checkout)
    assert not began
    assert "CHANGELOG.md has to begin with" in said


def test_no_release_under_a_tag_of_another_commit_or_version(checkout: Path) -> None:
    version = pyproject()["project"]["version"]
    git(checkout, "tag", f"v{version}")
    assert release(checkout)[0]
    git(checkout, "tag", "v0.0.9")
    assert release(checkout) == (False, "This commit is tagged as another version: v0.0.9\n")
    (checkout / "new").touch()
    commit(checkout)
    began, said = release(checkout)
    assert not began
    assert f"v{version} is at another commit" in said
