"""What was read of a page against what it says, cell by cell.

A difference is *wrong* (a value that the page does not say at that place, a row or a count that there is not), or
*lost* (a cell or a row that is missing). What is lost is reported where residue, quarantine or the outcome shows it.
A page is exact without differences; silent with anything wrong, or anything lost unreported; else reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipelines.parsing.vocabulary.records import CitingPaperRow, Reading
from tests.fidelity.expected import LISTS, Cells, Either, Said

Result = Literal["exact", "reported", "silent"]

COLUMNS: Final = (
    "title_raw arxiv_id url category posted_on verdict novelty mention_count role ref_number link_type summary".split()
)
_TELLING: Final = ("title_raw", "arxiv_id", "summary")
_WITHOUT_CASE: Final = frozenset(("verdict", "role", "link_type", "label", "dominant_role", "classified_polarity"))
_READABLE: Final = ("ok", "pending")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where reading and page differ, and whether anybody is told."""

    place: str
    said: object
    read: object
    is_wrong: bool
    is_reported: bool

    @property
    def is_silent(self) -> bool:
        """Whether this makes the page silently wrong."""
        return self.is_wrong or not self.is_reported

    def __str__(self) -> str:
        kind = "wrong" if self.is_wrong else "lost, reported" if self.is_reported else "lost, unreported"
        return f"{self.place}: {kind}: said {self.said!r}, read {self.read!r}"


def result_of(differences: Iterable[Difference]) -> Result:
    """Sum up a page."""
    found = list(differences)
    if not found:
        return "exact"
    return "silent" if any(one.is_silent for one in found) else "reported"


def compare(said: Said, reading: Reading) -> list[Difference]:
    """List where a reading differs from what the page says; the silent ones first."""
    reports = _Reports(said, reading)
    if reading.capture.outcome not in _READABLE:
        return [Difference("outcome", "ok", reading.capture.outcome, is_wrong=False, is_reported=True)]
    found = [*_hub(said, reading, reports), *_facets(said, reading, reports)]
    for block in LISTS:
        found += _papers(said, [row for row in reading.citing_papers if row.block == block], block, reports)
    return sorted(found, key=lambda one: not one.is_silent)


class _Reports:
    """What the reading reports: residue, refusals, and whether rows fall short of the printed count."""

    def __init__(self, said: Said, reading: Reading) -> None:
        self.outcome = reading.capture.outcome
        self.residue = [_plain(row.text) for row in reading.residue]
        self.residue += [re.sub(r"(?<=\d),(?=\d{3})", "", text) for text in self.residue]  # 1,853 is 1853
        self.refused = [(row.table_name, row.column_name, _unversioned(row.text_raw)) for row in reading.quarantine]
        listed = sum(row.block == "explorer" for row in reading.citing_papers)
        self.is_short = said.listed is not None and listed < said.listed and bool(self.residue or self.refused)

    def shows(self, value: object, column: str, around: Sequence[object] = ()) -> bool:
        """Tell whether the loss of a value is visible: its text, or a refusal of its column, or near its entry."""
        texts = [*self.residue, *(text for _, _, text in self.refused)]
        wanted = _plain(value)
        if any(_has(text, wanted) or (len(text) > 3 and _has(wanted, text)) for text in texts):
            return True
        near = [_plain(one) for cell in around for one in _told(cell) if one is not None and len(_plain(one)) > 3]
        if any(
            name == column and (not near or any(_overlap(text, one) for one in near)) for _, name, text in self.refused
        ):
            return True
        whole = [text for _, name, text in self.refused if name is None]
        return any(_overlap(text, one) for text in whole for one in near)

    def shows_row(self, cells: Cells, *, is_listed: bool) -> bool:
        """Tell whether the loss of a whole row is visible."""
        if is_listed and self.is_short:
            return True
        telling = [_plain(one) for name in _TELLING for one in _told(cells[name]) if one is not None]
        texts = [*self.residue, *(text for _, _, text in self.refused)]
        return any(_overlap(text, one) for text in texts for one in telling)


def _hub(said: Said, reading: Reading, reports: _Reports) -> list[Difference]:
    found = []
    for name, value in said.hub.items():
        read = getattr(reading.hub, name) if reading.hub else None
        if name == "title_raw" and reports.outcome == "pending" and read is None:
            continue
        if not same(name, value, read):
            found.append(_differing("hub", name, (value, read), reports, ()))
    return found


def _differing(
    place: str, column: str, cells: tuple[object, object], reports: _Reports, around: Sequence[object]
) -> Difference:
    value, read = cells
    if read is not None:
        return Difference(f"{place} {column}", value, read, is_wrong=True, is_reported=False)
    is_reported = any(reports.shows(one, column, around) for one in _told(value))
    return Difference(f"{place} {column}", value, None, is_wrong=False, is_reported=is_reported)


