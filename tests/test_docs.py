"""The pages under docs/ say what the code does."""

import re
from pathlib import Path

from pipelines.landing.captures import OUTCOMES
from pipelines.parsing.outcomes import READING_OUTCOMES

ROOT = Path(__file__).parents[1]


def test_every_outcome_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/outcomes.md").read_text("utf-8"), re.MULTILINE))
    assert explained == {*OUTCOMES, *READING_OUTCOMES}


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
