"""Lines of values with counts: what takes no time although it looks like many of them."""

import time

import pytest

from pipelines.parsing.grammar.count_tokens import tokens_of
from pipelines.parsing.grammar.counted_values import read_block
from pipelines.parsing.lines.html import html_lines


@pytest.mark.parametrize("line", ["12 " * 60 + "x!", "cs.LG 123 " * 60 + "?", "1,234 5 " * 40 + "…"])
def test_a_long_line_of_numbers_that_ends_otherwise_is_told_at_once(line: str) -> None:
    """A number fits in two ways; trying all combinations once took 13 seconds for a line of 24 numbers."""
    lines = html_lines(f"<p>{line}</p>".encode()).lines
    start = time.process_time()
    tokens = tokens_of(lines, 0, None)
    assert time.process_time() - start < 1
    assert len(tokens) >= 40


def test_a_block_of_one_line_is_read_at_once_however_many_lines_follow() -> None:
    """All lines to the end of the section were split for every block: 60 seconds for a page of 5,000 such lines."""
    lines = html_lines(
        b"".join(b"<p>these are words of no facet at all, %d</p>" % number for number in range(5_000))
    ).lines
    start = time.process_time()
    ends = [read_block(lines, index, len(lines), "field").end for index in range(len(lines))]
    assert time.process_time() - start < 3
    assert ends == list(range(len(lines)))


def test_words_with_numbers_that_no_order_fits_are_told_at_once() -> None:
    """`total 99` could be taken in two ways that are one: 24 such lines took 7 seconds, 25 twice that."""
    lines = html_lines(b"<p>total 99</p>" * 2_000 + b"<p>12</p><p>cs.LG</p><p>7</p><p>8</p>").lines
    start = time.process_time()
    found = read_block(lines, 0, len(lines), "field")
    assert time.process_time() - start < 3
    assert not found.values
    assert found.doubt == "which count belongs to which value cannot be told"
