"""What the titles of a list have in common and is no word of any: a button at their end, the number of their entry.

One title alone cannot tell. `citing_papers` asks once for each list, `paper_titles` for each title.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined
from pipelines.parsing.lists.division import Entry

RANKED: Final = re.compile(r"[\[(#]?(?P<rank>\d{1,4})[\]).:]+\s+")
"""The number of an entry before its title."""

_MOST_ENDINGS = 3


@dataclass(frozen=True, slots=True)
class TitleMarks:
    """What the titles of a list have in common and is no word of any.

    Attributes:
        endings: words in an element of their own in which at least half of the titles end.
        is_ranked: whether every title begins with the number of its entry.
    """

    endings: frozenset[str]
    is_ranked: bool


def marks_of(lines: Sequence[Line], entries: Sequence[Entry], metas: Mapping[int, Meta]) -> TitleMarks:
    """Find what all titles of a list have in common."""
    own = [lines[entry.title] for entry in entries if entry.title is not None and entry.title != entry.meta]
    found = Counter(words for line in own if line.has_elements for words in set(endings_of(line)))
    endings = frozenset(words for words, n in found.items() if words and n > 1 and 2 * n >= len(own))
    titles = [
        (metas[entry.meta].title or "") if entry.title == entry.meta else lines[entry.title].text
        for entry in entries
        if entry.title is not None
    ]
    ranks = [int(number["rank"]) if (number := RANKED.match(title)) else 0 for title in titles]
    return TitleMarks(endings, is_ranked=len(ranks) > 1 and ranks == [*range(1, len(entries) + 1)])


def endings_of(line: Line) -> list[str]:
    """List the words in the last elements of a line, the last first; its first element is none of them."""
    pieces = [words for piece in line.raw.split(INLINE_BOUNDARY) if (words := joined(piece))]
    return pieces[:0:-1][:_MOST_ENDINGS]


def without_ending(line: Line, endings: frozenset[str]) -> Line:
    """Leave out the words at the end of a title that the titles of its list share."""
    while endings and INLINE_BOUNDARY in line.raw and next(iter(endings_of(line)), "") in endings:
        raw = line.raw.rstrip(f" \n\t{INLINE_BOUNDARY}").rpartition(INLINE_BOUNDARY)[0]
        line = replace(line, raw=raw, text=joined(raw))
    return line
