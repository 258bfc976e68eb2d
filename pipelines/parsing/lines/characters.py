"""Characters that no cell may hold, whether written as bytes, as HTML references or as JSON escapes.

Each becomes U+FFFD and is counted (FAULTS F14). Input is cleaned before it is parsed. HTML references are resolved only
by `unescaped`, so that all code sees the same words.
"""

import re
from html import unescape
from typing import Final

REPLACEMENT: Final = "\ufffd"

UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""C0 and C1 controls except tab, line feed, form feed and carriage return; DEL; lone surrogates; noncharacters."""

_REFERENCE: Final = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_FROM_WINDOWS: Final = frozenset(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}
"""Numbers that HTML reads as characters of windows-1252 (HTML Standard, 13.2.5.80)."""

_MOST_DIGITS: Final = 12


_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0C, 0x0D})
_VISIBLE: Final = bytes.maketrans(_CONTROLS, b"?" * len(_CONTROLS))
_LATER_BYTES: Final = {
    b"\xc2": re.compile(rb"\xc2[\x80-\x9f]"),
    b"\xef": re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"),
}
"""The same characters as UTF-8 writes them: one byte each, or two or three from C2 or EF on."""


def may_be_unreadable(body: bytes) -> bool:
    """Return whether bytes of valid UTF-8 hold any unreadable character; faster than checking each character."""
    if body.translate(_VISIBLE) != body:
        return True
    return any(first in body and form.search(body) for first, form in _LATER_BYTES.items())


def cleaned(text: str) -> tuple[str, int]:
    """Replace unreadable characters one for one; return the text and how many were replaced."""
    return UNREADABLE.subn(REPLACEMENT, text) if UNREADABLE.search(text) else (text, 0)


def cleaned_references(html: str) -> tuple[str, int]:
    """Replace numeric HTML references to unreadable characters; return the page and how many were replaced."""
    count = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal count
        digits = (found["hex"] or found["decimal"]).lstrip("0") or "0"
        number = int(digits, 16 if found["hex"] else 10) if len(digits) <= _MOST_DIGITS else -1
        is_readable = number < 0 or number > 0xFFFF or number in _FROM_WINDOWS or not UNREADABLE.match(chr(number))
        count += not is_readable
        return found.group() if is_readable else REPLACEMENT

    has_numbers = any(part[:1] == "#" for part in html.split("&"))
    return (_REFERENCE.sub(replaced, html), count) if has_numbers else (html, 0)


def unescaped(html: str) -> str:
    """Resolve references as HTML does, but never to a control."""
    return unescape(cleaned_references(html)[0]) if "&" in html else html
