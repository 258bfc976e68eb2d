"""Proof of a cell: its bytes alone, read again, give the value that it holds.

For every cell: which parser reads it, by which rule, and how its words become its value. The functions that convert
values are the parser's own.
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
"""Converts printed words to a value, given the capture's context."""

NOTHING: Final = object()
"""Returned for bytes from which no reader can derive a value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a cell is read.

    Attributes:
        parser: file and function of the block's parser.
        said: the rule in words, with its section of HUB_PAGES.
        read: converts the printed words to the value.
        is_address: whether the words are a link's address, which a reader of the page does not see.
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
    """Return the reader for a word of fixed sets, which ignores the letter case of known words."""
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
        "the target of the entry's link (HUB_PAGES section 2)",
        _by(values.paper_link),
        True,
    ),
    ("citing_paper_readings", "url"): Rule(
        f"{_TITLES} _read_link", "the target of the entry's link (HUB_PAGES section 2)", _address, True
    ),
    ("citing_paper_readings", "category"): Rule(f"{_PAPERS} _read_meta", f"the category in {_DOTTED}", _as_printed),
    ("citing_paper_readings", "posted_on"): Rule(f"{_PAPERS} _read_meta", f"the date in {_DOTTED}", _posted_on),
    ("citing_paper_readings", "verdict"): Rule(
        f"{_PAPERS} _read_meta", f"the verdict in {_DOTTED}", _by(meta_words.lowered)
    ),
    ("citing_paper_readings", "novelty"): Rule(
        f"{_PAPERS} _read_meta", f"the number after `novelty` in {_DOTTED}", _by(values.novelty)
    ),
    ("citing_paper_readings", "role"): Rule(f"{_PAPERS} _read_meta", f"the role in {_DOTTED}", _by(_known_lower)),
    ("citing_paper_readings", "ref_number"): Rule(
        f"{_PAPERS} _read_meta", f"the number after `ref` in {_DOTTED}", _by(values.count)
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
"""The rules for cells read from printed words, by reading and column; `rule_of` adds those for twins and words."""


def rule_of(cell: Cell) -> Rule:
    """Return the rule by which a cell was read."""
    if cell.line_number is None:
        return twin_rule(cell.column)
    if cell.reading == "word_readings":
        # Count lines capitalise a polarity, and style sheets print words in capitals: the known spelling is kept.
        read = _by(lambda printed: cell.value if printed.lower() == cell.value.lower() else printed)
        return Rule(
            "blocks/block_result.py word", "a word expected from a fixed set (words.py, HUB_PAGES section 4)", read
        )
    return RULES[cell.reading, cell.column]


def twin_rule(column: str) -> Rule:
    """Return the rule for a cell of the JSON twin."""
    source = fields.SOURCES[{"title": "title_raw", "abstract": "abstract_raw"}.get(column, column)]
    resolved = ", TeX resolved" if column in {"title", "abstract"} else ""
    said = f"the JSON twin's {' or '.join(source)}{resolved} (HUB_PAGES section 7)"
    return Rule("hub_json/fields.py read_twin", said, _by(lambda printed: _twin_value(column, printed)))


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
    """Read a cell's bytes again, without the rest of the page.

    Args:
        cell: the cell with its byte range.
        body: the complete raw bytes of its capture.
        source: the capture's context.
        encoding: the codec that the whole body was decoded with.

    Returns:
        The cell's value if the bytes give it, however inline elements split them; otherwise the value that they give
        instead, or NOTHING.
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
    """Yield the words that a span of the page prints, for each way to space elements; then without typography."""
    found = list(_as_set_apart(text, cell, rule, base)) if "&" in text or not text.isascii() else []
    yield from found or _as_set_apart(text, cell, rule, base)
    yield from map(plain, found)


def _as_set_apart(text: str, cell: Cell, rule: Rule, base: str | None) -> Iterator[str]:
    """Yield the words once for each way in which elements may be spaced."""
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
