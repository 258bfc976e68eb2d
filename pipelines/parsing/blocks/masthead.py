"""The top of a hub page: site header, tier and label, title, verdict sentence, counts.

A line that only its position identifies (title, a new label, a new sentence) is read only if exactly one line
qualifies; otherwise it is refused. `anchor` finds the masthead, `masthead_counts` reads the counts.
"""

from collections.abc import Mapping, Sequence

from pipelines.parsing.blocks import hub_title
from pipelines.parsing.blocks.anchor import Anchor
from pipelines.parsing.blocks.block_result import FURNITURE, PageLines
from pipelines.parsing.blocks.masthead_counts import read_counts
from pipelines.parsing.grammar.block_lists import in_block_lists
from pipelines.parsing.grammar.masthead_forms import (
    SENTENCES,
    TIER,
    has_badge,
    is_count,
    is_new_label,
    is_sentence,
    is_tier,
)
from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.parsing.vocabulary.records import HubRow
from schemas.refusals import RefusedBecause

_REMARK_BLANKS = 4

_HEADER_LINES = 4
"""Maximum lines of the site's header: its name, a tagline of two lines, `sign in`."""

HUB_BLOCKS = frozenset(("abstract", "hub_tools", "claims_ledger"))
"""Blocks that the page of a work without a tier never has."""


def read_masthead(page: PageLines, anchor: Anchor, end: int, hub: HubRow) -> None:
    """Read everything above the first block.

    Args:
        page: the page.
        anchor: the result of `find_anchor`.
        end: index of the first block's label, or of the end of the page.
        hub: the row to fill.
    """
    _claim_site_header(page, end)
    below = anchor.sentence if anchor.sentence >= 0 else anchor.count if anchor.count >= 0 else end
    listed = in_block_lists(page.lines, page.free(0, below))
    page.claim(listed, FURNITURE)
    if anchor.is_doubtful:
        reason = "the page prints more than one verdict sentence, and which is of its own work cannot be told"
        line = page.lines[anchor.sentence]
        page.doubt("hubs", line, reason)
        return
    read_counts(page, anchor.sentence, anchor.count, end, hub)
    if anchor.sentence >= 0:
        _read_sentence(page, anchor.sentence, hub)
    above = page.free(0, below)
    tier = _find_tier(page, above)
    is_told = _read_tier(page, tier, above, listed, hub)
    below_tier = [index for index in above if index > tier]
    headings = [index for index in above if index < tier and "h1" in page.lines[index].path]
    _read_titles(page, anchor, tier if is_told else -1, below_tier or headings, hub)


def _read_sentence(page: PageLines, index: int, hub: HubRow) -> None:
    line = page.lines[index]
    if not is_sentence(line) and any(form.search(plain(line.soft_spaced)) for _, form in SENTENCES):
        page.doubt("hubs.verdict_sentence", line, "words stand before or behind the verdict sentence")
        return
    page.claim([index], "hubs.verdict_sentence")
    found = next(filter(None, (line.match(form) for _, form in SENTENCES)), None)
    page.fill(hub, index, "hubs.verdict_sentence", found or line.text)
    if found is None:
        page.word("verdict sentence", line.text)


def _find_tier(page: PageLines, above: list[int]) -> int:
    """Find the tier line (-1: none): the nearest above the sentence with room for a title below it.

    A title may begin like a tier (`hub labelings of graphs`): directly above the sentence only the bare tier, or one
    with a known label, is a tier line; the title is then missing.
    """
    for index in reversed(above):
        line = page.lines[index]
        found = line.match(TIER) if block_of(line) is None else None
        if found and (is_tier(line) or (index != above[-1] and is_new_label(found["label"]))):
            return index
    return -1


def _read_tier(page: PageLines, index: int, above: Sequence[int], listed: set[int], hub: HubRow) -> bool:
    """Read tier and label; an HTML page without a tier line is below hub, a text proves nothing.

    Returns:
        Whether the line was read. It is refused if it may be another hub's, or if it has a new label but the page
        prints no share of classified citations, which exactly the pages with a label have (HUB_PAGES section 4).
    """
    found = page.lines[index].match(TIER) if index >= 0 else None
    if not found:
        unsure = next((one for one in listed if is_tier(page.lines[one])), None)
        hub.tier = "none" if page.rendering == "html" and unsure is None else None
        if unsure is not None:
            _refuse_tier(page, page.lines[unsure], "the tier stands in a list of the page's blocks")
        return False
    line = page.lines[index]
    label = found["label"]
    known = label and words.known_form("label", label)
    has_share = hub.classified_percent is not None or page.rendering == "list_text"
    if label and not known and not (has_share and hub.verdict_kind != "indexing"):
        _refuse_tier(
            page, line, "words behind the tier that are no known label, on a page without classified citations"
        )
        return False
    if label and not known and any(one.lower() in label.lower() for one in words.KNOWN["label"]):
        _refuse_tier(page, line, "words stand before or behind a known label")
        return False
    others = {page.lines[one].text.lower() for one in above if is_tier(page.lines[one])}
    if len(others) > 1:
        _refuse_tier(page, line, "more than one line prints a tier, and they differ")
        return False
    if _may_be_of_another(page, index, above, hub, has_label=label is not None):
        _refuse_tier(
            page, line, "more than one line between the tier and the sentence may be a title: whose tier is it?"
        )
        return False
    page.claim([index], "hubs.tier")
    page.fill(hub, index, "hubs.tier", found)
    return True


