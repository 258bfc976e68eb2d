"""The top of a hub page: site header, tier and label, title, verdict sentence, counts.

Where nothing but order tells a line (title, a new label, a new sentence), it is taken only when exactly one
line can be meant; otherwise it is refused. `reading` calls `find_anchor` before the blocks, `read_masthead` after.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.parsing import values, words
from pipelines.parsing.lines import Line
from pipelines.parsing.page import FURNITURE, Page
from pipelines.parsing.rows import HubRow
from pipelines.parsing.sections import block_of
from pipelines.parsing.tex import to_unicode
from schemas.refusals import RefusedBecause

CANONICAL = re.compile(
    r"Canonical reference\. (?P<percent>\S+)% of citing Pith papers cite this work as (?P<role>.+)\."
)
MIXED = re.compile(r"Mixed citation behavior\. Most common role is (?P<role>.+) \((?P<percent>\S+)%\)\.")
INDEXING = re.compile(r"(?P<count>\S+) Pith papers? cites? this work\. Polarity classification is still indexing\.")
SENTENCES = (("canonical", CANONICAL), ("mixed", MIXED), ("indexing", INDEXING))
"""The verdict sentences seen, HUB_PAGES section 4 (`1 Pith paper cite this work` is the page's own grammar)."""

CITING = re.compile(r"(?P<count>\S+) Pith papers? citing it")
EXTERNAL = re.compile(r"(?P<count>\S+) external citations?(?:\s*·\s*(?P<source>.+))?")
CLASSIFIED = re.compile(r"(?P<polarity>[A-Za-z_]+( [a-z]+)?) (?P<percent>\S+)% of classified citations")
TIER = re.compile(rf"(?P<tier>{'|'.join(sorted(words.TIERS, key=len, reverse=True))})(?: (?P<label>.+))?")

_HEADER_LINES = 4
"""Lines that the site's header takes at most: its name, a tagline of two lines, `sign in`."""

HUB_BLOCKS = frozenset(("abstract", "hub_tools", "claims_ledger"))
"""Blocks that a work below the tiers never has."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the masthead surely is: the lines of its sentence and of its first count (-1: not found)."""

    sentence: int
    count: int

    @property
    def found(self) -> bool:
        """Whether the page shows that it is a hub page at all."""
        return self.sentence >= 0 or self.count >= 0

    @property
    def end(self) -> int:
        """Index behind the first line that is surely of the masthead."""
        return 1 + (self.sentence if self.sentence >= 0 else self.count)


def find_anchor(lines: Sequence[Line]) -> Anchor:
    """Find the verdict sentence and the count of citing papers; of two sentences together the first is a title."""
    sentence = count = -1
    for index, line in enumerate(lines):
        if max(sentence, count) >= 0 and block_of(line):
            break  # the masthead is over; a paper's title may look like its lines
        if "Pith paper" not in line.text and not line.text.startswith("Mixed") and "Pith" not in line.eased:
            continue
        if (sentence < 0 or (count < 0 and index == sentence + 1)) and _is_sentence(line):
            sentence = index
        elif count < 0 and line.match(CITING):
            count = index
        if sentence >= 0 and count >= 0:
            break
    return Anchor(sentence, count)


def _is_sentence(line: Line) -> bool:
    return any(line.match(form) for _, form in SENTENCES)


def read_masthead(page: Page, anchor: Anchor, end: int, hub: HubRow) -> None:
    """Read everything above the first block.

    Args:
        page: the page.
        anchor: what `find_anchor` found.
        end: index of the first block's label, or of the end of the page.
        hub: the row to fill.
    """
    _claim_site_header(page, end)
    # A title may look like a count: counts above the sentence are read only where none stands below it.
    for start in (max(anchor.sentence, 0), 0):
        _read_counts(page, start, end, hub)
    if anchor.sentence >= 0:
        _read_sentence(page, anchor.sentence, hub)
    below = anchor.sentence if anchor.sentence >= 0 else anchor.count if anchor.count >= 0 else end
    above = page.free(0, below)
    tier = _find_tier(page, above)
    _read_tier(page, tier, hub)
    _read_titles(page, anchor, tier, [index for index in above if index > tier], hub)


def _read_sentence(page: Page, index: int, hub: HubRow) -> None:
    line = page.lines[index]
    page.claim([index], "hubs.verdict_sentence")
    hub.verdict_sentence = line.text
    for kind, form in SENTENCES:
        if match := line.match(form):
            hub.verdict_sentence = match.group()
            hub.verdict_kind = kind
            parts = match.groupdict()
            hub.dominant_role = page.word("role", parts.get("role"))
            hub.dominant_percent = page.value(values.percent, parts.get("percent"), "hubs.dominant_percent", line)
            if hub.citing_papers_printed is None:
                hub.citing_papers_printed = page.value(
                    values.count, parts.get("count"), "hubs.citing_papers_printed", line
                )
            return
    hub.verdict_kind = "other"
    page.word("verdict sentence", line.text)


def _read_counts(page: Page, start: int, end: int, hub: HubRow) -> None:
    """Read the three count lines; each is read once, at its first place."""
    for index in page.free(start, end):
        line = page.lines[index]
        if "cit" not in line.text:
            continue
        if hub.citing_papers_printed is None and (found := line.match(CITING)):
            cell = "hubs.citing_papers_printed"
            hub.citing_papers_printed = page.value(values.count, found["count"], cell, line)
        elif hub.external_citations_printed is None and (found := line.match(EXTERNAL)):
            cell = "hubs.external_citations_printed"
            hub.external_citations_printed = page.value(values.count, found["count"], cell, line)
            hub.external_source = found["source"]
        elif hub.classified_percent is None and (found := line.match(CLASSIFIED)):
            cell = "hubs.dominant_percent"
            hub.classified_polarity = page.word("polarity", found["polarity"].lower())
            hub.classified_percent = page.value(values.percent, found["percent"], cell, line)
        else:
            continue
        page.claim([index], cell)


def _find_tier(page: Page, above: list[int]) -> int:
    """Find the tier line (-1: none): the nearest above the sentence with room for a title below it.

    A title may begin like a tier (`hub labelings of graphs`): directly above the sentence only the bare tier,
    or one with a label seen before, is a tier line; the title is missing then.
    """
    for index in reversed(above):
        found = page.lines[index].match(TIER)
        label = found["label"] if found else None
        if found and (index != above[-1] or label is None or words.is_known("label", label)):
            return index
    return -1


def _read_tier(page: Page, index: int, hub: HubRow) -> None:
    """Read tier and label; a page in HTML without a tier line is below hub, a text proves nothing."""
    found = page.lines[index].match(TIER) if index >= 0 else None
    if not found:
        hub.tier = "none" if page.rendering == "html" else None
        return
    page.claim([index], "hubs.tier")
    hub.tier = words.TIERS[found["tier"]]
    hub.label = page.word("label", found["label"])


def check_tier(page: Page, blocks: set[str], hub: HubRow) -> None:
    """Refuse the tier `none` of a page that prints what only hubs have (HUB_PAGES sections 4 and 5)."""
    if hub.tier == "none" and (blocks & HUB_BLOCKS or hub.classified_percent is not None):
        hub.tier = None
        reason = "the page has blocks that only hubs have, and no tier line is known"
        page.refuse("hubs", "tier", "", reason, None, because=RefusedBecause.MISSING_PART)


def _read_titles(page: Page, anchor: Anchor, tier: int, above: list[int], hub: HubRow) -> None:
    """Read the title, a label on a line of its own, and a sentence of a form not seen before."""
    lines = page.lines
    if anchor.sentence < 0 and len(above) > 1 and lines[above[-1]].text.endswith("."):
        _read_sentence(page, above.pop(), hub)
    if tier >= 0 and len(above) == 2 and hub.label is None and _is_label(lines[above[0]], hub):
        page.claim(above[:1], "hubs.label")
        hub.label = page.word("label", lines[above.pop(0)].eased)
    if len(above) > 1:
        above = _headings(lines, above[1:] if _is_hoisted(page, above[0]) else above)
    if len(above) != 1:
        reason = f"{len(above)} lines stand where the title is expected: it cannot be told"
        line = lines[above[-1]] if above else None
        because = RefusedBecause.AMBIGUOUS_LAYOUT if above else RefusedBecause.MISSING_PART
        page.refuse("hubs", "title_raw", line.text if line else "", reason, line, because=because)
        return
    page.claim(above, "hubs.title_raw")
    title = lines[above[0]].text
    if title != words.PENDING_TITLE:
        hub.title_raw = title
        hub.title = to_unicode(title)


def _is_label(line: Line, hub: HubRow) -> bool:
    """Tell whether the line under the tier is a label: a known one, or the page counts what only labels bring."""
    is_told = hub.classified_percent is not None and "h1" not in line.path
    return words.is_known("label", line.eased) or is_told


def _headings(lines: Sequence[Line], above: list[int]) -> list[int]:
    """Pick what alone is a heading of the first rank, else outside of the site's header; else give all."""
    headings = [index for index in above if "h1" in lines[index].path]
    content = [index for index in above if not lines[index].landmark]
    return headings if len(headings) == 1 else content if len(content) == 1 else above


def _is_hoisted(page: Page, index: int) -> bool:
    """Tell whether a line is the one that LIST text hoists: it stands again further down (HUB_PAGES section 3)."""
    text = page.lines[index].text
    return page.rendering == "list_text" and index == 0 and any(line.text == text for line in page.lines[1:])


def _claim_site_header(page: Page, end: int) -> None:
    """Know the site's own header: `pith.`, whatever its tagline is, `sign in`, on one line or a few."""
    printed = {index: page.lines[index].eased for index in page.free(0, end)}
    for index, said in printed.items():
        inner = said.removeprefix(words.HEADER).removesuffix(words.SIGN_IN).strip()
        if said and inner in words.TAGLINES:
            page.claim([index], FURNITURE)
        if f"{said} ".startswith(f"{words.HEADER} "):
            page.claim(_rest_of_header(page, index, printed), FURNITURE)


def _rest_of_header(page: Page, start: int, printed: Mapping[int, str]) -> range:
    """Give the lines from the site's name to `sign in`: none where a title or tier stands between, or it is too far."""
    for index in range(start, start + _HEADER_LINES):
        if index not in printed or page.lines[index].match(TIER) or "h1" in page.lines[index].path:
            break
        if f" {printed[index]}".endswith(f" {words.SIGN_IN}"):
            return range(start, index + 1)
    return range(0)
