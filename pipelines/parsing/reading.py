"""From one capture's bytes to its rows: the parser as a whole, a pure function.

The order of the steps is here, no rule of a block. `readings` calls `read_capture` for every capture that landed
well; nothing here opens a file, knows the clock, or fails on a bad page: what is bad becomes an outcome.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipelines.parsing import identity, landmarks, printed_numbers, sections, twin, words
from pipelines.parsing.blocks import abstract, citing_papers, facets, listed_summaries, masthead
from pipelines.parsing.decoding import Decoded, decode
from pipelines.parsing.html_lines import html_lines
from pipelines.parsing.html_places import place_lines
from pipelines.parsing.joins import join_split_lines
from pipelines.parsing.lines import Layout, Line
from pipelines.parsing.page import FURNITURE, Page, Refusal
from pipelines.parsing.rendering import Rendering, tell_rendering
from pipelines.parsing.rows import CaptureRow, HubRow, QuarantineRow, Reading, ResidueRow, WordRow
from pipelines.parsing.text_lines import text_lines

PARSER_VERSION: Final = "2"
"""Raise it with every change of what is read: stored captures are then read anew."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the parser is told of a capture.

    Attributes:
        capture_id: goes into every row.
        hub_id: the uuid of the address, to compare with the body's own.
        url: the address, as base of relative links.
        captured_at: when the page was taken (UTC).
        declared_charset: what a header said, or None.
        source_rendering: what the file's name or type said, or None.
        is_filtered: whether the address has filters.
    """

    capture_id: str
    hub_id: str | None
    url: str
    captured_at: datetime
    declared_charset: str | None = None
    source_rendering: str | None = None
    is_filtered: bool = False


def read_capture(body: bytes, source: Source) -> Reading:
    """Read one capture.

    Args:
        body: the raw bytes, whole.
        source: what is known beside them.

    Returns:
        The rows. `capture.outcome` is `ok`, `pending` (the title is not resolved yet), `not_a_hub`,
        `wrong_work` (the page of another work), or `not_text` (a binary).
    """
    decoded = decode(body, source.declared_charset)
    rendering = tell_rendering(decoded.text, source.source_rendering)
    row = CaptureRow(
        source.capture_id,
        rendering,
        outcome="ok",
        encoding=decoded.encoding,
        replacement_characters=decoded.replaced,
    )
    reading = Reading(row)
    if rendering is None:
        return _refused(reading, "not_text", "the body is no text", "")
    if rendering == "json":
        return _read_twin(decoded, source, reading)
    is_as_received = decoded.encoding == "utf-8" and not decoded.replaced and not decoded.mark_bytes
    clean = body if is_as_received else decoded.text.encode()
    layout = html_lines(clean) if rendering == "html" else text_lines(decoded)
    return _read_page(layout, decoded, rendering, source, reading)


def _read_page(layout: Layout, decoded: Decoded, rendering: Rendering, source: Source, reading: Reading) -> Reading:
    layout = landmarks.set_apart(join_split_lines(layout), rendering)
    page = Page(layout, rendering, source.captured_at.date(), source.url)
    anchor = masthead.find_anchor(page.lines)
    blocks = sections.find_sections(page.lines, anchor.end if anchor.found else 0, rendering)
    if not anchor.found and len(blocks) < 3:
        seen = page.lines[0].text[:80] if page.lines else ""
        reason = "neither a verdict sentence nor a count of citing papers nor known blocks were found"
        return _refused(reading, "not_a_hub", reason, seen)
    others = identity.other_works(page.lines, decoded.text if rendering == "html" else "", source.hub_id)
    if others:
        reason = f"the address is of {source.hub_id}, the page links itself as {', '.join(others)}"
        return _refused(reading, "wrong_work", reason, others[0])
    hub = HubRow(source.capture_id)
    reading.hub = hub
    masthead.read_masthead(page, anchor, blocks[0].label if blocks else len(page.lines), hub)
    for section in blocks:
        if not section.is_repeated:
            page.claim([section.label], f"label of {section.block}")
        _read_section(page, section, source.capture_id, reading, hub)
    masthead.check_tier(page, {section.block for section in blocks}, hub)
    if rendering == "list_text":
        explorer = [one for one in reading.citing_papers if one.block == "explorer"]
        listed_summaries.claim_hoisted(page, explorer)
    if hub.title is None and any(line.text == words.PENDING_TITLE for line in page.lines):
        reading.capture.outcome, reading.capture.reason = (
            "pending",
            "the source has not resolved the title yet",
        )
    _close_books(page, blocks, decoded, source, reading)
    return reading


def _read_section(page: Page, section: sections.Section, capture_id: str, reading: Reading, hub: HubRow) -> None:
    """Hand a section to the parser of its block; blocks whose bodies were never seen have none."""
    is_list_text = page.rendering == "list_text"
    if section.block == "abstract":
        abstract.read_abstract(page, section, hub)
    elif section.block == "claims_ledger":
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
        if section.block != "explorer" or hub.filtered_total != 0:  # rows behind `0 of 0` are of something else
            reading.citing_papers += citing_papers.read_list(page, section, capture_id)


def _read_twin(decoded: Decoded, source: Source, reading: Reading) -> Reading:
    try:
        loaded = twin.load(decoded.text)
    except twin.NoTwin as error:
        return _refused(reading, "not_a_hub", str(error), decoded.text[:80])
    named = loaded["work"].get("id")
    if named != source.hub_id:
        reason = f"the address is of {source.hub_id}, the twin of {named}"
        return _refused(reading, "wrong_work", reason, str(named))
    reading.hub = HubRow(source.capture_id)

    def refuse(column: str, printed: str, reason: str) -> None:
        start, end = _place_of(decoded, printed)
        place = len(reading.quarantine) + 1
        row = QuarantineRow(source.capture_id, place, "hubs", column, printed[:10_000], reason, start, end)
        reading.quarantine.append(row)

    twin.read_twin(loaded, reading.hub, refuse)
    reading.claims = printed_numbers.of_twin(loaded, reading.hub)
    for number, (key, value) in enumerate(twin.unread_keys(loaded), 1):
        start, end = _place_of(decoded, f'"{key.rsplit(".", 1)[-1]}"')
        text = f"{key}: {value}"
        reading.residue.append(ResidueRow(source.capture_id, number, "twin", text, start, end))
    if reading.hub.title is None and words.PENDING_TITLE in decoded.text:
        reading.capture.outcome, reading.capture.reason = (
            "pending",
            "the source has not resolved the title yet",
        )
    reading.capture.residue_lines = len(reading.residue)
    reading.capture.quarantined_cells = len(reading.quarantine)
    return reading


def _close_books(
    page: Page, blocks: list[sections.Section], decoded: Decoded, source: Source, reading: Reading
) -> None:
    """Account for every line: read, furniture, or residue; and count what was read."""
    layout = page.layout
    left = page.free(0, len(page.lines))
    if any(page.lines[index].landmark == "banner" for index in left) and not _is_banner_read(page):
        left = [index for index in left if page.lines[index].landmark != "banner"]
    asides = [line for line in layout.outside if line.landmark == "complementary"]
    printed = {line.text for line in page.lines} if asides else set()
    strays = [line for line in asides if not landmarks.is_furniture(line, printed)]
    if page.rendering == "html" and (left or strays or page.refusals):
        wanted = {line.number for line in (*(page.lines[index] for index in left), *strays)}
        wanted |= {one.line.number for one in page.refusals if one.line}
        place_lines(decoded, sorted((*page.lines, *layout.outside), key=lambda line: line.number), wanted)
    for index in left:
        line = page.lines[index]
        block = next((one.block for one in reversed(blocks) if one.label <= index), "masthead")
        reading.residue.append(_residue(source.capture_id, block, line, decoded))
    reading.residue += [_residue(source.capture_id, "aside", line, decoded) for line in strays]
    reading.quarantine += [
        _quarantined(source.capture_id, position, one, decoded) for position, one in enumerate(page.refusals, 1)
    ]
    reading.words = [
        WordRow(source.capture_id, kind, word, words.is_known(kind, word)) for kind, word in sorted(page.words)
    ]
    reading.claims = printed_numbers.of_page(page, reading)
    row = reading.capture
    read = sum(what != FURNITURE for what in page.claims.values())
    row.text_lines = len(page.lines) + len(layout.outside) + layout.ornaments
    row.residue_lines = len(reading.residue)
    row.furniture_lines = row.text_lines - read - row.residue_lines
    row.quarantined_cells = len(reading.quarantine)
    row.citing_papers_listed = sum(one.block == "explorer" for one in reading.citing_papers)
    row.representative_papers = len(reading.citing_papers) - row.citing_papers_listed
    row.is_complete = _is_complete(reading, source)


def _is_complete(reading: Reading, source: Source) -> bool:
    """Tell whether the page proves absence (DESIGN section 2): HTML whose rows reach the printed count.

    That of a filtered page counts rows (the second number of `Showing n of m`), that of a whole one papers.
    """
    if reading.capture.rendering != "html" or reading.hub is None:
        return False
    listed = [one for one in reading.citing_papers if one.block == "explorer"]
    if source.is_filtered:
        total = reading.hub.filtered_total
        return total is not None and len(listed) >= total
    printed = reading.hub.citing_papers_printed
    named = {one.arxiv_id or one.title or one.summary for one in listed} - {None}
    return printed is not None and printed > 0 and len(named) >= printed


def _is_banner_read(page: Page) -> bool:
    """Tell whether the page stands in the site's header: else what is left there is furniture."""
    return any(page.lines[index].landmark == "banner" for index, what in page.claims.items() if what != FURNITURE)


def _refused(reading: Reading, outcome: str, reason: str, seen: str) -> Reading:
    reading.capture.outcome, reading.capture.reason = outcome, reason
    capture_id = reading.capture.capture_id
    reading.quarantine.append(QuarantineRow(capture_id, 1, "captures", None, seen, reason))
    reading.capture.quarantined_cells = 1
    return reading


def _residue(capture_id: str, block: str, line: Line, decoded: Decoded) -> ResidueRow:
    return ResidueRow(capture_id, line.number, block, line.text, *_place(decoded, line))


def _quarantined(capture_id: str, position: int, one: Refusal, decoded: Decoded) -> QuarantineRow:
    place = _place(decoded, one.line) if one.line else (None, None)
    return QuarantineRow(capture_id, position, one.table, one.column, one.printed, one.reason, *place)


def _place(decoded: Decoded, line: Line) -> tuple[int | None, int | None]:
    if line.start < 0:
        return None, None
    return decoded.byte_offset(line.start), decoded.byte_offset(line.end)


def _place_of(decoded: Decoded, printed: str) -> tuple[int | None, int | None]:
    start = decoded.text.find(printed)
    if start < 0:
        return None, None
    return decoded.byte_offset(start), decoded.byte_offset(start + len(printed))
