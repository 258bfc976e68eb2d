"""A page while it is read: its lines, what each was read as, and what was refused on the way.

Only the bookkeeping is here: every line ends as exactly one of read, boilerplate or residue. Block parsers label lines,
refuse cells and record words through it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from re import Match
from typing import TypeVar

from pipelines.parsing.grammar.counted_values import CountedValue
from pipelines.parsing.grammar.fields import LINES
from pipelines.parsing.grammar.values import Refused
from pipelines.parsing.lines.line import Layout, Line
from pipelines.parsing.vocabulary import words
from schemas.refusals import RefusedBecause

FURNITURE = "furniture"
LONGEST_KEPT = 10_000
"""Maximum characters of a refused text in quarantine; the capture has them all."""
_LENGTH_OF_NONE = len("none")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused cell: its table and column, the printed text, why (a sentence, a code), on which line."""

    table: str
    column: str | None
    printed: str
    reason: str
    line: Line | None
    because: RefusedBecause


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
        counted: the values with counts that were read, by block, facet and value.
        others: indices of lines that belong to cards of other hubs and are not read.
        lines: the lines of the page: those of the layout.
    """

    layout: Layout
    rendering: str
    captured_on: date
    base_url: str
    claims: dict[int, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    words: set[tuple[str, str]] = field(default_factory=set)
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

    def refuse(  # noqa: PLR0913 (a refusal names the cell, the text, the place and the reason)
        self,
        table: str,
        column: str | None,
        printed: str,
        reason: str,
        line: Line | None,
        *,
        because: RefusedBecause,
    ) -> None:
        """Put a cell in quarantine."""
        self.refusals.append(Refusal(table, column, printed[:LONGEST_KEPT], reason, line, because))

    def value(self, read: Callable[..., T], printed: str | None, cell: str, line: Line, *beside: object) -> T | None:
        """Read a printed value, or put it in quarantine.

        Args:
            read: the value parser.
            printed: the text; None if nothing is printed.
            cell: `table.column` that the value belongs to.
            line: its line.
            beside: what the parser takes besides the text.

        Returns:
            The value, or None if nothing was printed or it was refused.
        """
        if printed is None:
            return None
        try:
            return read(printed, *beside)
        except Refused as refused:
            table, column = cell.split(".")
            self.refuse(table, column, printed, str(refused), line, because=refused.because)
            return None

    def word(self, kind: str, printed: str | None) -> str | None:
        """Record a word of a fixed set as printed; return it, or None for a printed `none`."""
        if printed is None or (len(printed) == _LENGTH_OF_NONE and printed.lower() == "none"):
            return None
        self.words.add((kind, printed))
        return printed

    def fill(self, row: object, index: int, what: str, found: Match[str], *, is_new_only: bool = False) -> None:
        """Read the parts of a line with a fixed pattern into the columns of a row.

        Args:
            row: the row to fill.
            index: the line's index.
            what: the kind of line, a name in `LINES`.
            found: the match of one of its patterns.
            is_new_only: keep the cells that already have a value.
        """
        for one in LINES[what].fields:
            if one.part not in found.re.groupindex or (is_new_only and getattr(row, one.column) is not None):
                continue
            value = self.value(one.read, found[one.part], one.refused_as or what, self.lines[index])
            setattr(row, one.column, self.word(one.kind, value) if one.kind else value)

    def unknown_words(self) -> list[tuple[str, str]]:
        """Return the words that are not in the word list."""
        return sorted(one for one in self.words if not words.is_known(*one))
