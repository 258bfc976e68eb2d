"""Line accounting: every line of a page is read, boilerplate or residue, exactly one of the three, and is counted.

It runs after the block parsers; no block is read here.
"""

from collections.abc import Sequence

from pipelines.parsing.blocks import printed_numbers
from pipelines.parsing.blocks.block_result import FURNITURE, PageLines, Refusal
from pipelines.parsing.grammar import landmarks
from pipelines.parsing.grammar.meta_parts import is_part
from pipelines.parsing.grammar.sections import UNKNOWN, Section
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, pieces, spaced
from pipelines.parsing.positions.html import place_lines
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.records import QuarantineRow, Reading, ResidueRow, WordRow


def account_for_lines(
    page: PageLines, blocks: Sequence[Section], decoded: Decoded, reading: Reading, *, is_filtered: bool
) -> None:
    """Account for every line (read, boilerplate or residue) and count what was read.

    Args:
        page: the page, after all block parsers ran.
        blocks: its blocks.
        decoded: the text that its lines came from.
        reading: receives the residue, the quarantine, the words and the counts.
        is_filtered: whether the address has filters.
    """
    layout, row = page.layout, reading.capture
    left = left_over(page)
    strays = stray_asides(page)
    if page.rendering == "html" and (left or strays or page.refusals or layout.hidden):
        wanted = {line.number for line in (*(page.lines[index] for index in left), *strays, *layout.hidden)}
        wanted |= {one.line.number for one in page.refusals if one.line}
        place_lines(decoded, layout.everything, wanted)
    for index in left:
        line = page.lines[index]
        block = UNKNOWN if index in page.others else block_at(blocks, index)
        reading.residue.append(_residue(row.capture_id, block, line, decoded))
    reading.residue += [_residue(row.capture_id, "aside", line, decoded) for line in strays]
    reading.residue += [_residue(row.capture_id, "hidden", line, decoded) for line in layout.hidden]
    reading.quarantine += [
        _quarantined(row.capture_id, position, one, decoded) for position, one in enumerate(page.refusals, 1)
    ]
    reading.words = [
        WordRow(row.capture_id, kind, word, words.is_known(kind, word)) for kind, word in sorted(page.words)
    ]
    reading.claims = printed_numbers.of_page(page, reading)
    read = len(page.claims) - [*page.claims.values()].count(FURNITURE)
    row.text_lines = len(layout.lines) + len(layout.outside) + len(layout.hidden) + layout.ornaments
    row.residue_lines = len(reading.residue)
    row.furniture_lines = row.text_lines - read - row.residue_lines
    row.quarantined_cells = len(reading.quarantine)
    row.citing_papers_listed = [one.block for one in reading.citing_papers].count("explorer")
    row.representative_papers = len(reading.citing_papers) - row.citing_papers_listed
    if page.rendering == "html":  # texts have no links
        row.papers_without_link = [one.url for one in reading.citing_papers].count(None)
    row.is_complete = _is_complete(reading, is_filtered=is_filtered)


def left_over(page: PageLines) -> list[int]:
    """List the indices of the lines that no parser claimed and that are not known boilerplate."""
    if len(page.claims) == len(page.lines):
        return []
    left = [index for index in range(len(page.lines)) if index not in page.claims]
    if any(page.lines[index].landmark == "banner" for index in left) and not _is_banner_read(page):
        return [index for index in left if page.lines[index].landmark != "banner"]
    return left


def stray_asides(page: PageLines) -> list[Line]:
    """List the lines of asides around the page, without those that only repeat the page."""
    asides = [line for line in page.layout.outside if line.landmark == "complementary"]
    printed = {line.text for line in page.lines} if asides else set()
    return [line for line in asides if not landmarks.is_furniture(line, printed)]


def block_at(blocks: Sequence[Section], index: int) -> str:
    """Return the name of the block that contains a line; lines above the first block are the masthead."""
    return next((one.block for one in reversed(blocks) if one.label <= index), "masthead")


def _is_complete(reading: Reading, *, is_filtered: bool) -> bool:
    """Tell whether the page proves absence (DESIGN section 2): an HTML page with as many rows as it counts.

    A filtered page counts rows (the second number of `Showing n of m`); a whole page counts papers.
    """
    if reading.capture.rendering != "html" or reading.hub is None:
        return False
    listed = [one for one in reading.citing_papers if one.block == "explorer"]
    if is_filtered:
        total = reading.hub.filtered_total
        return total is not None and len(listed) >= total
    printed = reading.hub.citing_papers_printed
    named = {one.arxiv_id or one.title or one.summary for one in listed} - {None}
    return printed is not None and printed > 0 and len(named) >= printed


def _is_banner_read(page: PageLines) -> bool:
    """Tell whether the page is inside the site's header; if not, what is left there is boilerplate."""
    return any(page.lines[index].landmark == "banner" for index, what in page.claims.items() if what != FURNITURE)


def _residue(capture_id: str, block: str, line: Line, decoded: Decoded) -> ResidueRow:
    return ResidueRow(capture_id, line.number, block, _shown(line), *_place(decoded, line))


def _shown(line: Line) -> str:
    """Return the words of a line; parts of a meta line that only elements separate are kept apart."""
    if INLINE_BOUNDARY not in line.raw or not any(map(is_part, pieces(line.raw))):
        return line.soft_spaced
    return spaced(line.raw)


def _quarantined(capture_id: str, position: int, one: Refusal, decoded: Decoded) -> QuarantineRow:
    place = _place(decoded, one.line) if one.line else (None, None)
    return QuarantineRow(
        capture_id, position, one.table, one.column, one.printed, one.reason, *place, refused_because=one.because
    )


def _place(decoded: Decoded, line: Line) -> tuple[int | None, int | None]:
    if line.start < 0:
        return None, None
    return decoded.byte_offset(line.start), decoded.byte_offset(line.end)
