"""The pages under docs/ say what the code does."""

import ast
import re
from pathlib import Path

from pipelines.landing.captures import OUTCOMES, WITHOUT_INPUT
from pipelines.parsing.vocabulary.outcomes import BECAUSE, READING_OUTCOMES, UNTROUBLED
from schemas.refusals import REFUSED_BECAUSE, RefusedBecause

ROOT = Path(__file__).parents[1]
MUST_BE_TESTED = {f"F{number}" for number in (*range(1, 17), 30, 34, *range(37, 45))}


def test_every_outcome_is_explained_and_no_other() -> None:
    outcomes, _ = (ROOT / "docs/outcomes.md").read_text("utf-8").split("## Why a value was refused")
    explained = set(re.findall(r"^\| `(\w+)` \|", outcomes, re.MULTILINE))
    assert explained == {*OUTCOMES, *READING_OUTCOMES}


def test_every_word_for_a_refusal_is_explained_and_no_other() -> None:
    _, words = (ROOT / "docs/outcomes.md").read_text("utf-8").split("## Why a value was refused")
    explained = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", words, re.MULTILINE))
    assert explained == REFUSED_BECAUSE
    assert set(REFUSED_BECAUSE) == set(RefusedBecause)


def test_every_outcome_that_refuses_a_capture_has_its_word() -> None:
    assert set(BECAUSE) == {*OUTCOMES, *READING_OUTCOMES} - UNTROUBLED - WITHOUT_INPUT


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_test_that_the_table_of_faults_names_is_there() -> None:
    table = (ROOT / "docs/faults.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (F\d+): (.*)$", table, re.MULTILINE))
    assert list(rows) == [f"F{number}" for number in range(1, len(rows) + 1)]
    assert len(rows) >= 44
    missing = []
    for fault, row in rows.items():
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named or fault not in MUST_BE_TESTED, f"{fault} names no test"
        missing += [f"{fault}: {file}::{name}" for file, name in named if name not in names_in(ROOT / file)]
    assert not missing


def test_every_decision_is_listed_by_its_title_and_no_other() -> None:
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    titles = [(one.name, *one.read_text("utf-8").splitlines()[0].removeprefix("# ").split(": ", 1)) for one in records]
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    listed = re.findall(r"^\| \[(\d+)\]\((.+)\) \| (.+) \|$", index, re.MULTILINE)
    assert records
    assert [(file, number, title) for number, file, title in listed] == titles


def test_every_decision_has_its_three_parts_in_order() -> None:
    for record in (ROOT / "docs/decisions").glob("[0-9]*.md"):
        parts = re.findall(r"^## (Context|Decision|Consequences)\b", record.read_text("utf-8"), re.MULTILINE)
        assert list(dict.fromkeys(parts)) == ["Context", "Decision", "Consequences"], record.name


def names_in(file: Path) -> set[str]:
    """The names of a file's tests."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {one.name for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, functions)}
