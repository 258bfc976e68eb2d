"""The pages under docs/ say what the code does."""

import ast
import re
from pathlib import Path

from cli.exits import Exit
from cli.main import app
from pipelines.landing.captures import OUTCOMES, WITHOUT_INPUT
from pipelines.parsing.vocabulary.outcomes import BECAUSE, READING_OUTCOMES, UNTROUBLED
from schemas.refusals import REFUSED_BECAUSE, RefusedBecause
from tests.mutations.planted import MUTATIONS

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


def test_the_glossary_is_alphabetical_and_has_every_word_that_pages_link_to() -> None:
    words = re.findall(r"^## (.+)$", (ROOT / "docs/glossary.md").read_text("utf-8"), re.MULTILINE)
    assert words == sorted(words, key=str.lower)
    anchors = {word.lower().replace(" ", "-") for word in words}
    linked: set[str] = set()
    for page in ("README.md", "docs/README.md", "docs/glossary.md", "docs/tutorial.md"):
        text = (ROOT / page).read_text("utf-8")
        assert "glossary.md" in text or page == "docs/glossary.md"
        linked |= set(re.findall(r"\]\((?:docs/)?glossary\.md#([\w-]+)\)", text))
        if page == "docs/glossary.md":
            linked |= set(re.findall(r"\]\(#([\w-]+)\)", text))
    assert len(linked) >= 5
    assert linked <= anchors


def test_the_page_of_commands_has_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| (`pithhouse .*?) \|", (ROOT / "docs/commands.md").read_text("utf-8"), re.MULTILINE)
    shown = [name for row in rows for name in re.findall(r"`(?:pithhouse )?([a-z]+)", row)]
    assert sorted(shown) == sorted(one.name or one.callback.__name__ for one in app.registered_commands if one.callback)


def test_the_page_of_commands_has_every_exit_code_of_a_whole_run() -> None:
    table = (ROOT / "docs/commands.md").read_text("utf-8").split("## Exit codes")[1]
    assert [int(one) for one in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == [
        one for one in sorted(Exit) if one < 100
    ]


def test_contributing_counts_the_planted_faults() -> None:
    counted = re.search(r"`make mutations` \| (\d+) faults", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert counted
    assert int(counted[1]) == len(MUTATIONS)


def test_every_page_can_be_reached_from_the_first_one() -> None:
    first = ROOT / "docs/README.md"
    linked = {(first.parent / target).resolve() for target in re.findall(r"\]\(([^)#:]+)", first.read_text("utf-8"))}
    missing = {page for page in ROOT.glob("docs/*.md") if page != first} - linked
    assert missing == set()
    assert {ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs/decisions/README.md"} <= linked


def names_in(file: Path) -> set[str]:
    """The names of a file's tests."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {one.name for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, functions)}
