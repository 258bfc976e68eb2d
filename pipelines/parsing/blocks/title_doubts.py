"""Reasons to doubt the lines chosen as the title and the summary of an entry, other than their layout.

If words beside the meta line may be the title as well, or a link or a heading marks another line, nothing is read.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.parsing.blocks.title_marks import TitleMarks
from pipelines.parsing.grammar import controls, meta_line, meta_styles
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.meta_parts import LONGEST_TOGETHER, PLAIN, holds_parts
from pipelines.parsing.grammar.values import names_paper
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.lists.traits import OF_ENTRIES, ends_like_a_sentence, is_linked, is_one_link, is_sentence
from pipelines.parsing.vocabulary.plain_words import is_all_signs
from pipelines.parsing.vocabulary.words import DOT

_APART: Final = "it and the meta line stand in different elements that hold an entry each"
_FEWEST_BLANKS: Final = 3
"""Words without a capital may be a title if they hold at least this many blanks."""
_NUMBER: Final = re.compile(r"\d[\d.,]*%?\.?")


def of_title(lines: Sequence[Line], entry: Entry, meta: Meta, marks: TitleMarks) -> str | None:
    """Return why a line may not be the title of an entry, as a sentence; None if there is no doubt."""
    if entry.title is None or entry.title == entry.meta:
        return None
    line = lines[entry.title]
    is_own = is_named_by_link(lines, entry.title, entry.meta)
    is_label = (
        not is_own and controls.says_what_it_does(line.text) and (is_one_link(lines[entry.meta]) or not is_linked(line))
    )
    is_marked = is_own or (controls.is_heading(line) and not is_label)
    doubt = _of_signs(line, is_own=is_own)
    if doubt or marks.has_shifted_titles:
        return doubt or "a line beyond the entries is like the titles, and an entry has none"
    if not (entry.is_plain or is_marked) and ends_like_a_sentence(line.text):
        doubt = "the title reads like a sentence, and no link or heading says that it is a title"
    elif is_linked(line) and not is_one_link(line) and meta_line.is_meta(line):
        doubt = "the title looks like the meta line of another paper"
    elif is_swapped(lines, entry) or (not is_marked and _is_marked_beside(lines, entry)):
        doubt = "a link or heading marks another line of the entry"
    elif not entry.is_plain and _are_apart(lines, entry.title, entry.meta):
        doubt = _APART
    elif not is_marked and may_be_beside_parts(lines, entry, meta, marks):
        doubt = "words beside the meta line may be the title as well"
    elif not is_marked and marks.has_stray_links and (is_label or not is_linked(line)):
        doubt = "a line beside the entries leads to a paper, and this title does not"
    elif not is_marked:
        doubt = _of_unmarked(line, marks)
    return doubt


def _is_of_parts(line: Line) -> bool:
    """Return whether a line holds parts that a meta line of the entry left to it."""
    return holds_parts(line.text) or (INLINE_BOUNDARY in line.raw and line.has_elements and meta_styles.is_rest(line))


def _of_signs(line: Line, *, is_own: bool) -> str | None:
    """Return why a line without a letter is no title."""
    if is_all_signs(line.text):
        return "signs without a letter, as buttons have them"
    return "a number, and no link says that it is a title" if line.text.isdigit() and not is_own else None


def _of_unmarked(line: Line, marks: TitleMarks) -> str | None:
    """Return why a line may be no title, or another one may be it, if no link or heading says that this one is."""
    if _is_of_parts(line):
        return "parts of a meta line where the title is expected"
    if line.path and marks.has_rivals:  # in a text, the order of the lines is the source's
        return "every entry has another line that may be the title as well"
    return "the heading that ends the list may be the title of its only entry" if marks.is_cut else None


def of_summary(
    lines: Sequence[Line], entry: Entry, meta: Meta, marks: TitleMarks, *, has_title: bool = True
) -> str | None:
    """Return why a line may not be the summary of an entry, as a sentence; None if there is no doubt.

    Args:
        lines: the page's lines.
        entry: the entry.
        meta: its meta line.
        marks: what the titles of the list have in common.
        has_title: whether the title was read; if not, a heading may be the title.
    """
    if entry.summary is None:
        return None
    if entry.summary == entry.meta:
        is_either = not has_title or marks.has_mixed_summaries or may_be_beside_parts(lines, entry, meta, marks)
        return "the words behind the parts may be something else" if is_either else None
    doubt = None
    line = lines[entry.summary]
    if len(line.text) <= LONGEST_TOGETHER and _is_of_parts(line):
        doubt = "parts of a meta line where the summary is expected"
    elif entry.title is not None and is_all_signs(lines[entry.title].text):
        doubt = "it may be the title, for the line in the title's place has no letter"
    elif not lines[entry.summary].path and _may_go_on(lines, entry.summary, marks.taken, marks.end):
        doubt = "a line beside the summary may be a part of it"
    elif is_swapped(lines, entry) or (not has_title and _may_be_refused_title(lines, entry, lines[entry.summary])):
        doubt = "a link, a heading or its words mark it as titles are marked"
    elif marks.has_link_above and is_linked(lines[entry.summary]):
        doubt = "a line above the first entry leads to a paper as this line does: entries may begin with it"
    elif not entry.is_plain and _are_apart(lines, entry.summary, entry.meta):
        doubt = _APART
    elif marks.has_odd_ends or not entry.is_plain:
        doubt = _of_list(lines, entry, entry.summary, marks) or _of_parts(meta)
    return doubt


def _of_parts(meta: Meta) -> str | None:
    """Return why another line is no summary: unknown words beside the parts read like one."""
    unknown = (*meta.tail.words, *meta.tail.late_words, *meta.tail.beside)
    return "words beside the parts read like the summary" if any(map(is_sentence, unknown)) else None


def _of_list(lines: Sequence[Line], entry: Entry, summary: int, marks: TitleMarks) -> str | None:
    """Return why a line may be of what stands around an entry, as the summaries of the whole list show it."""
    if marks.has_site_words:
        return "all summaries of the list begin or end in the same words, which may be the site's"
    if not entry.is_plain and lines[summary].path and marks.has_rival_summaries:
        return "every entry has another line that may be the summary as well"
    if entry is marks.entries[-1] and marks.has_odd_last_summary:
        return "the last summary of the list does not end like a sentence as the others do: it may be of what follows"
    if marks.is_shifted:
        return "a line beyond the entries is like the summaries, and an entry has none: each may be of its neighbour"
    if (marks.is_alone or marks.has_one_summary) and _is_outside(lines, entry, summary):
        return "it stands outside the element of its entry, and no other entry has a summary"
    return None


def may_be_beside_parts(lines: Sequence[Line], entry: Entry, meta: Meta, marks: TitleMarks) -> bool:
    """Return whether words beside the parts of a meta line may be the title, and no link or heading marks another."""
    if entry.title is None or entry.title == entry.meta:
        return False
    title = lines[entry.title]
    if controls.is_heading(title) and not controls.says_what_it_does(title.text):
        return False
    tail, summary = meta.tail, meta.tail.summary or ""
    beside = (*tail.words, *tail.late_words, *tail.beside, *(() if ends_like_a_sentence(summary) else (summary,)))
    is_possible = any(_may_be_title(words, marks) for words in beside)
    return is_possible and not is_named_by_link(lines, entry.title, entry.meta)


def is_named_by_link(lines: Sequence[Line], title: int, meta: int) -> bool:
    """Return whether a link to a paper has words of the title; a link around the whole entry does not count."""
    if is_one_link(lines[meta]) or _are_linked_cells(lines[meta]):
        return False
    line = lines[title]
    named = [link.text for link in line.links if names_paper(link.href)]
    if named and is_sentence(line.text) and 2 * max(map(len, named)) < len(line.text):
        return False  # a link on a few words of a sentence
    return any(words and not controls.is_control(words) for words in named)


def _are_linked_cells(line: Line) -> bool:
    """Return whether every part of a meta line, joined from cells, is a link: a link is around the whole entry."""
    if len(line.links) < 3:
        return False
    return "".join(link.text for link in line.links).replace(" ", "") == line.text.replace(DOT, "").replace(" ", "")


def is_swapped(lines: Sequence[Line], entry: Entry) -> bool:
    """Return whether the summary of an entry is marked like a title, by a link or a heading, and the title is not."""
    if entry.summary in (None, entry.meta, entry.title):
        return False
    summary = lines[entry.summary or 0]
    if entry.title is None:
        return is_one_link(summary)
    title = lines[entry.title]
    if is_one_link(summary) and not is_linked(title):
        return True
    if entry.title == entry.meta or controls.is_heading(title) or not controls.is_heading(summary):
        return False
    return not (is_one_link(title) and not is_linked(summary))


def _are_apart(lines: Sequence[Line], one: int, other: int) -> bool:
    """Return whether two lines are in different elements that hold one entry each, and the first not alone in its."""
    path, beside = lines[one].path, lines[other].path
    depth = next((depth for depth in range(len(path) - 1, -1, -1) if path[depth] in OF_ENTRIES), -1)
    if depth < 0 or len(beside) <= depth or beside[depth] != path[depth]:
        return False
    if lines[one].shared <= depth and (one + 1 == len(lines) or lines[one + 1].shared <= depth):
        return False  # an element for each part
    first, last = sorted((one, other))
    return min((line.shared for line in lines[first + 1 : last + 1]), default=len(path)) <= depth


def _is_marked_beside(lines: Sequence[Line], entry: Entry) -> bool:
    """Return whether a heading or a link marks a line of an entry that is none of its parts as titles are marked."""
    if entry.is_plain:
        return False
    parts = (entry.title, entry.meta, entry.summary)
    beside = {*entry.beside, *range(entry.first, entry.last)}.difference(parts)
    return any(
        controls.is_heading(lines[index]) or (is_one_link(lines[index]) and not controls.is_control(lines[index].text))
        for index in beside
    )


def _may_be_refused_title(lines: Sequence[Line], entry: Entry, summary: Line) -> bool:
    """Return whether the summary of an entry whose title was refused may be the title: a heading, or no sentence."""
    if controls.is_heading(summary):
        return True
    is_sentence = entry.title not in (None, entry.meta) and ends_like_a_sentence(lines[entry.title or 0].text)
    return is_sentence and not ends_like_a_sentence(summary.text)


def _is_outside(lines: Sequence[Line], entry: Entry, summary: int) -> bool:
    """Return whether the summary is outside the element that holds title and meta line.

    In a list of one entry it may also be a remark above the list, or the beginning of what is below it.
    """
    if entry.title is None:
        return False
    first, last = sorted((entry.title, entry.meta))
    if first == last:
        return len(lines[summary].path) < len(lines[entry.meta].path)
    own = min(line.shared for line in lines[first + 1 : last + 1])
    first, last = sorted((summary, first if summary < first else last))
    return min((line.shared for line in lines[first + 1 : last + 1]), default=own) < own


def _may_go_on(lines: Sequence[Line], summary: int, taken: frozenset[int], end: int) -> bool:
    """Return whether lines of a text beside a summary, of no entry, may continue it: lines may break anywhere."""
    before, after = summary - 1, summary + 1
    if before not in taken and not _is_apart(lines[before]):
        return True
    if ends_like_a_sentence(lines[summary].text) or after >= end or after in taken:
        return False
    is_number = _NUMBER.fullmatch(lines[after].text) is not None  # the last word of a broken line may be one
    return is_number or not _is_apart(lines[after])


def _is_apart(line: Line) -> bool:
    return controls.says_what_it_does(line.text) or controls.is_byline(line.text) or controls.names_people(line.text)


def _may_be_title(words: str, marks: TitleMarks) -> bool:
    blanks = words.count(" ")
    if not blanks or words in marks.parts or words.lower() in PLAIN:
        return False
    is_title_like = blanks >= _FEWEST_BLANKS or any(letter.isupper() for letter in words)
    return is_title_like and not controls.is_control(words) and not controls.is_byline(words)
