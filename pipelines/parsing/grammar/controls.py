"""Lines of an entry that are not cells: words of links, buttons, ids, words that all entries repeat.

Their words and how often the list prints them identify them. The word lists hold what sites write on links and buttons;
none was seen on a hub page.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from pipelines.parsing.grammar import values
from pipelines.parsing.lines.line import ORNAMENTS, Line
from pipelines.parsing.vocabulary.plain_words import is_all_signs

_VERBS: Final = frozenset(
    "add back bookmark browse cite close collapse copy discuss download expand explore export fewer find follow full "
    "get go hide less load more next open pin prev previous print read report save see share show star track try view "
    "visit watch".split()
)
_OBJECTS: Final = frozenset(
    "a abs abstract all also and article arxiv as bibtex by citation citations cite code details doi entry file "
    "fulltext full html in it its item items json later less link list main markdown more on online original page "
    "paper papers pdf permalink pith publication record ref reference results review ris rows similar source summary "
    "text the this to top url version with".split()
)
_ALONE: Final = frozenset(
    "abs abstract arxiv bib bibtex code comments copied details doi dots html json likes link links new paper pdf "
    "permalink pith points replies ris shares source stars summary tldr url views votes website".split()
)
_BEGINNINGS: Final = _VERBS | _ALONE
_BESIDE: Final = _OBJECTS | _VERBS
_WORD = re.compile(r"[^\W_]+")
_PAGES = re.compile(r"(?:page )?\d{1,4}(?:(?: of |\.\.\.|[ /…–-])+\d{1,4})*|[«‹<>›»]+")
_HEADINGS: Final = frozenset(f"h{level}" for level in range(10))
_FIRST_OF_PAGES: Final = frozenset("p«‹<>›»")
_NAME = r"(?:[A-Z]\.[ -]?)+[^\W\d_][\w'’-]+"
_BYLINE = re.compile(
    rf"{_NAME}(?:(?:,|,? and|;| &) {_NAME})*(?:,? et al\.)?|[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+){{0,2}},? et al\."
)
_LONGEST_BYLINE: Final = 300
_PERSON = r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’.-]*){1,2}"
_PEOPLE = re.compile(rf"{_PERSON}(?:(?:,|,? and|;| &) {_PERSON})+")
_LONGEST: Final = 60
_LONGEST_REPEATED: Final = 40
_LEAST_SHARE: Final = 2
"""A text is part of the layout if at least one entry in this many prints it."""


def says_what_it_does(text: str) -> bool:
    """Return whether words say what a link or button does: `open paper`, `Read more →`, `PDF`, `Next page`, `1 2 3`."""
    if len(text) > _LONGEST:
        return False
    head = text.partition(" ")[0]
    if head.isalpha() and head != "page" and head.lower() not in _BEGINNINGS:  # as nearly all titles begin
        return False
    if ((text[:1].isdigit() or text[:1] in _FIRST_OF_PAGES) and _PAGES.fullmatch(text)) or is_all_signs(text):
        return True
    first = _WORD.search(text)
    if first and not first.group().isdigit() and first.group().lower() not in _BEGINNINGS:
        return False
    words = [word.lower() for word in _WORD.findall(text) if not word.isdigit()]
    if len(words) == 1:
        return words[0] in _ALONE or words[0] in _VERBS
    return bool(words) and words[0] in _BEGINNINGS and all(word in _BESIDE for word in words[1:])


def is_byline(text: str) -> bool:
    """Return whether a text names authors as lists do: initials and family names, or `et al.` at the end."""
    may_be = len(text) <= _LONGEST_BYLINE and (text[1:2] == "." or text.endswith("et al."))
    return may_be and _BYLINE.fullmatch(text) is not None


def names_people(text: str) -> bool:
    """Return whether a text is a list of two or more names, of two or three capitalised words each."""
    return _PEOPLE.fullmatch(text) is not None


def is_control(words: str) -> bool:
    """Return whether words say what a link does, or are only the id of a paper."""
    return says_what_it_does(words) or is_id(words)


def is_id(text: str) -> bool:
    """Return whether a text is an arXiv id and nothing else, which no title is."""
    if len(text) > _LONGEST or text[-1:].isalpha() or not text.strip("[]() ").rstrip()[-1:].isdigit():
        return False
    try:
        values.arxiv_id(text.strip("[]() ").replace("arxiv:", "arXiv:", 1))
    except values.Refused:
        return False
    return True


def repeated_in_entries(
    lines: Sequence[Line], start: int, end: int, metas: Collection[int], again: Collection[int] = ()
) -> set[int]:
    """Return the short lines that at least half of the entries print, and author lines: neither titles nor summaries.

    Args:
        lines: the page's lines.
        start: index of the list's first line.
        end: index after its last.
        metas: the meta lines; an entry is taken to reach from one to the next.
        again: lines that repeat others for another screen width; they do not count.

    Returns:
        Their indices, without headings and sentences; empty if the list has one entry.
    """
    if len(metas) < 2:
        return set()
    found: dict[str, list[int]] = {}
    entry = 0
    bylines: list[int] = []
    entries: dict[str, set[int]] = {}
    for index in range(start, end):
        if index in metas:
            entry += 1
            continue
        if index in again:
            continue
        text = lines[index].text
        if is_byline(text):
            bylines.append(index)
        if len(text) <= _LONGEST_REPEATED and not text.endswith(".") and not is_heading(lines[index]):
            key = "".join(letter for letter in text.casefold() if letter not in ORNAMENTS)
            found.setdefault(key, []).append(index)
            entries.setdefault(key, set()).add(entry)
    least = max(2, len(metas) / _LEAST_SHARE)
    return {
        *(bylines if len(bylines) >= least else ()),
        *_of_layout(lines, found, entries, least),
    }


def _of_layout(
    lines: Sequence[Line], found: dict[str, list[int]], entries: dict[str, set[int]], least: float
) -> set[int]:
    return {
        index
        for key, places in found.items()
        if len(entries[key]) >= least and not _lead_to_one_paper([lines[place] for place in places])
        for index in places
    }


def _lead_to_one_paper(lines: Sequence[Line]) -> bool:
    """Return whether lines with the same words all lead to the same paper: a paper that the list prints again."""
    papers = {values.paper_link(link.href) for line in lines for link in line.links} - {None}
    return len(papers) == 1 and all(line.links for line in lines)


def is_heading(line: Line) -> bool:
    """Return whether a line is in a heading element."""
    return _has_heading(line.path)


@lru_cache(maxsize=1024)
def _has_heading(path: tuple[str, ...]) -> bool:
    return not _HEADINGS.isdisjoint(path)
