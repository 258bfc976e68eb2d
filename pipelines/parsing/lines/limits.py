"""What is too complex to parse: found in one pass over the bytes, before the parser sees them (FAULTS F15, F17).

HTML parsers take time quadratic in the depth, and in the attributes of one tag: 100,000 nested elements took 35 s,
100,000 attributes 63 s, and no signal interrupts such a call. Everything here takes time linear in the size. The limits
of `workers` end pages that are slow for other reasons; nothing is parsed here.
"""

import re
from typing import Final

from pipelines.parsing.lines import nesting
from pipelines.parsing.lines.characters import MARKUP_SIGNS, signs_of
from pipelines.parsing.lines.rendering import Rendering

MOST_BYTES: Final = 48 << 20
"""Bytes of a page in UTF-8. Landing accepts 32 MiB; some encodings grow when converted to UTF-8."""

MOST_TAGS: Final = 1_000_000
"""Tags on one page: 10,000 citing papers of 50 elements each. Twice as many, each an unrecognized line, take 2 GB and
most of a minute."""

MOST_DEPTH: Final = 6_000
"""Elements around a word. That many take a tenth of a second and 150 MB to lay out, and twice as many four times that;
browsers render no more than 512."""

MOST_ATTRIBUTES: Final = 1_000
"""Attributes on one tag: they take 2 ms, and people write no more than a few dozen."""

FREE_SEPARATORS: Final = 20_000
"""A page with fewer blanks, slashes and quotes is not checked for attributes: with all of them on one tag, it would
take a second or two. A page of 100 KB has about 14,000."""

MOST_JSON_DEPTH: Final = 64
"""Objects and lists around a value of a JSON twin, which has 3. Python's own limit is a few hundred."""

WHAT_NEXT: Final = "it was not parsed; look at the page, and capture it again when it is better"

_OTHERS: Final = bytes(set(range(256)) - set(MARKUP_SIGNS))
_BRACKETS: Final = b"[]{}"
_NO_BRACKETS: Final = bytes(set(range(256)) - set(_BRACKETS))
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


def excess(page: bytes, rendering: Rendering, signs: bytes | None = None) -> str | None:
    """Return what makes a page too complex to parse.

    Args:
        page: the body in UTF-8, as passed to the parser.
        rendering: what it is. Texts are read line by line and are never refused here.
        signs: `signs_of` the page, if they are known.

    Returns:
        The cap that is exceeded, the number seen, and what to do next; None for a page that may be parsed.
    """
    found = (
        _html(page, signs or signs_of(page)) if rendering == "html" else _json(page) if rendering == "json" else None
    )
    return f"{found}: {WHAT_NEXT}" if found else None


def _html(page: bytes, signs: bytes) -> str | None:
    """Count marks first, which is nearly free: most pages have too few of them to be slow."""
    if len(page) > MOST_BYTES:
        return f"{len(page):,} bytes in UTF-8, more than {MOST_BYTES:,}"
    marks = signs.translate(None, _OTHERS)
    tags = marks.count(b"<")
    if tags > MOST_TAGS:
        return f"{tags:,} tags, more than {MOST_TAGS:,}"
    is_deep = tags > MOST_DEPTH and nesting.tags_around(page) >= MOST_DEPTH
    if is_deep and (depth := nesting.deepest(page, MOST_DEPTH)) > MOST_DEPTH:
        return f"elements {depth:,} deep or deeper, more than {MOST_DEPTH:,}"
    if len(marks) - tags > FREE_SEPARATORS and not nesting.is_plain(page):
        attributes = nesting.most_attributes(page, MOST_ATTRIBUTES)
        if attributes > MOST_ATTRIBUTES:
            return f"{attributes:,} attributes on one tag, more than {MOST_ATTRIBUTES:,}"
    return None


def _json(text: bytes) -> str | None:
    if text.count(b"[") + text.count(b"{") <= MOST_JSON_DEPTH:
        return None
    depth = deepest = 0
    for mark in _STRING.sub(b"", text).translate(None, _NO_BRACKETS):
        depth += 1 if mark in b"[{" else -1
        deepest = max(deepest, depth)
    return f"JSON {deepest:,} deep, more than {MOST_JSON_DEPTH:,}" if deepest > MOST_JSON_DEPTH else None
