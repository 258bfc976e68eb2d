"""Join lines that a markup or an extraction split, before the grammar sees them.

What is split in practice: a count from its words (`1` / `Pith paper citing it`, HUB_PAGES section 3 (d)), a sentence
from its first words, and a dotted line whose parts are in cells of their own or in inline elements without dots. Lines
that hold too much are split in `line_splitting`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.parsing.grammar import meta_cells, meta_line
from pipelines.parsing.grammar.line_splitting import part_of
from pipelines.parsing.lines.line import Layout, Line
from pipelines.parsing.vocabulary.words import CATEGORY, DATE, DOT, SOURCES, is_known

_COUNT_WORDS = re.compile(r"(Pith papers? cit(ing it|es? this work)|external citations?)\b.*")
_COUNT = re.compile(r"\S*\d\S*")
_WORDS_ABOVE = re.compile(rf"Pith papers? citing it|external citations?(\s*{DOT}.*)?|of classified citations")
_EXTERNAL = ("external citation", "external citations")
_CLASSIFIED = "of classified citations"
_PERCENT = re.compile(r"(?P<polarity>[A-Za-z]+( [a-z]+)? )?[^\s\d]*\d\S*%")
_POLARITY = re.compile(r"[A-Za-z]+( [a-z]+)?")
_SENTENCES = (
    ("Canonical reference.", re.compile(r"\S+% of citing Pith papers")),
    ("Mixed citation behavior.", re.compile("Most common role is")),
    (" cite this work.", re.compile("Polarity classification")),
)
"""How the first half of a verdict sentence ends, and how the second begins."""

_CATEGORY = re.compile(CATEGORY)
_DATE = re.compile(DATE)
_EDGES = f" {DOT}"
"""Characters around a part that includes its own dot."""

_LONGEST_FIRST_PART = 60
_LONGEST_SECOND_PART = 120


def join_split_lines(layout: Layout) -> Layout:
    """Join what belongs to one line.

    Args:
        layout: the page's lines.

    Returns:
        The lines, with split counts, sentences and dotted lines as one each; a joined line keeps the number
        and the start of its first part and the end of its last.
    """
    lines = layout.lines
    done: list[Line] = []
    index, end = 0, len(lines)
    while index < end:
        line = lines[index]
        index += 1
        if index == end or len(line.text) > _LONGEST_FIRST_PART:
            done.append(line)
            continue
        if meta_cells.begins(lines, index - 1):
            cells, index = meta_cells.joined_pairs(lines, index - 1)
            line = _join_all(cells)
        elif len(lines[index].text) <= _LONGEST_SECOND_PART:
            line, index = _join_from(lines, line, index)
        if "citation" in line.text:
            if _CLASSIFIED in line.text:
                line = _join_percent(done, line)
            elif line.text.endswith(_EXTERNAL) and index < end and _is_source(lines[index].text):
                line = _join(line, part_of(lines[index], _EDGES), f" {DOT} ")
                index += 1
        done.append(line)
    return replace(layout, lines=done)


def _join_from(lines: Sequence[Line], line: Line, index: int) -> tuple[Line, int]:
    """Join a line with those that continue it; return the line and the index after them."""
    following = lines[index]
    first = following.text[:1]
    if first in "Pe" and following.text.startswith(("Pith paper", "external citation")) and line.match(_COUNT):
        if following.match(_COUNT_WORDS):
            return _join(line, following, " "), index + 1
    elif (
        line.text[0] in "Peo"
        and line.text.startswith(("Pith paper", "external citation", _CLASSIFIED))
        and _are_numbers_below(lines, index - 1)
    ):
        swapped = _join(following, line, " ")
        return replace(swapped, number=line.number, start=line.start, end=following.end), index + 1
    elif line.text[-1] == "." and any(  # as every first half does
        line.text.endswith(end) and form.match(following.text) for end, form in _SENTENCES
    ):
        return _join(line, following, " "), index + 1
    elif (first == DOT or line.text[-1] == DOT) and _are_dotted_cells(line, following):
        return _join_dotted(lines, part_of(line, _EDGES), index)
    elif (first in "12" and following.match(_DATE) and _may_be_category(line)) or (
        DOT in line.text and meta_line.is_pure(line.text)
    ):
        return _join_dotted(lines, line, index)
    return line, index


def _join_dotted(lines: Sequence[Line], line: Line, index: int) -> tuple[Line, int]:
    if DOT not in line.text:
        line = _join(line, part_of(lines[index], _EDGES), f" {DOT} ")
        index += 1
    while index < len(lines):
        part = part_of(lines[index], _EDGES)
        after = lines[index + 1].text.strip(_EDGES) if index + 1 < len(lines) else ""
        if not meta_line.continues(1 + line.text.count(DOT), part.text, after):
            break
        line = _join(part_of(line, _EDGES), part, f" {DOT} ")
        index += 1
    return line, index


def _join_all(cells: Sequence[tuple[Line, Line]]) -> Line:
    """Join labels with their values by a blank, and these pairs by dots."""
    pairs = [_join(label, value, " ") for label, value in cells]
    line = pairs[0]
    for pair in pairs[1:]:
        line = _join(line, pair, f" {DOT} ")
    return line


def _are_dotted_cells(line: Line, following: Line) -> bool:
    """Return whether category and date are in cells that include their dots: `cs.LG ·` / `2024-05-01 ·`."""
    return bool(_CATEGORY.fullmatch(line.text.strip(_EDGES)) and _DATE.fullmatch(following.text.strip(_EDGES)))


def _are_numbers_below(lines: Sequence[Line], index: int) -> bool:
    """Return whether the words of counts are above their numbers, for every count of the row."""
    first = index
    while index < len(lines) and lines[index].match(_WORDS_ABOVE):
        is_share = lines[index].text == _CLASSIFIED
        if index + 1 == len(lines) or not lines[index + 1].match(_PERCENT if is_share else _COUNT):
            return False
        index += 2
    return index > first


def _may_be_category(line: Line) -> bool:
    """Return whether a line above a date may be a category: a known one, or one with a subject; a heading is none."""
    found = line.match(_CATEGORY)
    return found is not None and (is_known("category", found.group()) or "." in found.group())


def _is_source(text: str) -> bool:
    """Return whether a line below a count of external citations names who counted them."""
    return text in SOURCES or (text[0] == DOT and len(text) <= _LONGEST_FIRST_PART)


def _join_percent(done: list[Line], line: Line) -> Line:
    """Join `Background` / `65%` / `of classified citations`, wherever it was split."""
    if line.text.startswith(_CLASSIFIED) and done and done[-1].match(_PERCENT):
        line = _join(done.pop(), line, " ")
    if _PERCENT.match(line.text) and line.text[:1].isdigit() and done and done[-1].match(_POLARITY):
        line = _join(done.pop(), line, " ")
    return line


def _join(first: Line, second: Line, glue: str) -> Line:
    return Line(
        first.number,
        first.text + glue + second.text,
        first.raw + glue + second.raw,
        (*first.links, *second.links),
        first.path,
        first.shared,
        first.landmark,
        first.is_bulleted,
        first.is_hidden,
        first.start,
        second.end,
    )
