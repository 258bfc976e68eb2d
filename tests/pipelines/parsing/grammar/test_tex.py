r"""TeX to Unicode: what can be resolved is, what cannot stays as printed and loses nothing (FAULTS F23)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.grammar.tex import to_unicode
from tests.tiers import examples


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (r"M\"OVE", "MÖVE"),
        (r"Q\&A", "Q&A"),
        (r"\textit{words} here", "words here"),
        (r"K\"{o}ln and \'etude", "Köln and étude"),
        ("no TeX at all", "no TeX at all"),
        ("costs $100 and $200", "costs $100 and $200"),
        ("41% of 2019", "41% of 2019"),
        (r"an $\alpha$-test", "an α-test"),
    ],
)
def test_what_is_shown(printed: str, shown: str) -> None:
    assert to_unicode(printed) == shown


@pytest.mark.parametrize(
    "printed",
    ["{" * 3000 + "x" + "}" * 3000, "\\textbf{" * 300 + "x", "unbalanced { brace $", "\\", "$", "}{", "\\begin{x}"],
)
def test_what_cannot_be_read_stays(printed: str) -> None:
    shown = to_unicode(printed)
    assert shown == printed or [one for one in printed if one.isalnum()] == [one for one in shown if one.isalnum()]


@examples(150)
@given(st.text(st.sampled_from("ab 1$\\{}%&^_~#\"'é"), max_size=40))
def test_any_text_comes_back_as_text(printed: str) -> None:
    assert isinstance(to_unicode(printed), str)


def test_a_long_text_without_a_blank_before_its_markup_is_read_at_once() -> None:
    """Every letter was tried as the beginning of the word: 157 seconds for 290,000 of them."""
    printed = "words " + "<b>" * 100_000 + " and { more"
    start = time.process_time()
    assert to_unicode(printed) == printed
    assert time.process_time() - start < 1
