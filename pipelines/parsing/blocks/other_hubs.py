"""Cards of other hubs beside the masthead: related, recommended, co-cited works with numbers of their own.

A card is recognized by its link to another work's hub page (HUB_PAGES section 2), never by its words, which are the
words of a masthead. Its lines are not read and become residue.
"""

from bisect import bisect_left
from collections.abc import Sequence

from pipelines.parsing.grammar.block_ends import HEADINGS
from pipelines.parsing.grammar.masthead_forms import is_count, is_sentence, is_tier
from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.words import hub_in_link


def lines_of_other_hubs(lines: Sequence[Line], own: str | None) -> set[int]:
    """Find the lines above the first list or facet that belong to cards of other hubs.

    Args:
        lines: the page's lines.
        own: the uuid of the page's own hub; None: no line is known to be another's.

    Returns:
        Their indices. The card is the largest element around such a link that holds no line of the page's own; if
        no element contains it, it reaches to the next heading, label or sentence.
    """
    if own is None:
        return set()
    limit = _limit(lines)
    linked = [
        index for index in range(limit) if any(hub_in_link(link.href) not in (None, own) for link in lines[index].links)
    ]
    if not linked:
        return set()
    titles = [index for index in range(limit) if "h1" in lines[index].path and index not in linked]
    forms = [index for index in range(limit) if is_sentence(lines[index]) or is_count(lines[index])]
    headers = [index for index in range(limit) if lines[index].text.lower().startswith("pith.")]
    seeds = [_seed(lines, index, limit, titles, forms, headers) for index in linked]
    inside = {index for seed in seeds if len(seed) > 1 for index in seed}
    kept = set(titles)
    kept |= {
        index for index in range(limit) if index not in inside and index not in linked and _is_own(lines[index], titles)
    }
    ends = sorted(kept.union(headers))
    cards: set[int] = set()
    for index, seed in zip(linked, seeds, strict=True):
        if len(seed) == 1:
            cards |= _flat_card(lines, index, limit)
        else:
            cards |= set(seed) - kept
            cards.update(_grown(lines, seed, limit, ends))
    return cards - set(titles)


def _limit(lines: Sequence[Line]) -> int:
    """Return the index of the first label below a masthead line: the blocks begin there, and cards end."""
    is_seen = False
    for index, line in enumerate(lines):
        if is_seen and block_of(line):
            return index
        is_seen = is_seen or (not line.links and (is_sentence(line) or is_count(line)))
    return len(lines)


def _is_own(line: Line, titles: list[int]) -> bool:
    """Return whether a line outside of all cards belongs to the masthead or is a label: no card extends over it."""
    return block_of(line) is not None or is_sentence(line) or is_count(line) or (not titles and is_tier(line))


def _seed(  # noqa: PLR0913, PLR0917 (what no card holds, and what all cards may not hold)
    lines: Sequence[Line], index: int, limit: int, titles: list[int], forms: list[int], headers: list[int]
) -> range:
    """Return the innermost element of two or more lines around a line; the line alone if that holds the masthead."""
    alone = range(index, index + 1)
    for depth in range(len(lines[index].path), 0, -1):
        found = _element(lines, alone, limit, depth)
        if len(found) > 1:
            holds_forms = not forms or (found.start <= forms[0] and forms[-1] < found.stop)
            return alone if holds_forms or _holds(found, titles) or _holds(found, headers) else found
    return alone


def _element(lines: Sequence[Line], inside: range, limit: int, depth: int) -> range:
    """Return the lines of the element at a depth around an element inside it."""
    start, end = inside.start, inside.stop
    while start and lines[start].shared >= depth:
        start -= 1
    while end < limit and lines[end].shared >= depth:
        end += 1
    return range(start, end)


def _holds(found: range, places: Sequence[int]) -> bool:
    """Return whether any of some places, in order, is within an element."""
    first = bisect_left(places, found.start)
    return first < len(places) and places[first] < found.stop


def _grown(lines: Sequence[Line], seed: range, limit: int, ends: Sequence[int]) -> range:
    """Return the largest element around a card that holds neither lines of the page's own nor the site's header."""
    card = range(0)
    around = seed
    for depth in range(len(lines[seed.start].path), 0, -1):
        around = _element(lines, around, limit, depth)
        if len(around) == limit or _holds(around, ends):
            break
        card = around
    return card


def _flat_card(lines: Sequence[Line], index: int, limit: int) -> set[int]:
    """Return the lines from a link outside of any card element up to the next heading, label or sentence."""
    end = index + 1
    while end < limit:
        line = lines[end]
        if not HEADINGS.isdisjoint(line.path) or block_of(line) or is_sentence(line):
            break
        end += 1
    return set(range(index, end))
