"""Lines that a list prints twice, for two screen widths or for screen readers: the second time adds nothing.

A paper may appear twice in a list, with another role or reference (FAULTS F22): entries count as repeated only if all
entries of the list are, in every word, or the count of the page says so.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from pipelines.parsing.lines.line import Line

_LONGEST_ENTRY = 16
"""Maximum lines of an entry that may be printed twice in a row."""
_MOST = 3
"""A line that a list prints more often has its own meaning each time, or none at all."""


def repeated(lines: Sequence[Line], start: int, end: int, metas: Collection[int], papers: int | None) -> set[int]:
    """Return the lines of a list that repeat earlier ones.

    Args:
        lines: the page's lines.
        start: index of the list's first line.
        end: index after its last.
        metas: the meta lines.
        papers: how many papers the list has according to the page, or None.

    Returns:
        The indices of the lines that are printed a second time.
    """
    texts = [line.text for line in lines[start:end]]
    if len(set(texts)) == len(texts):
        return set()
    half = _second_half(lines, start, end, sorted(metas))
    if half:
        return half
    printed = Counter(texts)
    inside: set[int] = set()
    whole: set[int] = set()
    at = 0
    while at < len(texts):
        size = _repeats_at(texts, at)
        if not size:
            at += 1
            continue
        first, at = at, at + size
        while texts[first : first + size] == texts[at : at + size]:
            at += size
        again = set(range(start + first + size, start + at))
        if again & set(metas):
            whole |= again
        elif all(printed[text] <= _MOST for text in texts[first : first + size]):
            inside |= again
    kept = [meta for meta in metas if meta not in whole]
    doubled = len(set(metas)) - len(kept)
    if not doubled or (doubled < len(kept) and len(kept) != papers):
        whole = set()
    return inside | whole


def _second_half(lines: Sequence[Line], start: int, end: int, metas: Sequence[int]) -> set[int]:
    """Return the lines of the second of two lists with the same meta lines, as far as the first prints them too."""
    middle, odd = divmod(len(metas), 2)
    texts = [lines[index].text for index in metas]
    if odd or not middle or texts[:middle] != texts[middle:]:
        return set()
    one, other = metas[0], metas[middle]
    while one > start and other - 1 > metas[middle - 1] and lines[one - 1].text == lines[other - 1].text:
        one, other = one - 1, other - 1
    size = metas[middle - 1] - one + 1
    if [line.text for line in lines[one : one + size]] != [line.text for line in lines[other : other + size]]:
        return set()
    before = {line.text for line in lines[start:other]}
    return {index for index in range(other, end) if lines[index].text in before}


def _repeats_at(texts: list[str], at: int) -> int:
    """Return the size of the longest run of lines that occurs twice in a row from here; 0 if none does."""
    longest = min(_LONGEST_ENTRY, (len(texts) - at) // 2)
    sizes = range(longest, 0, -1)
    return next((size for size in sizes if texts[at : at + size] == texts[at + size : at + 2 * size]), 0)
