"""Which rendering a body is: HTML, the JSON twin, FULL text or LIST text (HUB_PAGES section 3).

The body decides, not the name of its file: names are wrong more often than bytes.
"""

import re
from collections.abc import Sequence
from typing import Literal

from pipelines.landing.files.foreign_forms import foreign_form
from pipelines.parsing.lines.characters import without_directions
from pipelines.parsing.lines.decoding import Decoded
from pipelines.parsing.lines.line import ORNAMENTS
from pipelines.parsing.lines.marked_text import marked_form
from pipelines.parsing.lines.text import LINE_BREAKS
from pipelines.parsing.vocabulary.words import CATEGORY, DATE, DOT, HEADER, LABELS, SIGN_IN

Rendering = Literal["html", "full_text", "list_text", "json"]

_MARKUP = re.compile(r"<(!doctype|html|head|body|main|div|table|section|article|header|h1|p|dl|ul)\b", re.IGNORECASE)
_JSON = re.compile(r"\{|\[\s*(?:[\[\]{\"]|-?\d[\d.]*\s*(?:,|\]\s*\Z)|true|false|null|\Z)")
"""A beginning of JSON; a text may begin with a bracket, too."""

_LISTS = "representative citing papers|citing papers explorer"
_LIST_LABEL = re.compile(rf"(?:^|\d)(?:{_LISTS}):?$")
_GLUED_LABEL = re.compile(rf"\d(?:{'|'.join(LABELS)})$", re.IGNORECASE)
_DOTTED = re.compile(rf"(?:^|\s){CATEGORY}\s*[{DOT}•|,/—–]\s*{DATE}(?!\d)")
_LINES_OF_AN_ENTRY = 6
"""In FULL text at least one line in this many is a dotted one: an entry has two or three, and others are in between."""

_BEGINNING = 4_000
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\ufffd]")
_MOST_CONTROLS = 0.1
"""Share of unreadable characters above which a body is binary."""


def tell_rendering(text: str, named: str | None) -> Rendering | None:
    """Return which rendering a text is.

    Args:
        text: the decoded body.
        named: what the file's name says, used only to choose between the two text renderings.

    Returns:
        The rendering, or None if the body is not text at all.
    """
    beginning = text[:_BEGINNING]
    if len(_CONTROLS.findall(beginning)) > _MOST_CONTROLS * len(beginning):
        return None
    stripped = beginning.lstrip("\ufeff \t\r\n")
    if _JSON.match(stripped):
        return "json"
    if stripped.startswith("<") or _MARKUP.search(beginning):
        return "html"
    return _text_rendering(without_directions(text), named)


def _text_rendering(text: str, named: str | None) -> Rendering:
    """Distinguish FULL from LIST text by the body (HUB_PAGES section 3): dotted lines in the lists count first.

    LIST text has none; it has lone bullets, and labels glued to the counts before them. If the lists are inconclusive,
    the site's header decides, then the name.
    """
    lines = [line for one in LINE_BREAKS.split(text) if (line := one.strip())]
    start = next((index for index, line in enumerate(lines, 1) if _LIST_LABEL.search(line.lower())), len(lines))
    listed = lines[start:]
    dotted = sum(_DOTTED.search(line) is not None for line in listed)
    if dotted and dotted * _LINES_OF_AN_ENTRY >= len(listed):
        return "full_text"
    if _has_site_header(lines):
        return "full_text"
    is_list = any(ORNAMENTS.issuperset(line) for line in listed) or any(map(_GLUED_LABEL.search, lines))
    return "full_text" if named == "full_text" and not is_list else "list_text"


def unreadable(body: bytes, decoded: Decoded, rendering: Rendering | None) -> tuple[str, str] | None:
    """Return why a body must not be parsed, as outcome and reason; None if it may.

    Args:
        body: the raw bytes.
        decoded: their text.
        rendering: the result of `tell_rendering`.
    """
    form = foreign_form(body, decoded.text)
    if form is None and rendering in {"full_text", "list_text"}:
        form = marked_form(decoded.text)
    if form:
        reason = f"the body is {form.name}, no page as the site serves it: {form.advice}"
        return ("not_text" if form.is_binary else "not_a_hub"), reason
    if decoded.problem:
        return "not_text", decoded.problem
    return ("not_text", "the body is no text") if rendering is None else None


def _has_site_header(lines: Sequence[str]) -> bool:
    """Return whether the site's header is above the first block: FULL text has it, LIST text never."""
    for line in lines:
        printed = line.lower()
        if printed.startswith(HEADER) and printed.endswith(SIGN_IN):
            return True
        if printed in LABELS:
            return False
    return False