def _facets(said: Said, reading: Reading, reports: _Reports) -> list[Difference]:
    left = dict(said.facets)
    found = []
    for row in reading.facets:
        key = next((one for one in left if one[:2] == (row.block, row.facet) and _alike(one[2], row.value)), None)
        place = f"facet {row.block} {row.facet} {row.value!r}"
        if key is None:
            found.append(Difference(place, None, row.n, is_wrong=True, is_reported=False))
        elif left.pop(key) != row.n:
            found.append(Difference(place, said.facets[key], row.n, is_wrong=True, is_reported=False))
    for (block, facet, value), n in left.items():
        is_reported = reports.shows(value, "n")
        found.append(Difference(f"facet {block} {facet} {value!r}", n, None, is_wrong=False, is_reported=is_reported))
    return found


def _papers(said: Said, rows: list[CitingPaperRow], block: str, reports: _Reports) -> list[Difference]:
    wanted = said.papers[block]
    pairs = _aligned(wanted, rows)
    found = []
    for at, cells in enumerate(wanted):
        place = f"{block} {at + 1}"
        row = pairs.get(at)
        if row is None:
            told = reports.shows_row(cells, is_listed=block == "explorer")
            found.append(Difference(place, cells["title_raw"], None, is_wrong=False, is_reported=told))
            continue
        around = [cells[name] for name in _TELLING]
        found += [
            _differing(place, name, (cells[name], getattr(row, name)), reports, around)
            for name in COLUMNS
            if not same(name, cells[name], getattr(row, name))
        ]
        if (
            cells["title_raw"] == row.title_raw
            and row.title != row.title_raw
            and not re.search(r"[\\$]", str(row.title_raw))
        ):
            found.append(Difference(f"{place} title", row.title_raw, row.title, is_wrong=True, is_reported=False))
    taken = {id(row) for row in pairs.values()}
    for at, row in enumerate(rows, 1):
        if id(row) not in taken:
            words = row.title_raw or row.summary or row.arxiv_id
            found.append(Difference(f"{block}, row read {at}", None, words, is_wrong=True, is_reported=False))
    return found


def _aligned(wanted: list[Cells], rows: list[CitingPaperRow]) -> dict[int, CitingPaperRow]:
    """Pair rows with what the page says, in order, so that as many cells as can be are the same."""
    likeness = [[_likeness(cells, row) for row in rows] for cells in wanted]
    best = [[0.0] * (len(rows) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(rows) - 1, -1, -1):
            pair = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    pairs: dict[int, CitingPaperRow] = {}
    i = j = 0
    while i < len(wanted) and j < len(rows):
        if likeness[i][j] > 0 and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[i] = rows[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(cells: Cells, row: CitingPaperRow) -> float:
    """Count the cells that are the same; those that tell papers apart count most, common words little."""
    weights = {"title_raw": 5.0, "arxiv_id": 5.0, "summary": 4.0, "posted_on": 2.0, "ref_number": 1.0, "category": 0.5}
    return sum(
        weight
        for name, weight in weights.items()
        if getattr(row, name) is not None and same(name, cells[name], getattr(row, name))
    )


def same(column: str, value: object, read: object) -> bool:
    """Tell whether a cell says what the page says: white space, and the case of words, do not matter."""
    if isinstance(value, Either):
        return any(_squeezed(one) == _squeezed(read) for one in value.values)
    if isinstance(value, str) and isinstance(read, str):
        one, other = " ".join(value.split()), " ".join(read.split())
        return one.casefold() == other.casefold() if column in _WITHOUT_CASE else one == other
    return value == read and (value is None) == (read is None)


def _squeezed(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value


def _alike(value: str, read: str) -> bool:
    return " ".join(value.split()).casefold() == " ".join(read.split()).casefold()


def _told(value: object) -> tuple[object, ...]:
    """List what a cell may say."""
    return value.values if isinstance(value, Either) else (value,)


def _unversioned(text: str | None) -> str:
    """Give a refused text; the address of a paper names its id without the version."""
    return re.sub(r"(?<=\d{5})v\d+\b", "", _plain(text))


def _plain(value: object) -> str:
    return " ".join(str(value).split()).casefold()


def _overlap(one: str, other: str) -> bool:
    """Tell whether one text holds the other, or a good part of it."""
    return len(one) > 3 and len(other) > 3 and (_has(one, other) or _has(other, one))


def _has(text: str, wanted: str) -> bool:
    """Tell whether a text holds words whole: 7 is not in 17 nor in 7.0."""
    return wanted in text and re.search(rf"(?<![\w.]){re.escape(wanted)}(?!\w|\.\d)", text) is not None