def _may_be_of_another(page: PageLines, tier: int, above: Sequence[int], hub: HubRow, *, has_label: bool) -> bool:
    """Return whether the tier may be another hub's, whose title and numbers precede the page's own."""
    lines = page.lines
    titles = [one for one in above if one > tier and _may_be_title(lines[one])]
    if titles and not has_label and _is_label(lines[titles[0]], hub):
        del titles[0]
    if len(titles) < 2:
        return False
    headings = [one for one in titles if "h1" in lines[one].path]
    is_other = any(is_tier(lines[one]) or is_count(lines[one]) for one in above if one != tier)
    return headings[0] != titles[0] if headings else is_other


def _refuse_tier(page: PageLines, line: Line, reason: str) -> None:
    page.doubt("hubs.tier", line, reason)


def _may_be_title(line: Line) -> bool:
    """Return whether a line below the tier may be a title: not a block's label, not a remark of several words."""
    return block_of(line) is None and not (
        line.text.endswith(".") and line.text.count(" ") >= _REMARK_BLANKS and "h1" not in line.path
    )


def check_tier(page: PageLines, blocks: set[str], hub: HubRow) -> None:
    """Refuse the tier `none` of a page that prints what only hubs have (HUB_PAGES sections 4 and 5)."""
    if hub.tier == "none" and (blocks & HUB_BLOCKS or hub.classified_percent is not None):
        hub.tier = None
        reason = "the page has blocks that only hubs have, and no tier line is known"
        page.refuse("hubs.tier", "", reason, None, because=RefusedBecause.MISSING_PART)


def _read_titles(page: PageLines, anchor: Anchor, tier: int, above: list[int], hub: HubRow) -> None:
    """Read the title, a label on a line of its own, and a sentence of an unknown form."""
    lines = page.lines
    if anchor.sentence < 0 and len(above) > 1 and lines[above[-1]].text.endswith("."):
        _read_sentence(page, above.pop(), hub)
    if tier >= 0 and len(above) == 2 and hub.label is None and _is_label(lines[above[0]], hub):
        page.claim(above[:1], "hubs.label")
        page.fill(hub, above[0], "hubs.label", plain(lines[above.pop(0)].soft_spaced))
    beside: list[Line] = []
    if len(above) > 1:
        found = _headings(lines, above[1:] if _is_hoisted(page, above[0]) else above)
        beside = [lines[index] for index in above if index not in found]
        above = found
    if len(above) != 1:
        reason = f"{len(above)} lines stand where the title is expected: it cannot be told"
        line = lines[above[-1]] if above else None
        because = RefusedBecause.AMBIGUOUS_LAYOUT if above else RefusedBecause.MISSING_PART
        page.refuse("hubs.title_raw", line.text if line else "", reason, line, because=because)
        return
    if has_badge(lines[above[0]], hub.tier if tier >= 0 else None):
        reason = "the title begins or ends with a tier in an element of its own: is it a word of it?"
        line = lines[above[0]]
        page.doubt("hubs.title_raw", line, reason)
        if hub.tier == "none":
            hub.tier = None
            _refuse_tier(page, line, reason)
        return
    if doubt := hub_title.doubt_of(lines[above[0]], beside, page.name):
        page.doubt("hubs.title_raw", lines[above[0]], doubt)
        return
    page.claim(above, "hubs.title_raw")
    if lines[above[0]].text != words.PENDING_TITLE:
        page.fill(hub, above[0], "hubs.title_raw", lines[above[0]].text)


def _is_label(line: Line, hub: HubRow) -> bool:
    """Return whether the line under the tier is a label: a known one, or the page counts what only labels bring."""
    printed = plain(line.soft_spaced)
    is_told = hub.classified_percent is not None and "h1" not in line.path and is_new_label(printed)
    return words.known_form("label", printed) is not None or (is_told and block_of(line) is None)


def _headings(lines: Sequence[Line], above: list[int]) -> list[int]:
    """Return the only h1, else the only line outside the site's landmarks, else all lines."""
    headings = [index for index in above if "h1" in lines[index].path]
    content = [index for index in above if not lines[index].landmark]
    return headings if len(headings) == 1 else content if len(content) == 1 else above


def _is_hoisted(page: PageLines, index: int) -> bool:
    """Return whether a line is the one that LIST text hoists: it is repeated further down (HUB_PAGES section 3)."""
    text = page.lines[index].text
    return page.rendering == "list_text" and index == 0 and any(line.text == text for line in page.lines[1:])


def _claim_site_header(page: PageLines, end: int) -> None:
    """Claim the site's own header: `pith.`, any tagline, `sign in`, on one line or a few."""
    printed = {index: page.lines[index].soft_spaced for index in page.free(0, end)}
    for index, said in printed.items():
        inner = said.removeprefix(words.HEADER).removesuffix(words.SIGN_IN).strip()
        if said and inner in words.TAGLINES:
            page.claim([index], FURNITURE)
        if f"{said} ".startswith(f"{words.HEADER} "):
            page.claim(_rest_of_header(page, index, printed), FURNITURE)


def _rest_of_header(page: PageLines, start: int, printed: Mapping[int, str]) -> range:
    """Return the lines from the site's name to `sign in`; none if a title or tier is between, or it is too far."""
    for index in range(start, start + _HEADER_LINES):
        if index not in printed or page.lines[index].match(TIER) or "h1" in page.lines[index].path:
            break
        if f" {printed[index]}".endswith(f" {words.SIGN_IN}"):
            return range(start, index + 1)
    return range(0)
