"""The block `abstract`, and the `claims ledger`, which repeats its first 600 characters (HUB_PAGES section 4).

One paragraph is the abstract; a second is nobody's and stays residue. A ledger line is known only where it
repeats the abstract: another kind, or other words, stay residue. `reading` calls both.
"""

from pipelines.parsing.lines import Line
from pipelines.parsing.page import FURNITURE, Page
from pipelines.parsing.rows import HubRow
from pipelines.parsing.sections import Section, block_of
from pipelines.parsing.tex import to_unicode

LEDGER_KIND = "abstract"
BULLET = "•"
_MOST_WORDS = 3


def read_abstract(page: Page, section: Section, hub: HubRow) -> None:
    """Take the first line of the block as the abstract, raw and in Unicode; what opens and folds it is none."""
    texts = [index for index in page.free(section.start, section.end) if not _is_control(page.lines[index])]
    for index in texts[:1]:
        page.claim([index], "abstracts.abstract_raw")
        hub.abstract_raw = page.lines[index].text
        hub.abstract = to_unicode(hub.abstract_raw)


def _is_control(line: Line) -> bool:
    """Tell whether a line is a label, or folds the abstract: `Show abstract`."""
    if block_of(line) or line.path[-1:] == ("summary",):
        return True
    words = line.text.lower().split()
    return len(words) <= _MOST_WORDS and words[-1].strip(".…") == LEDGER_KIND


def read_ledger(page: Page, section: Section, hub: HubRow) -> None:
    """Claim the ledger's lines that say nothing but the beginning of the abstract; its kind may stand above it."""
    known = _letters(hub.abstract_raw or "")
    free = page.free(section.start, section.end)
    for index in free:
        printed = _letters(page.lines[index].text).removeprefix(BULLET)
        is_below_kind = index - 1 in free and page.lines[index - 1].text == LEDGER_KIND
        quoted = (printed if is_below_kind else printed.removeprefix(LEDGER_KIND)).rstrip("….")
        if quoted and (is_below_kind or printed.startswith(LEDGER_KIND)) and known.startswith(quoted):
            page.claim([index - 1, index] if is_below_kind else [index], FURNITURE)


def _letters(text: str) -> str:
    """Leave out the blanks: elements between kind and quotation may leave none."""
    return "".join(text.split())
