"""From one capture's bytes to its rows: the parser as a whole, a pure function.

This module holds the order of the steps; the rules of a block are in `blocks`. Nothing here opens a file, reads the
clock, or fails on a bad page: a page that cannot be read becomes an outcome.
"""

from dataclasses import dataclass, replace

from pipelines.parsing.blocks import (
    abstract,
    anchor,
    citing_papers,
    facets,
    hub_title,
    listed_summaries,
    masthead,
    other_hubs,
)
from pipelines.parsing.blocks.block_result import PageLines
from pipelines.parsing.grammar import landmarks, page_identity, sections
from pipelines.parsing.grammar.line_joining import join_split_lines
from pipelines.parsing.grammar.line_splitting import part_masthead_lines
from pipelines.parsing.hub_json.reading import read_twin, refused
from pipelines.parsing.line_accounting import account_for_lines
from pipelines.parsing.lines import hidden_lines, limits
from pipelines.parsing.lines.characters import cleaned_references
from pipelines.parsing.lines.decoding import Decoded, decode
from pipelines.parsing.lines.html import html_lines
from pipelines.parsing.lines.line import Layout
from pipelines.parsing.lines.paper_addresses import page_base, with_base
from pipelines.parsing.lines.rendering import tell_rendering, unreadable
from pipelines.parsing.lines.text import text_lines
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import CaptureRow, HubRow, Reading


@dataclass(frozen=True, slots=True)
class ParseTrace:
    """A reading together with what it was made from, so that each cell can be located on the page.

    Attributes:
        reading: the rows.
        decoded: the text.
        page: the lines and what claimed each of them; None if nothing was read as a page (a JSON twin, a refused body).
        blocks: the blocks of the page, in order.
    """

    reading: Reading
    decoded: Decoded
    page: PageLines | None = None
    blocks: tuple[sections.Section, ...] = ()


def read_capture(body: bytes, source: CaptureContext) -> Reading:
    """Read one capture.

    Args:
        body: the raw bytes, whole.
        source: what is known besides them.

    Returns:
        The rows. `capture.outcome` is `ok`, `pending` (the title is not resolved yet), `not_a_hub`, `wrong_work`
        (the page of another work), `not_text` (binary data), or `too_complex` (refused before parsing).
    """
    return read_with_trace(body, source).reading


def read_with_trace(body: bytes, source: CaptureContext) -> ParseTrace:
    """Read one capture as `read_capture` does, and keep the page with the claims on its lines."""
    decoded = decode(body, source.declared_charset)
    rendering = tell_rendering(decoded.text, source.source_rendering)
    row = CaptureRow(
        source.capture_id,
        rendering,
        outcome="ok",
        encoding=decoded.encoding,
        replacement_characters=decoded.replaced,
    )
    refusal = unreadable(body, decoded, rendering)
    if rendering is None or refusal:
        row.rendering = None
        outcome, reason = refusal or ("not_text", "the body is no text")
        return ParseTrace(refused(Reading(row), outcome, reason, decoded.text[:80]), decoded)
    text, references, signs = decoded.text, 0, decoded.signs
    if rendering == "html" and (signs is None or b"&#" in signs):
        text, references = cleaned_references(text)
    row.replacement_characters += references
    is_as_received = signs is not None and not references
    clean = body if is_as_received else text.encode()
    excess = limits.excess(clean, rendering, signs if is_as_received else None)
    if excess:
        return ParseTrace(refused(Reading(row), "too_complex", excess, decoded.text[:80]), decoded)
    if rendering == "json":
        return ParseTrace(read_twin(decoded, source.hub_id, Reading(row)), decoded)
    layout = html_lines(clean) if rendering == "html" else text_lines(decoded)
    has_hidden = True in [line.is_hidden for line in layout.lines]
    layout = _parted(layout)
    parsed = _read_lines(hidden_lines.set_aside(layout) if has_hidden else layout, decoded, source, row)
    if has_hidden:
        whole = _read_lines(_parted(html_lines(clean)), decoded, source, row)
        if hidden_lines.are_needed(parsed.reading, whole.reading, is_filtered=source.is_filtered):
            return whole
    return parsed


