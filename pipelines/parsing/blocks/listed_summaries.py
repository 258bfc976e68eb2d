"""The two lists of citing papers as LIST text prints them: without dotted lines (HUB_PAGES section 3 (b)).

Representative papers are bare summaries there; the explorer has a lone bullet, a title, a summary. The first line
of the file is hoisted from the explorer (a). `reading` calls these for LIST text only.
"""

import re

from pipelines.parsing import meta_line
from pipelines.parsing.page import FURNITURE, Page
from pipelines.parsing.rows import CitingPaperRow
from pipelines.parsing.sections import Section
from pipelines.parsing.tex import to_unicode

_LABEL_LIKE = re.compile(r"[a-z][\w-]*( [\w-]+){1,4}")
"""A few lower-case words without an end: the label of a block not seen before, no sentence."""


def read_representatives(page: Page, section: Section, capture_id: str) -> list[CitingPaperRow]:
    """Read each line as the summary of one paper; what looks like a label or a dotted line is residue."""
    rows: list[CitingPaperRow] = []
    for index in page.free(section.start, section.end):
        line = page.lines[index]
        if line.is_bulleted or meta_line.is_meta(line) or _LABEL_LIKE.fullmatch(line.text):
            continue
        page.claim([index], "summaries.summary")
        rows.append(CitingPaperRow(capture_id, section.block, len(rows) + 1, line.number, summary=line.text))
    return rows


def read_explorer(page: Page, section: Section, capture_id: str) -> list[CitingPaperRow]:
    """Read a title behind each bullet and a summary behind it; further lines are residue."""
    rows: list[CitingPaperRow] = []
    for index in page.free(section.start, section.end):
        line = page.lines[index]
        if line.is_bulleted:
            page.claim([index], "papers.title_raw")
            row = CitingPaperRow(capture_id, section.block, len(rows) + 1, line.number)
            row.title_raw, row.title = line.text, to_unicode(line.text)
            rows.append(row)
        elif page.claims.get(index - 1) == "papers.title_raw":
            page.claim([index], "summaries.summary")
            rows[-1].summary = line.text
    return rows


def claim_hoisted(page: Page, explorer: list[CitingPaperRow]) -> None:
    """Know the file's first line as what it repeats: the summary of the first explorer row."""
    if page.lines and explorer and page.lines[0].text == explorer[0].summary and 0 not in page.claims:
        page.claim([0], FURNITURE)
