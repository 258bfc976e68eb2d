"""The cells that pages print: each declared once, with its place on the page, its value parser and its column.

Block parsers read cells by these declarations and record where they stood; the printed numbers, and tracing cells back
to their bytes, start from these records. Which line of a page a pattern applies to is decided elsewhere; the cells of
the JSON twin are declared in `hub_json.fields`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipelines.parsing.grammar import values
from pipelines.parsing.grammar.masthead_forms import CITING, CLASSIFIED, EXTERNAL, SENTENCES, TIER
from pipelines.parsing.grammar.meta_parts import known_lower
from pipelines.parsing.grammar.tex import to_unicode
from pipelines.parsing.lines.paper_addresses import paper_address
from pipelines.parsing.vocabulary import words
from pipelines.parsing.vocabulary.plain_words import plain

SHOWING: Final = re.compile(r"Showing (?P<shown>\S+) of (?P<total>\S+) citing papers? after filters\.?")
"""How many papers a filtered explorer shows, and out of how many."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell that a page prints.

    Attributes:
        column: its column in the reading.
        said: where it is printed, in words.
        read: takes the printed words and what `takes` names, and returns the value; raises ValueError to refuse them.
        part: the group of the line's pattern, or the part of the dotted line, that prints it; empty: the whole line.
        takes: captured_on (the day of the capture, UTC), url (the base of links) or facet; empty: the words are enough.
        kind: the fixed set of its words; empty: none.
        number: its name among the compared printed numbers; empty: not compared.
        is_address: whether the words are a link's address, which a reader of the page does not see.
        refused_as: the column that quarantine names instead of its own; empty: its own.
        table: the published table that holds it.
        parser: the file of the block's parser, and the function.
        cell: `table.column`, as quarantine names it.
    """

    column: str
    said: str
    read: Callable[..., Any] = str
    part: str = ""
    takes: str = ""
    kind: str = ""
    number: str = ""
    is_address: bool = False
    refused_as: str = ""
    table: str = "hubs"
    parser: str = ""
    cell: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the cell."""
        object.__setattr__(self, "cell", f"{self.table}.{self.refused_as or self.column}")


@dataclass(frozen=True, slots=True)
class FormedLine:
    """A kind of line with cells of a hub.

    Attributes:
        fields: the cells that it prints.
        forms: its possible patterns; none: any words.
        subject: the group that names what a percentage on the line refers to.
    """

    fields: tuple[Field, ...]
    forms: tuple[re.Pattern[str], ...] = ()
    subject: str = ""


def _by(parser: str, *fields: Field, table: str = "hubs") -> tuple[Field, ...]:
    """Return fields that one parser reads into one table."""
    return tuple(replace(one, parser=parser, table=table) for one in fields)


def _tier(printed: str) -> str:
    if found := words.TIERS.get(plain(printed).lower()):
        return found
    raise ValueError(f"no tier: {printed!r}")


def _known(kind: str) -> Callable[[str], str]:
    """Return the reader for a word of a fixed set, which ignores the letter case of known words."""
    return lambda printed: words.known_form(kind, printed) or printed


def _kind_of_sentence(printed: str) -> str:
    return next((kind for kind, form in SENTENCES if form.fullmatch(printed)), "other")


def _verdict(printed: str) -> str:
    """Return a known verdict in lower case, as rows print it (facets print upper case)."""
    return printed.lower() if words.is_known("verdict", printed) else printed


def _url(printed: str, base: str) -> str | None:
    paper = paper_address(printed)
    return paper.full(base) if paper else None


def _facet_value(printed: str, facet: str) -> str:
    """Return a known role or polarity in its known letter case; verdicts may be printed in either case."""
    return (words.known_form(facet, printed) if facet in ("role", "polarity") else None) or printed


_TITLE: Final = "the line above the verdict sentence (the title)"
_SENTENCE: Final = "the verdict sentence"
_BEHIND_TIER: Final = "the words behind the tier, or on the line below"
_BEFORE_CITING: Final = "the count before `Pith papers citing it`"
_BEFORE_EXTERNAL: Final = "the count before `external citations`"
_BEHIND_EXTERNAL: Final = "the words behind `external citations ·`"
_OF_CLASSIFIED: Final = "`… of classified citations`"
_SHOWING: Final = "`Showing 2 of 2 …` (above the explorer)"
_ABSTRACT: Final = "the paragraphs below the label `abstract`"
_LISTS: Final = "(in the representative citing papers or the explorer)"
_DOTTED: Final = f"the dotted line of the paper {_LISTS}"
_LINK: Final = "the target of the entry's link"
_PAIRS: Final = "`value count` pairs below a facet's or summary's label"

