"""The bytes of a cell read once more, by themselves: the proof that they say what the cell holds.

For every cell: which parser reads it, by which rule of the page, and how its words become its value. The readers of
values are the parser's own; no place is sought here. `why` and the check of all cells call `rederived`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pipelines.parsing.blocks import meta_words
from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.fields import LINES
from pipelines.parsing.grammar.meta_parts import PLAIN
from pipelines.parsing.grammar.tex import to_unicode
from pipelines.parsing.hub_json import fields
from pipelines.parsing.lines import json_text
from pipelines.parsing.lines.characters import cleaned_references, unescaped
from pipelines.parsing.lines.decoding import decode_part
from pipelines.parsing.lines.html import html_lines
from pipelines.parsing.lines.line import spaced
from pipelines.parsing.lines.paper_addresses import HEAD, page_base, paper_address, resolved
from pipelines.parsing.parse import CaptureContext
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.provenance.cell_search import Cell

Reader = Callable[[str, CaptureContext], Any]
"""Takes the printed words and what is known beside the page, gives the value."""

NOTHING: Final = object()
"""What is derived from bytes that say nothing that a reader takes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a cell is read.

    Attributes:
        parser: the file of the block's parser, and its function.
        said: the rule in words, with its place in HUB_PAGES.
        read: from the printed words to the value.
        is_address: whether the words are the address of a link, not seen by a reader.
    """

    parser: str
    said: str
    read: Reader
    is_address: bool = False


def _as_printed(printed: str, _: CaptureContext) -> str:
    return printed


def _by(read: Callable[[str], Any]) -> Reader:
    return lambda printed, _: read(printed)


def _known(*kinds: str) -> Reader:
    """Give the reader of a word of fixed sets: letter case means nothing in known ones."""
    return lambda printed, _: next(filter(None, (words.known_form(kind, printed) for kind in kinds)), printed)


def _known_lower(printed: str) -> str:
    return printed.lower() if printed.lower() in PLAIN else printed


def _posted_on(printed: str, source: CaptureContext) -> Any:
    return values.posted_on(printed, source.captured_at.date())


def _address(printed: str, source: CaptureContext) -> str | None:
    paper = paper_address(printed)
    return paper.full(source.url) if paper else None


_ABSTRACT: Final = "the paragraphs below the label `abstract` (HUB_PAGES section 4)"
_DOTTED: Final = "the dotted line of the paper (HUB_PAGES section 4, representative citing papers and explorer)"
_ENTRY: Final = "the entry's {} (HUB_PAGES section 4, representative citing papers and explorer)"
_COUNTED: Final = "`value count` pairs below a facet's or summary's label (HUB_PAGES section 4)"
_PAPERS: Final = "blocks/citing_papers.py"
_TITLES: Final = "blocks/paper_titles.py"

RULES: Final[dict[tuple[str, str], Rule]] = {
    **{
        ("hub_readings", one.column): Rule(line.parser, one.said, _by(one.read))
        for line in reversed(LINES.values())
        for one in line.fields
    },
    ("hub_readings", "abstract_raw"): Rule("blocks/abstract.py read_abstract", _ABSTRACT, _as_printed),
    ("hub_readings", "abstract"): Rule(
        "blocks/abstract.py read_abstract", f"{_ABSTRACT}, TeX resolved", _by(to_unicode)
    ),
    ("citing_paper_readings", "title_raw"): Rule(f"{_TITLES} read_title", _ENTRY.format("title"), _as_printed),
    ("citing_paper_readings", "title"): Rule(
        f"{_TITLES} read_title", f"{_ENTRY.format('title')}, TeX resolved", _by(to_unicode)
    ),
    ("citing_paper_readings", "arxiv_id"): Rule(
        f"{_TITLES} _read_link",
        "where the entry's link leads (HUB_PAGES section 2)",
        _by(values.paper_link),
        True,
    ),
    ("citing_paper_readings", "url"): Rule(
        f"{_TITLES} _read_link", "where the entry's link leads (HUB_PAGES section 2)", _address, True
    ),
    ("citing_paper_readings", "category"): Rule(f"{_PAPERS} _read_meta", f"the category in {_DOTTED}", _as_printed),
    ("citing_paper_readings", "posted_on"): Rule(f"{_PAPERS} _read_meta", f"the date in {_DOTTED}", _posted_on),
    ("citing_paper_readings", "verdict"): Rule(
        f"{_PAPERS} _read_meta", f"the verdict in {_DOTTED}", _by(meta_words.lowered)
    ),
    ("citing_paper_readings", "novelty"): Rule(
        f"{_PAPERS} _read_meta", f"the number behind `novelty` in {_DOTTED}", _by(values.novelty)
    ),
    ("citing_paper_readings", "role"): Rule(f"{_PAPERS} _read_meta", f"the role in {_DOTTED}", _by(_known_lower)),
    ("citing_paper_readings", "ref_number"): Rule(
        f"{_PAPERS} _read_meta", f"the number behind `ref` in {_DOTTED}", _by(values.count)
    ),
    ("citing_paper_readings", "mention_count"): Rule(
        f"{_PAPERS} _read_meta", f"the number before `refs` in {_DOTTED}", _by(values.count)
    ),
    ("citing_paper_readings", "link_type"): Rule(
        f"{_PAPERS} _read_meta", f"the kind of link in {_DOTTED}", _by(_known_lower)
    ),
    ("citing_paper_readings", "summary"): Rule(f"{_PAPERS} _read_summary", _ENTRY.format("summary"), _as_printed),
    ("facet_readings", "value"): Rule("blocks/facets.py read_counts", _COUNTED, _known("role", "polarity")),
    ("facet_readings", "n"): Rule("blocks/facets.py read_counts", _COUNTED, _by(values.count)),
}
"""Every cell that is read from printed words, by reading and column; those of a twin and of words are `rule_of`'s."""


