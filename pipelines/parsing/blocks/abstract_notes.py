"""Words that sites print beside an abstract: who gave it, when, whose right it is, where its paper is.

In a paragraph of their own they are no part of the abstract; on its last line they make it ambiguous.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.parsing.grammar import line_ends
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, joined, pieces

_NOTE: Final = re.compile(
    r"(?i)(keywords?|key words|index terms|subjects?|comments?|journal(-| )ref(erence)?|doi|cite as|licen[cs]e|msc\b.*|"
    r"acm\b.*|report(-| )n(o|umber)\.?|submitted|submission history|published|authors?|categor(y|ies)|tags?|pacs|"
    r"download|funding|version)\s*:.*|(arxiv:|doi:|https?://|©|\(c\)|cc[ -](by|0)).*|"
    r"(read|view|open|see|download|full text)\b.{0,24}\b(arxiv|pdf|html|doi|publisher|paper)\W*"
)
"""Words that archives print beside an abstract, and links that lead to its paper; they are not part of it."""

_SERVICE: Final = (
    r"(?:arxiv|crossref|openalex|semantic scholar|google scholar|pubmed|dblp|inspire(?:-hep)?|nasa ads|unpaywall|doaj|"
    r"wikidata|zenodo|openreview|acl anthology|pith|elsevier|springer(?: nature)?|ieee|acm|wiley|the publisher|"
    r"publisher(?:['’]s)?(?: (?:page|site|website))?)"
)
_DAY: Final = (
    r"(?:\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}|[A-Z][a-z]{2,8} \d{4}|\d{4})"
)
_SOURCE: Final = re.compile(
    r"(?i)[\[(]?(?:"
    r"(?:source|credits?|data|quelle|fuente|via|from|abstract|text|courtesy of)s?\s*(?::|from|by|via|of|courtesy of|©)?"
    r"\s*"
    rf"{_SERVICE}(?:(?:, |/| and | & | · ){_SERVICE})*(?: (?:on|in) {_DAY})?"
    rf"|(?:(?:abstract|text|summary|metadata|data)\s+)?(?:retrieved|imported|accessed|fetched|harvested|extracted|taken|"
    rf"provided|supplied|deposited|updated|modified|last updated|last modified|as of|powered)\b:?\s*"
    rf"(?:(?:on |at |in )?{_DAY})?[ ,]*(?:(?:from|by|with|via) {_SERVICE})?(?: (?:on|in) {_DAY})?"
    rf"|(?:abstract |text )?(?:copyright|©|\(c\)).*|.{{0,60}}\ball rights reserved"
    rf")[\])]?[.!]?|[\[(]{_SERVICE}[\])]"
)
"""Who gave the abstract, when, or whose it is, and nothing else (a guess: none was seen on a hub page)."""

_NAMES_SERVICE: Final = re.compile(rf"(?i)\b{_SERVICE}\b")
_PROVENANCE: Final = re.compile(
    r"(?i)(?:this|the|our)?\s*\b(?:abstract|summary|text|translation|page)\b.{0,30}\b(?:extracted|generated|translated|"
    r"written|provided|taken|copied|shown|machine|automatic(?:ally)?)\b.*|"
    r"(?:translated|generated|extracted|published|powered|provided|imported|retrieved|last|updated|shown|courtesy|"
    r"credits?|via|source|data)\b.*"
)
_LONGEST: Final = 120
_END: Final = re.compile(r"(?<=[.!?…”)])\s+(?P<end>[^.!?]{3,80}[.!?]?)$")
_ENDS: Final = frozenset(".!?…”)]")
_LABEL: Final = re.compile(r"(?i)abstract\s*[:.—–-]\s*\S|(?:abstract|summary)\s*:")


def is_note(line: Line) -> bool:
    """Return whether a line is a note beside an abstract, by its words or because it is all link."""
    text = line.text
    if _NOTE.fullmatch(text) or (len(text) <= _LONGEST and _SOURCE.fullmatch(text)):
        return True
    return len(line.links) == 1 and len(line.links[0].text) >= len(text.strip(" ↗→›»"))


def may_be_note(line: Line) -> bool:
    """Return whether a paragraph of one line may be a note: it is short, and speaks of a service or of itself."""
    text = line.text
    if len(text) > _LONGEST:
        return False
    return _PROVENANCE.fullmatch(text) is not None or _NAMES_SERVICE.search(text) is not None


def doubt_of(lines: Sequence[Line]) -> str:
    """Return why the first or the last line of an abstract may hold words of the site; empty: there is no doubt."""
    first, last = lines[0], lines[-1]
    if _LABEL.match(first.text) or _first_piece(first).strip(" .:").lower() in {"abstract", "summary"}:
        return "a label stands before the words of the abstract"
    raw = first.raw
    if line_ends.begins_before_sentence(raw) or line_ends.begins_in_badge(raw) or line_ends.is_glued(raw):
        return "an element before the first sentence may be a label of the site"
    if line_ends.ends_beyond_sentence(last.raw) or line_ends.ends_in_badge(last.raw):
        return "an element behind the last sentence may be a note of the site"
    is_below = last is not first and lines[-2].text[-1] in _ENDS and may_be_note(last)
    if (
        is_below
        or line_ends.ends_in_few_words(last.text)
        or any(map(_is_source, _ends_of(last, is_alone=last is first)))
    ):
        return "the last words may be a note of the site"
    return ""


def _ends_of(last: Line, *, is_alone: bool) -> list[str]:
    """Return what may be a note at the end of the last line: its last sentence, its last element, or all of it."""
    found = _END.search(last.text[-_LONGEST:])
    ends = [found["end"]] if found else []
    if not is_alone:
        ends.append(last.text)
    if INLINE_BOUNDARY in last.raw:
        *before, end = pieces(last.raw)
        ends += [end] if before and before[-1][-1] in _ENDS else []
    return ends


def _is_source(words: str) -> bool:
    return _NOTE.fullmatch(words) is not None or _SOURCE.fullmatch(words) is not None


def _first_piece(line: Line) -> str:
    return joined(line.raw.partition(INLINE_BOUNDARY)[0]) if INLINE_BOUNDARY in line.raw else ""