LINES: Final[dict[str, FormedLine]] = {
    "hubs.title_raw": FormedLine(
        _by(
            "blocks/masthead.py _read_titles",
            Field("title_raw", _TITLE),
            Field("title", f"{_TITLE}, TeX resolved", to_unicode),
        ),
    ),
    "hubs.tier": FormedLine(
        _by(
            "blocks/masthead.py _read_tier",
            Field("tier", "the tier line", _tier, "tier"),
            Field("label", _BEHIND_TIER, _known("label"), "label", kind="label"),
        ),
        (TIER,),
    ),
    "hubs.label": FormedLine(
        _by("blocks/masthead.py _read_titles", Field("label", _BEHIND_TIER, _known("label"), kind="label"))
    ),
    "hubs.citing_papers_printed": FormedLine(
        _by(
            "blocks/masthead_counts.py read_counts",
            Field("citing_papers_printed", _BEFORE_CITING, values.count, "count", number="citing_papers"),
        ),
        (CITING,),
    ),
    "hubs.external_citations_printed": FormedLine(
        _by(
            "blocks/masthead_counts.py read_counts",
            Field("external_citations_printed", _BEFORE_EXTERNAL, values.count, "count", number="external_citations"),
            Field("external_source", _BEHIND_EXTERNAL, values.source, part="source"),
        ),
        (EXTERNAL,),
    ),
    "hubs.dominant_percent": FormedLine(
        _by(
            "blocks/masthead_counts.py read_counts",
            Field("classified_polarity", _OF_CLASSIFIED, str.lower, "polarity", kind="polarity"),
            Field(
                *("classified_percent", _OF_CLASSIFIED, values.percent, "percent"),
                number="classified_percent",
                refused_as="dominant_percent",
            ),
        ),
        (CLASSIFIED,),
        subject="polarity",
    ),
    "hubs.verdict_sentence": FormedLine(
        _by(
            "blocks/masthead.py _read_sentence",
            Field("verdict_sentence", _SENTENCE),
            Field("verdict_kind", f"the form of {_SENTENCE}", _kind_of_sentence),
            Field("dominant_role", f"the role in {_SENTENCE}", _known("role"), "role", kind="role"),
            Field(
                *("dominant_percent", f"the percentage in {_SENTENCE}", values.percent, "percent"),
                number="sentence_percent",
            ),
            Field("citing_papers_printed", _BEFORE_CITING, values.count, "count", number="sentence_count"),
        ),
        tuple(form for _, form in SENTENCES),
        subject="role",
    ),
    "captures.citing_papers_listed": FormedLine(
        _by(
            "blocks/citing_papers.py read_showing",
            *(
                Field(
                    *(f"filtered_{part}", _SHOWING, values.count, part),
                    number=f"filtered_{part}",
                    refused_as="citing_papers_listed",
                )
                for part in ("shown", "total")
            ),
            table="captures",
        ),
        (SHOWING,),
    ),
}
"""Every kind of line with cells of a hub, by the `table.column` of its first cell."""

ABSTRACT_RAW, ABSTRACT = _by(
    "blocks/abstract.py read_abstract",
    Field("abstract_raw", _ABSTRACT),
    Field("abstract", f"{_ABSTRACT}, TeX resolved", to_unicode),
    table="abstracts",
)
TITLE_RAW, TITLE = _by(
    "blocks/paper_titles.py read_title",
    Field("title_raw", f"the entry's title {_LISTS}"),
    Field("title", f"the entry's title {_LISTS}, TeX resolved", to_unicode),
    table="papers",
)
ARXIV_ID, URL = _by(
    "blocks/paper_titles.py _read_link",
    Field("arxiv_id", _LINK, values.paper_link, is_address=True),
    Field("url", _LINK, _url, takes="url", is_address=True),
    table="papers",
)
CATEGORY, POSTED_ON, VERDICT, NOVELTY = _by(
    "blocks/citing_papers.py _read_meta",
    Field("category", f"the category in {_DOTTED}", part="category", kind="category"),
    Field("posted_on", f"the date in {_DOTTED}", values.posted_on, "date", takes="captured_on"),
    Field("verdict", f"the verdict in {_DOTTED}", _verdict, "verdict", kind="verdict"),
    Field("novelty", f"the number after `novelty` in {_DOTTED}", values.novelty, "novelty"),
    table="papers",
)
ROLE, REF_NUMBER, MENTION_COUNT, LINK_TYPE = _by(
    "blocks/citing_papers.py _read_meta",
    Field("role", f"the role in {_DOTTED}", known_lower, "role", kind="role"),
    Field("ref_number", f"the number after `ref` in {_DOTTED}", values.count, "reference"),
    Field("mention_count", f"the number before `refs` in {_DOTTED}", values.count, "mentions"),
    Field("link_type", f"the kind of link in {_DOTTED}", known_lower, "link_type", kind="link type"),
    table="citations",
)
(SUMMARY,) = _by(
    "blocks/citing_papers.py _read_summary", Field("summary", f"the entry's summary {_LISTS}"), table="summaries"
)
FACET_VALUE, FACET_COUNT = _by(
    "blocks/facets.py read_counts",
    Field("value", _PAIRS, _facet_value, takes="facet"),
    Field("n", _PAIRS, values.count),
    table="facet_counts",
)