def rule_of(cell: Cell) -> Rule:
    """Give the rule by which a cell was read."""
    if cell.line_number is None:
        return twin_rule(cell.column)
    if cell.reading == "word_readings":
        # Count lines print a polarity with a capital letter, style sheets words in capitals: noted as it is known.
        read = _by(lambda printed: cell.value if printed.lower() == cell.value.lower() else printed)
        return Rule("page.py word", "a word where a fixed set is expected (words.py, HUB_PAGES section 4)", read)
    return RULES[cell.reading, cell.column]


def twin_rule(column: str) -> Rule:
    """Give the rule for a cell of the JSON twin."""
    source = fields.SOURCES[{"title": "title_raw", "abstract": "abstract_raw"}.get(column, column)]
    resolved = ", TeX resolved" if column in {"title", "abstract"} else ""
    said = f"the JSON twin's {' or '.join(source)}{resolved} (HUB_PAGES section 7)"
    return Rule("twin.py read_twin", said, _by(lambda printed: _twin_value(column, printed)))


def _twin_value(column: str, printed: str) -> Any:
    value = json_text.loads(printed)
    if isinstance(value, str):
        value = value.strip()
    reader = {
        "title": to_unicode,
        "abstract": to_unicode,
        "arxiv_id": values.arxiv_id,
        "first_cited_at": fields.instant,
        "last_cited_at": fields.instant,
    }.get(column)
    return reader(value) if reader else value


def rederived(cell: Cell, body: bytes, source: CaptureContext, encoding: str) -> Any:
    """Read a cell's bytes, and nothing else, once more.

    Args:
        cell: the cell with its place.
        body: the raw bytes of its capture, whole.
        source: what is known beside them.
        encoding: the codec that the whole body was decoded by.

    Returns:
        The cell's value where the bytes say it, however inline elements cut them; else what they say instead, or
        NOTHING.
    """
    rule = rule_of(cell)
    first: Any = NOTHING
    text = decode_part(body[cell.byte_start : cell.byte_end], encoding)
    base = page_base(decode_part(body[:HEAD], encoding), source.url) if rule.is_address else None
    for printed in _printed(text, cell, rule, base):
        try:
            value = rule.read(printed, source)
        except ValueError:
            continue
        if value == cell.value:
            return value
        first = value if first is NOTHING else first
    return first


def _printed(text: str, cell: Cell, rule: Rule, base: str | None) -> Iterator[str]:
    """Give the words that a stretch of the page prints, however elements set them apart; then without typography."""
    found = list(_as_set_apart(text, cell, rule, base)) if "&" in text or not text.isascii() else []
    yield from found or _as_set_apart(text, cell, rule, base)
    yield from map(plain, found)


def _as_set_apart(text: str, cell: Cell, rule: Rule, base: str | None) -> Iterator[str]:
    """Give the words in the three ways in which elements may set them apart."""
    if cell.line_number is None:
        yield text
    elif rule.is_address:
        yield resolved(unescaped(text), base) if base else unescaped(text)
    else:
        yield " ".join(text.split())
        lines = html_lines(cleaned_references(text)[0].encode()).lines
        yield " ".join(line.text for line in lines)
        yield " ".join(line.soft_spaced for line in lines)
        yield " ".join(spaced(line.raw) for line in lines)
