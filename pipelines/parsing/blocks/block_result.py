"""A page while it is read: its lines, what each was read as, and what was refused on the way.

Only the bookkeeping is here: every line ends as exactly one of read, boilerplate or residue. Block parsers label lines,
refuse cells and record words through it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from re import Match
from typing import Any, Final, NamedTuple

from pipelines.parsing.blocks.meta_words import Told
from pipelines.parsing.grammar.counted_values import CountedValue
from pipelines.parsing.grammar.fields import LINES, Field
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.values import Refused
from pipelines.parsing.lines.line import Layout, Line
from pipelines.parsing.lists.division import Entry
from pipelines.parsing.vocabulary.records import CitingPaperRow, HubRow
from schemas.refusals import RefusedBecause

FURNITURE: Final = "furniture"
LONGEST_KEPT: Final = 10_000
"""Maximum characters of a refused text in quarantine; the capture has them all."""
_LENGTH_OF_NONE: Final = len("none")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused cell: `table.column` or a table, the printed text, why (a sentence, a code), on which line."""

    cell: str
    printed: str
    reason: str
    line: Line | None
    because: RefusedBecause

    @property
    def table(self) -> str:
        """The table."""
        return self.cell.partition(".")[0]

    @property
    def column(self) -> str | None:
        """The column; None if no single cell is refused."""
        return self.cell.partition(".")[2] or None


class HubCell(NamedTuple):
    """A cell of the hub as a line prints it.

    Attributes:
        what: the kind of line, a name in `LINES`.
        field: the cell's declaration.
        place: the line's index.
        found: the match of the line's pattern; None if the whole line is the cell.
        is_taken: whether its value went into the row: of several lines that print a cell, the first is taken.
    """

    what: str
    field: Field
    place: int
    found: Match[str] | None
    is_taken: bool


ListedPaper = tuple[CitingPaperRow, Entry, Meta | None, Told | None]
"""A row of a list, its lines, the parts of its meta line, and their words by meaning (None in LIST text, without one).

A plain tuple, for speed: one is made for each row.
"""


@dataclass(slots=True)
class PageLines:
    """One page and the record of how its lines were read.

    Attributes:
        layout: the lines.
        rendering: html, full_text or list_text.
        captured_on: day of the capture (UTC).
        base_url: address that relative links are resolved against.
        claims: what each line was read as, by index.
        refusals: refused cells, in the order of refusal.
        words: (kind, word) printed where a fixed set is expected.
        cells: the cells of the hub that lines of a fixed kind print, in the order in which they were read.
        papers: the rows of both lists with their lines.
        counted: the values with counts that were read, by block, facet and value.
        name: the page's own name: the words of its element `title`, or nothing.
        others: indices of lines that belong to cards of other hubs and are not read.
        lines: the lines of the page: those of the layout.
    """

    layout: Layout
    rendering: str
    captured_on: date
    base_url: str
    name: str = ""
    claims: dict[int, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    words: set[tuple[str, str]] = field(default_factory=set)
    cells: list[HubCell] = field(default_factory=list)
    papers: list[ListedPaper] = field(default_factory=list)
    counted: dict[tuple[str, str, str], CountedValue] = field(default_factory=dict)
    others: frozenset[int] = frozenset()
    lines: list[Line] = field(init=False)

    def __post_init__(self) -> None:
        """Take the page's lines from its layout."""
        self.lines = self.layout.lines

    def claim(self, indices: Iterable[int], what: str) -> None:
        """Record what lines were read as."""
        for index in indices:
            self.claims[index] = what

    def free(self, start: int, end: int) -> list[int]:
        """Return the lines in a range that are not read yet, and that are not another hub's."""
        if self.claims.keys().isdisjoint(range(start, end)) and not self.others:
            return [*range(start, end)]
        return [index for index in range(start, end) if index not in self.claims and index not in self.others]

    def first_free(self, start: int, end: int) -> int:
        """Return the first of the lines that `free` would return, or `end`."""
        return next(
            (index for index in range(start, end) if index not in self.claims and index not in self.others), end
        )

    def refuse(self, cell: str, printed: str, reason: str, line: Line | None, *, because: RefusedBecause) -> None:
        """Put a cell in quarantine: `table.column`, or a table if the refusal is of no single cell."""
        self.refusals.append(Refusal(cell, printed[:LONGEST_KEPT], reason, line, because))

    def doubt(self, cell: str, line: Line, reason: str) -> None:
        """Put a line in quarantine because it cannot be told what it prints of a cell."""
        self.refuse(cell, line.text, reason, line, because=RefusedBecause.AMBIGUOUS_LAYOUT)

    def value(self, cell: Field, printed: str | None, line: Line, *beside: object) -> Any:
        """Read a printed value, or put it in quarantine.

        Args:
            cell: the cell's declaration.
            printed: the text; None if nothing is printed.
            line: its line.
            beside: what the cell's parser takes besides the text.

        Returns:
            The value, or None if nothing was printed or it was refused.
        """
        if printed is None:
            return None
        try:
            return cell.read(printed, *beside)
        except Refused as refused:
            self.refuse(cell.cell, printed, str(refused), line, because=refused.because)
            return None

    def word(self, kind: str, printed: str | None) -> str | None:
        """Record a word of a fixed set as printed; return it, or None for a printed `none`."""
        word = without_none(printed)
        if word is not None:
            self.words.add((kind, word))
        return word

    def fill(self, hub: HubRow, index: int, what: str, printed: Match[str] | str) -> None:
        """Read the cells that a line of a fixed kind prints into those columns of the hub that have no value yet.

        Args:
            hub: the row to fill.
            index: the line's index.
            what: the kind of line, a name in `LINES`.
            printed: the match of one of its patterns, or its words if it has none.
        """
        line = self.lines[index]
        found, whole = (None, printed) if isinstance(printed, str) else (printed, printed.group())
        for cell in LINES[what].fields:
            if cell.part and (found is None or cell.part not in found.re.groupindex):
                continue
            value = None
            if getattr(hub, cell.column) is None:
                value = self.value(cell, found[cell.part] if found and cell.part else whole, line)
                setattr(hub, cell.column, self.word(cell.kind, value) if cell.kind else value)
            self.cells.append(HubCell(what, cell, index, found, value is not None))


def without_none(printed: str | None) -> str | None:
    """Return a word of a fixed set as printed; None for a printed `none`."""
    is_none = printed is not None and len(printed) == _LENGTH_OF_NONE and printed.lower() == "none"
    return None if is_none else printed
