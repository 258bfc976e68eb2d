"""What is new among the unread lines and the refused cells, compared with the previously published file.

If the source changes its pages, it shows here first: as a kind of line that was never left over before, or as a jump
in the share of lines left over. This module only measures; `assets` warns about the former and refuses to publish on
the latter (decision 0020).
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.settings import DEFAULTS
from pipelines.warehouse.connections import open_published
from pipelines.warehouse.remembered import remembered, state_of

FEWEST_LINES: Final = 200
"""With fewer newly read lines there is no alarm: a single odd page must not stop all others."""
MAX_EXAMPLES: Final = 20
"""Maximum number of captures named, those with the largest shares."""

_FEW_WORDS: Final = 4
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NAMES = re.compile(r"(?:\b[^\W\d_a-z]\w*\b[.']?[\s-]*)+")
_QUOTED = re.compile(r"'.*'")


@dataclass(frozen=True, slots=True)
class NewKind:
    """A kind of line or refusal that is not in the former file: its name, number, one example and the example's row."""

    kind: str
    number: int
    example: str
    row: str


@dataclass(frozen=True, slots=True)
class CaptureShare:
    """How much of one capture was left over: its id, URL, and numbers of lines, lines left over and refused cells."""

    capture_id: str
    url: str
    lines: int
    left_over: int
    refused: int

    @property
    def share(self) -> float:
        """The share of its lines that was left over, from 0 to 1."""
        return self.left_over / self.lines if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """What changed since the former file.

    Attributes:
        is_first: whether there is no former file, in which case nothing counts as new.
        captures: number of captures that are new or were read again by another parser version.
        lines: number of their lines.
        left_over: number of these lines that no parser claimed.
        refused: number of their refused cells.
        left_over_by_block: the lines left over by block of the page, most frequent first.
        worst: the captures with the largest shares.
        new_kinds: kinds of lines and refusals that are not in the former file, most frequent first.
    """

    is_first: bool
    captures: int
    lines: int
    left_over: int
    refused: int
    left_over_by_block: dict[str, int]
    worst: tuple[CaptureShare, ...]
    new_kinds: tuple[NewKind, ...]

    @property
    def share(self) -> float:
        """The share of the newly read lines that was left over, from 0 to 1."""
        return self.left_over / self.lines if self.lines else 0.0

    def is_too_much(self, most: float = DEFAULTS.most_left_over) -> bool:
        """Return whether so much was left over that the pages or the parser must have changed."""
        return self.lines >= FEWEST_LINES and self.share > most


def kind_of_line(block: str, text: str) -> str:
    """Return the kind of a line: its block and the shape of its words.

    All numbers count as equal, and so do all names (words with a capital letter). Beyond a few words only the overall
    shape counts, because titles and sentences are all different.
    """
    if len(text.split()) > _FEW_WORDS:
        shape = "a sentence" if text.rstrip().endswith((".", "!", "?")) else "many words"
    else:
        shape = _NAMES.sub("Name ", _NUMBER.sub("9", text)).strip()
    return f"{block}: {shape}"


def kind_of_refusal(table: str, column: str | None, reason: str) -> str:
    """Return the kind of a refused cell: its intended column, and the reason without the printed text."""
    return f"{'.'.join(filter(None, (table, column)))}: {_NUMBER.sub('9', _QUOTED.sub('…', reason))}"


def alarm(new: Path, former: Path | None) -> Alarm:
    """Compare a file with the one published before it, once as long as both stay as they are.

    Args:
        new: the file to examine.
        former: the published file; None if there is none. If it is the same file, nothing is new.

    Raises:
        NotPublished: a file cannot be opened.
    """
    key = state_of(former) if former and former.exists() else None
    return remembered(new, "alarm", [key], lambda _: {key: _alarm(new, former)})[key]


def _alarm(new: Path, former: Path | None) -> Alarm:
    read_before = _readings(former) if former else set()
    known = set(_kinds(former)) if former else set()
    kinds = _kinds(new)
    fresh = [one for one in _shares(new) if former is None or (one[0], one[1]) not in read_before]
    shares = [CaptureShare(one, url, lines, left, refused) for one, _, url, lines, left, refused in fresh]
    ids = {one.capture_id for one in shares}
    by_block = Counter(block for capture_id, block in _blocks(new) if capture_id in ids)
    found = [NewKind(kind, *one) for kind, one in kinds.items() if kind not in known]
    return Alarm(
        is_first=former is None,
        captures=len(shares),
        lines=sum(one.lines for one in shares),
        left_over=sum(one.left_over for one in shares),
        refused=sum(one.refused for one in shares),
        left_over_by_block=dict(by_block.most_common()),
        worst=tuple(sorted((one for one in shares if one.left_over), key=lambda one: -one.share)[:MAX_EXAMPLES]),
        new_kinds=() if former is None else tuple(sorted(found, key=lambda one: (-one.number, one.kind))),
    )


def _readings(path: Path) -> set[tuple[str, str | None]]:
    """Return the captures of a file, each with the version of the parser that read it."""
    with open_published(path) as connection:
        return set(connection.execute("SELECT capture_id, parser_version FROM captures").fetchall())


def _shares(path: Path) -> list[tuple[str, str | None, str, int, int, int]]:
    with open_published(path) as connection:
        return connection.execute(
            "SELECT capture_id, parser_version, url, text_lines, residue_lines, quarantined_cells FROM captures "
            "WHERE text_lines > 0 ORDER BY capture_id"
        ).fetchall()


def _blocks(path: Path) -> list[tuple[str, str]]:
    with open_published(path) as connection:
        return connection.execute("SELECT capture_id, block FROM residue").fetchall()


def _kinds(path: Path) -> dict[str, tuple[int, str, str]]:
    """Count the lines left over and cells refused in a file by kind, each with the first example and its row.

    A row is identified by its table and key.
    """
    with open_published(path) as connection:
        lines = connection.execute(
            "SELECT block, text, min({'capture_id': capture_id, 'line_number': line_number}), count(*) "
            "FROM residue GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        refused = connection.execute(
            "SELECT table_name, column_name, reason, text_raw, "
            "min({'capture_id': capture_id, 'position': position}), count(*) "
            "FROM quarantine GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    found: dict[str, tuple[int, str, str]] = {}
    texts = [(kind_of_line(*one[:2]), one[1], _row("residue", one[2]), one[3]) for one in lines]
    texts += [(kind_of_refusal(*one[:3]), one[3], _row("quarantine", one[4]), one[5]) for one in refused]
    for kind, text, row, number in texts:
        before, *first = found.get(kind, (0, text, row))
        found[kind] = (before + number, *first)
    return found


def _row(table: str, key: dict[str, object]) -> str:
    return f"{table}: " + ", ".join(f"{name}={value}" for name, value in key.items())
