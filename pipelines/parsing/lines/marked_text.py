"""Recognize text with another tool's markup: Markdown and the like, or the dump of a text browser.

Their marks would end up in the cells, and their lists differ from the site's, so they are refused by name. A format is
named only if its marks are on words that pages are known to print.
"""

import re
from itertools import pairwise
from typing import Final

from pipelines.landing.files.foreign_forms import ForeignForm
from pipelines.parsing.lines.paper_addresses import paper_address
from pipelines.parsing.vocabulary.words import DOT, LABELS, TIERS, hub_in_link

_ADVICE: Final = "save the page itself as HTML, or its text without marks"
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+(?P<words>.*)")
_BOLD: Final = re.compile(r"(?:[*+-] )?(?P<mark>\*\*|__)(?P<words>[^*_]+)(?P=mark):?")
_WIKI: Final = re.compile(r"(?P<mark>={1,6})(?P<words>[^=]+)(?P=mark)?")
_RULE: Final = re.compile(r"([=\-~^])\1{2,}")
_TABLE_RULE: Final = re.compile(r"\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?")
_LINK: Final = re.compile(r"(?<![\\\]])\[(?:[^\[\]\\\n]|\\.)+\]\((?P<target>[^)\[\s]+)(?:[ \t]+\"[^\"\n]*\")?\)")
"""Neither its words nor its address may hold an opening bracket: each bracket is looked at once."""
_NUMBERED_LINK: Final = re.compile(r"(?<!\S)\[\d{1,4}\](?=[^\W\d_])")
_NUMBERED_ADDRESS: Final = re.compile(r"[ \t]*(?:\d{1,4}\.|\[\d{1,4}\]:?)[ \t]+(?:https?://|file://)\S+")
_NUMBER: Final = re.compile(r"[ \t]*(\d{1,4})[.)][ \t]+\S")
_FEW: Final = 2
_ROWS: Final = 3
_WIDEST: Final = 160
"""Columns beyond which no tool wraps."""


def marked_form(text: str) -> ForeignForm | None:
    """Return the markup of a text, or None if it is not certain of any.

    Args:
        text: the decoded body.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    if _is_markdown(text, lines):
        return ForeignForm("Markdown", _ADVICE)
    if any(_is_label(found) for line in lines if (found := _WIKI.fullmatch(line.strip()))):
        return ForeignForm("wiki markup or AsciiDoc", _ADVICE)
    if width := _wrapped_at(lines):
        advice = "save it with each paragraph on a line of its own"
        return ForeignForm(f"text wrapped at {width} columns", advice)
    if _is_numbered(lines):
        return ForeignForm("text with numbered rows", _ADVICE)
    addresses = sum(_NUMBERED_ADDRESS.fullmatch(line) is not None for line in lines)
    if addresses >= _FEW and len(_NUMBERED_LINK.findall(text)) >= _FEW:
        return ForeignForm("a text browser's dump with numbered links", _ADVICE)
    return None


def _is_markdown(text: str, lines: list[str]) -> bool:
    headings = [found for line in lines if line.lstrip().startswith("#") and (found := _HEADING.fullmatch(line))]
    if len(headings) >= _FEW or any(_is_words(found["words"].rstrip("#")) for found in headings):
        return True
    if any(_is_label(found) for line in lines if (found := _BOLD.fullmatch(line.strip()))):
        return True
    if any(_is_words(line) and _RULE.fullmatch(below.strip()) for line, below in pairwise(lines)):
        return True
    links = [found["target"] for found in _LINK.finditer(text)]
    if any(paper_address(one) or hub_in_link(one) for one in links):
        return True
    return any(_TABLE_RULE.fullmatch(line.strip()) for line in lines) and text.count("|") > _FEW * _FEW


def _wrapped_at(lines: list[str]) -> int:
    """Return the column at which the lines of a text are wrapped; 0 if they are not.

    A line is wrapped if the first word of the next would not have fitted on it, and continues its sentence there.
    """
    width = max(map(len, lines), default=0)
    if not width or width > _WIDEST:
        return 0
    cuts = 0
    for line, below in pairwise(lines):
        words = below.strip()
        continues = words and line and line[-1] not in ".!?:…" and words[0].islower() and not _is_own_line(words)
        cuts += bool(continues and len(line) + 1 + len(words.split(maxsplit=1)[0]) > width)
    return width if cuts >= _FEW else 0


def _is_own_line(words: str) -> bool:
    """Return whether words are a whole line of a page: a label, counts, a dotted line."""
    return _is_words(words) or DOT in words or any(one.isdigit() for one in words.split())


def _is_numbered(lines: list[str]) -> bool:
    """Return whether another tool numbered the rows: 1, 2, 3 and no other."""
    numbers = [int(found[1]) for line in lines if (found := _NUMBER.match(line))]
    return len(numbers) >= _ROWS and numbers == list(range(1, len(numbers) + 1))


def _is_label(found: re.Match[str]) -> bool:
    return _is_words(found["words"])


def _is_words(printed: str) -> bool:
    """Return whether words are those of a tier or of a block's label."""
    words = printed.strip().strip("*_").rstrip(":").lower()
    return words in LABELS or words in TIERS