def _parted(layout: Layout) -> Layout:
    return replace(layout, lines=part_masthead_lines(layout.lines))


def _read_lines(layout: Layout, decoded: Decoded, source: CaptureContext, row: CaptureRow) -> ParseTrace:
    """Read the lines of a page."""
    rendering = row.rendering or ""
    layout = landmarks.set_apart(join_split_lines(layout), rendering)
    base = page_base(decoded.text, source.url) if rendering == "html" else None
    if base:
        with_base(layout, base)
    name = hub_title.name_of(decoded.text) if rendering == "html" else ""
    page = PageLines(layout, rendering, source.captured_at.date(), base or source.url, name)
    reading = Reading(replace(row))
    return ParseTrace(reading, decoded, page, tuple(_read_page(page, decoded, source, reading)))


def _read_page(page: PageLines, decoded: Decoded, source: CaptureContext, reading: Reading) -> list[sections.Section]:
    """Fill a reading from a page, or refuse the page; return its blocks."""
    page.others = frozenset(other_hubs.lines_of_other_hubs(page.lines, words.hub_in_link(page.base_url)))
    found = anchor.find_anchor(page.lines, page.others)
    blocks = sections.find_sections(page.lines, found.end if found.found else 0, page.rendering)
    if not found.found and sum(one.block != sections.UNKNOWN for one in blocks) < 3:
        seen = page.lines[0].text[:80] if page.lines else ""
        reason = "neither a verdict sentence nor a count of citing papers nor known blocks were found"
        refused(reading, "not_a_hub", reason, seen)
        return blocks
    others = page_identity.other_works(page.lines, decoded.text if page.rendering == "html" else "", source.hub_id)
    if others:
        reason = f"the address is of {source.hub_id}, the page links itself as {', '.join(others)}"
        refused(reading, "wrong_work", reason, others[0])
        return blocks
    hub = HubRow(source.capture_id)
    reading.hub = hub
    masthead.read_masthead(page, found, blocks[0].label if blocks else len(page.lines), hub)
    ledger = next((one for one in blocks if one.block == "claims_ledger"), None)
    for section in blocks:
        if not section.is_repeated and section.block != sections.UNKNOWN:
            page.claim([section.label], f"label of {section.block}")
        if section.block == "abstract":
            abstract.read_abstract(page, section, hub, ledger)
        else:
            _read_section(page, section, source.capture_id, reading, hub)
    masthead.check_tier(page, {section.block for section in blocks}, hub)
    if page.rendering == "list_text":
        explorer = [one for one in reading.citing_papers if one.block == "explorer"]
        listed_summaries.claim_hoisted(page, explorer)
    if hub.title is None and any(line.text == words.PENDING_TITLE for line in page.lines):
        reading.capture.outcome, reading.capture.reason = (
            "pending",
            "the source has not resolved the title yet",
        )
    account_for_lines(page, blocks, decoded, reading, is_filtered=source.is_filtered)
    reading.capture.is_complete &= not source.may_be_part
    return blocks


def _read_section(page: PageLines, section: sections.Section, capture_id: str, reading: Reading, hub: HubRow) -> None:
    """Pass a section to the parser of its block; a block whose body has never been seen has no parser."""
    is_list_text = page.rendering == "list_text"
    if section.block == "claims_ledger":
        abstract.read_ledger(page, section, hub)
    elif section.is_repeated:
        return
    elif section.block in sections.COUNTED:
        reading.facets += facets.read_counts(page, section, capture_id)
    elif section.block == "representative" and is_list_text:
        reading.citing_papers += listed_summaries.read_representatives(page, section, capture_id)
    elif section.block == "explorer" and is_list_text:
        citing_papers.read_showing(page, section, hub)
        reading.citing_papers += listed_summaries.read_explorer(page, section, capture_id)
    elif section.block in sections.LISTS:
        if section.block == "explorer":
            citing_papers.read_showing(page, section, hub)
        if section.block != "explorer" or hub.filtered_total != 0:  # rows after `0 of 0` belong to something else
            papers = hub.filtered_total if hub.filtered_total is not None else hub.citing_papers_printed
            expected = papers if section.block == "explorer" else None
            reading.citing_papers += citing_papers.read_list(page, section, capture_id, expected)
