"""Align every line of a page with its bytes: for each letter of a line, its place.

`positions.html` finds only the few lines that must be reported; this finds all of them, with the dots that line joining
inserted, so that a part of a line has its place as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import ORNAMENTS, Line
from pipelines.parsing.positions.visible_text import SeenText, letters_of

_MOST_TRIES = 50
"""How many occurrences of a line's letters are tried, to find one where a line may begin."""
_LONGEST_SWAP = 160
"""Maximum number of letters of a line whose two parts a page may print in reverse order."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the place of each of its letters.

    Attributes:
        seen: the letters of the page.
        letters: those of the line, without blanks.
        at: for each of them its index in `seen`; None for a dot that joining inserted.
    """

    seen: SeenText
    letters: str
    at: Sequence[int | None]

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Return start and end in the decoded text of some of the letters; None if none of them is printed."""
        found = [index for index in self.at[start:end] if index is not None]
        if not found:
            return None
        return self.seen.place(min(found)), self.seen.place(max(found), behind=True)


def align(decoded: Decoded, lines: Iterable[Line], *, is_html: bool) -> dict[int, Placed]:
    """Place lines.

    Args:
        decoded: the page.
        lines: all its lines, in the order of the page.
        is_html: whether it is HTML; lines of a text rendering know their start.

    Returns:
        The lines by number, without those that are not found.
    """
    seen = SeenText.of_html(decoded.text) if is_html else SeenText.of_text(decoded.text)
    placed: dict[int, Placed] = {}
    cursor = 0
    for line in lines:
        letters = letters_of(line.raw)
        at = _letter_places(seen, letters, cursor if is_html or line.start < 0 else seen.index_at(line.start))
        if at is None:
            at = _letter_places(seen, letters, 0)
        if at is None:
            continue
        placed[line.number] = Placed(seen, letters, at)
        cursor = max(index for index in at if index is not None) + 1
    return placed


def _letter_places(seen: SeenText, letters: str, cursor: int) -> Sequence[int | None] | None:
    """Find a line's letters from a place on: as they are, without joined dots, or with its two parts swapped."""
    found = _line_start(seen, letters, cursor)
    if found >= 0:
        return range(found, found + len(letters))
    at = _walk(seen, letters, cursor)
    if at is None and len(letters) <= _LONGEST_SWAP:
        return _swapped(seen, letters, cursor)
    return at


def _line_start(seen: SeenText, letters: str, cursor: int) -> int:
    """Find letters where a line may begin: after a tag, line break, bullet, or the previous line; else anywhere."""
    first = at = seen.letters.find(letters, cursor)
    for _ in range(_MOST_TRIES):
        if at < 0 or at == cursor or at in seen.starts or seen.letters[at - 1] in ORNAMENTS:
            break
        at = seen.letters.find(letters, at + 1)
    else:
        at = -1
    return first if at < 0 else at


def _walk(seen: SeenText, letters: str, cursor: int) -> list[int | None] | None:
    """Find letters among which joins inserted dots, or removed those at the edges of parts."""
    first = next((place for place, letter in enumerate(letters) if letter not in ORNAMENTS), 0)
    head = letters[first : first + 2]
    start = seen.letters.find(head, cursor)
    for _ in range(_MOST_TRIES):
        if start < 0:
            break
        at = _walk_from(seen.letters, letters, start - first if first <= start else start)
        if at is not None:
            return at
        start = seen.letters.find(head, start + 1)
    return None


def _walk_from(text: str, letters: str, start: int) -> list[int | None] | None:
    at: list[int | None] = []
    place = start
    for letter in letters:
        while place < len(text) and text[place] != letter and text[place] in ORNAMENTS and letter not in ORNAMENTS:
            place += 1
        if place < len(text) and text[place] == letter:
            at.append(place)
            place += 1
        elif letter in ORNAMENTS:
            at.append(None)
        else:
            return None
    return at


def _swapped(seen: SeenText, letters: str, cursor: int) -> list[int | None] | None:
    """Find a count whose words are printed above it: `Pith papers citing it` / `39` was joined as `39 Pith ...`."""
    for cut in range(1, len(letters)):
        found = seen.letters.find(letters[cut:] + letters[:cut], cursor)
        if found >= 0:
            behind = found + len(letters) - cut
            return [*range(behind, behind + cut), *range(found, behind)]
    return None
