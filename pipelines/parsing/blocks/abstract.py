"""The block `abstract`, and the `claims ledger`, which repeats its first 600 characters (HUB_PAGES section 4).

All paragraphs of the block are the abstract, joined by one blank, as an extraction to one line joins them. If a line
below may be something else, the whole abstract is refused: half of one would pass for a whole. A ledger line is
recognized only if it repeats the abstract.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.parsing.blocks import abstract_notes
from pipelines.parsing.blocks.abstract_lines import is_control, opens_more, paragraphs, reads_like_prose
from pipelines.parsing.blocks.block_result import FURNITURE, PageLines
from pipelines.parsing.grammar.fields import ABSTRACT, ABSTRACT_RAW
from pipelines.parsing.grammar.masthead_forms import is_count
from pipelines.parsing.grammar.sections import Section
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.records import HubRow
from schemas.refusals import RefusedBecause

LEDGER_KIND = "abstract"
BULLET = "•"
_SURELY_WHOLE: Final = 590
"""A ledger's quotation with fewer characters is complete: it quotes 600 of a longer abstract."""
_HYPHEN = re.compile(r"\w[-\u2010]$")
_DOTS = "…."
_CUT = re.compile(r"(?i)(…|\.\.\.)[\s\[(]*(((show|read|see|view|load) )?(more|all)\W*)?$")


def read_abstract(page: PageLines, section: Section, hub: HubRow, ledger: Section | None = None) -> None:
    """Read the paragraphs of the block as the abstract, raw and in Unicode; controls that fold it are not part of it.

    Args:
        page: the page.
        section: the block.
        hub: the row to fill.
        ledger: the block that repeats the beginning, if there is one; it shows where the abstract is.
    """
    free = page.free(section.start, section.end)
    texts = [index for index in free if not is_control(page.lines[index])]
    folds = [index for index in free if opens_more(page.lines[index])]
    page.claim(folds, FURNITURE)
    found = paragraphs(page.lines, section.label, [index for index in texts if index not in folds])
    if not found:
        return
    taken = _quoted(page, [index for paragraph in found for index in paragraph], ledger)
    doubt = ""
    if taken is None:
        taken, doubt = _prose(page, found)
    if not doubt and _CUT.search(_text(page, taken)):
        doubt = (
            "the page shows the beginning of an abstract, and folds the rest" if folds else "the abstract is cut off"
        )
    if not doubt and taken != [*range(taken[0], taken[-1] + 1)]:
        doubt = "other lines stand between the paragraphs of an abstract"
    if not doubt and any(_HYPHEN.search(page.lines[index].text) for index in taken[:-1]):
        doubt = "a line of an abstract ends in a hyphen, which may be of the word or of the line break"
    if doubt:
        line = page.lines[taken[0]]
        because = RefusedBecause.AMBIGUOUS_LAYOUT
        page.refuse(ABSTRACT_RAW.cell, _text(page, taken), doubt, line, because=because)
        return
    page.claim(taken, ABSTRACT_RAW.cell)
    hub.abstract_raw = _text(page, taken)
    hub.abstract = ABSTRACT.read(hub.abstract_raw)


def _text(page: PageLines, indices: Sequence[int]) -> str:
    return " ".join(page.lines[index].text for index in indices)


def _quoted(page: PageLines, indices: Sequence[int], ledger: Section | None) -> list[int] | None:
    """Return the lines that the claims ledger quotes in full; None if it quotes no whole abstract, or another."""
    printed = _ledger_text(page, ledger) if ledger else ""
    if not printed or len(printed) >= _SURELY_WHOLE or _CUT.search(printed):
        return None
    wanted = _letters(printed)
    for first in range(len(indices)):
        taken: list[int] = []
        for index in indices[first:]:
            taken.append(index)
            letters = _letters(_text(page, taken))
            if letters == wanted:
                return taken
            if not wanted.startswith(letters):
                break
    return None


def _ledger_text(page: PageLines, ledger: Section) -> str:
    """Return the ledger's quotation of the abstract, without its kind."""
    printed = _text(page, page.free(ledger.start, ledger.end)).removeprefix(BULLET).strip()
    return printed.removeprefix(LEDGER_KIND).strip() if printed.startswith(LEDGER_KIND) else ""


def _prose(page: PageLines, found: Sequence[Sequence[int]]) -> tuple[list[int], str]:
    """Return the lines of the paragraphs that are the abstract, and why they are ambiguous (empty: they are not)."""
    lines = page.lines
    if any(is_count(lines[index]) for index in found[0]):
        return list(found[0]), "a count stands where the abstract is expected"
    if len(found) > 1 and _is_no_beginning([lines[index] for index in found[0]]):
        return list(found[0]), "a line above the abstract may be a note of the site"
    taken = list(found[0])
    is_over = False
    for paragraph in found[1:]:
        whole = [lines[index] for index in paragraph]
        if abstract_notes.is_note(whole[0]):
            is_over = True
        elif is_over or not reads_like_prose(whole) or (len(whole) == 1 and abstract_notes.may_be_note(whole[0])):
            return taken, "a line below the abstract may be part of it, or of something else"
        elif _CUT.search(lines[taken[-1]].text) and _begins_alike(_text(page, taken), _text(page, paragraph)):
            taken = list(paragraph)  # the beginning, and then the whole
        else:
            taken += paragraph
    return taken, abstract_notes.doubt_of([lines[index] for index in taken])


def _is_no_beginning(paragraph: Sequence[Line]) -> bool:
    """Return whether the first of several paragraphs may be none of the abstract."""
    first = paragraph[0]
    return (
        abstract_notes.is_note(first)
        or abstract_notes.may_be_note(first)
        or (bool(first.path) and not reads_like_prose(paragraph))
    )


def _begins_alike(cut: str, whole: str) -> bool:
    return _letters(whole).startswith(_letters(_CUT.sub("", cut)))


def read_ledger(page: PageLines, section: Section, hub: HubRow) -> None:
    """Claim the ledger's lines that only repeat the beginning of the abstract; their kind may be printed above."""
    known = _letters(hub.abstract_raw or "")
    for indices, text in _ledger_entries(page, section, len(f"{BULLET}{LEDGER_KIND}{known}")):
        quoted = _letters(text).removeprefix(BULLET).removeprefix(LEDGER_KIND).rstrip(_DOTS)
        if quoted and known.startswith(quoted):
            page.claim(indices, FURNITURE)


def _ledger_entries(page: PageLines, section: Section, most: int) -> Iterator[tuple[list[int], str]]:
    """Yield the entries of the ledger that begin with the kind `abstract`, with the lines that continue each.

    An entry is followed until it has more than `most` letters and the dots of a quotation that is cut: it can quote
    nothing then.
    """
    entry: list[int] = []
    length = 0
    for index in page.free(section.start, section.end):
        letters = _letters(page.lines[index].text)
        if letters.removeprefix(BULLET).startswith(LEDGER_KIND):
            if entry:
                yield entry, _text(page, entry)
            entry = [index]
            length = len(letters.rstrip(_DOTS))
        elif entry and not page.lines[index].is_bulleted:
            length += len(letters.rstrip(_DOTS))
            entry = [*entry, index] if length <= most else []
            if entry:
                yield entry, _text(page, entry)
    if entry:
        yield entry, _text(page, entry)


def _letters(text: str) -> str:
    """Remove the blanks: elements between kind and quotation may leave none."""
    return "".join(text.split())
