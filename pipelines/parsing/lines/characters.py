"""Characters that no cell may hold, whether written as bytes, as HTML references or as JSON escapes.

What cannot be read becomes U+FFFD and is counted (FAULTS F14); input is cleaned of it before it is parsed. Marks of
direction are dropped from the words of a line or a JSON value: they print nothing, and can make other words appear than
those that are there. HTML references are resolved only by `unescaped`, so that all code sees the same words.
"""

import re
from functools import lru_cache
from html import unescape
from typing import Final

REPLACEMENT: Final = "\ufffd"

UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""C0 and C1 controls except tab, line feed, form feed and carriage return; DEL; lone surrogates; noncharacters."""

DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks, embeddings, overrides and isolates of direction (Unicode's Bidi_Control), as the inside of a pattern's set."""
_DIRECTION: Final = re.compile(f"[{DIRECTIONS}]")

_REFERENCE: Final = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")
_FROM_WINDOWS: Final = frozenset(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}
"""Numbers that HTML reads as characters of windows-1252 (HTML Standard, 13.2.5.80)."""

_MOST_DIGITS: Final = 12
_LONGEST_KEPT: Final = 16
"""Characters of a reference that is remembered."""


MARKUP_SIGNS: Final = b"< \t\n\f\r/\"'"
"""What begins a tag, and what separates its attributes: `limits` counts them."""

_CONTROLS: Final = tuple(bytes((code,)) for code in sorted({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0C, 0x0D}))
_C1: Final = re.compile(rb"\xc2[\x80-\x9f]")
_NONCHARACTER: Final = re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
"""The same characters as UTF-8 writes them: one byte each, or two or three from C2 or EF on."""
_OTHERS: Final = bytes(
    set(range(256)) - {*b"".join(_CONTROLS), 0xC2, *range(0x80, 0xA0), 0xEF} - {*b"&#", *MARKUP_SIGNS}
)
"""The bytes of which nothing is asked: all but controls, C1 and noncharacters, `&#`, and the marks of tags."""
_FEW: Final = 100
"""So many bytes are sought one by one faster than by a pattern."""
_FEW_SIGNS: Final = 400
"""So many single bytes or letters are looked at one by one faster than all others are searched for two in a row."""


def signs_of(body: bytes) -> bytes:
    """Return the bytes of a body that matter before it is parsed, in their order: a seventh of a page.

    One pass finds them; whatever is then asked (controls, references, the number of tags) is asked of them alone.
    """
    return body.translate(None, _OTHERS)


def may_be_unreadable(body: bytes, signs: bytes) -> bool:
    """Return whether bytes of valid UTF-8, whose signs are given, hold any unreadable character."""
    if any(control in signs for control in _CONTROLS):
        return True
    if _C1.search(signs) and _C1.search(body):  # the first only says that it may be so: other bytes are left out
        return True
    return b"\xef" in signs and _is_after(body, b"\xef", _NONCHARACTER)


def _is_after(body: bytes, first: bytes, form: re.Pattern[bytes]) -> bool:
    """Return whether a pattern that begins with a byte occurs; the first few of these bytes are looked at singly."""
    at = body.find(first)
    for _ in range(_FEW):
        if at < 0 or form.match(body, at):
            return at >= 0
        at = body.find(first, at + 1)
    return form.search(body, at) is not None if at >= 0 else False


def cleaned(text: str) -> tuple[str, int]:
    """Replace unreadable characters one for one; return the text and how many were replaced."""
    return UNREADABLE.subn(REPLACEMENT, text) if UNREADABLE.search(text) else (text, 0)


def has_directions(text: str) -> bool:
    """Return whether words hold a mark of direction."""
    return _DIRECTION.search(text) is not None


def without_directions(text: str) -> str:
    """Return words without marks of direction; letters of scripts that are written to the left stay."""
    return text if text.isascii() else _DIRECTION.sub("", text)


def cleaned_references(html: str) -> tuple[str, int]:
    """Replace numeric HTML references to unreadable characters; return the page and how many were replaced.

    A page without any is returned as it is, not as a copy.
    """
    kept: list[str] = []
    start = 0
    at = _next_reference(html, 0)
    while at >= 0:
        found = _REFERENCE.match(html, at)
        if found and not (_is_short_readable if found.end() - at <= _LONGEST_KEPT else _is_readable)(found.group()):
            kept.append(html[start:at])
            start = found.end()
        at = _next_reference(html, at + 2)
    return (REPLACEMENT.join((*kept, html[start:])), len(kept)) if kept else (html, 0)


def _next_reference(html: str, start: int) -> int:
    """Return where the next numeric reference may begin; -1 if there is none. A single sign is sought far quicker."""
    at = html.find("&", start)
    for _ in range(_FEW_SIGNS):
        if at < 0 or html.startswith("#", at + 1):
            return at
        at = html.find("&", at + 1)
    return html.find("&#", at) if at >= 0 else at


def _is_readable(reference: str) -> bool:
    """Return whether a numeric reference is to a character that a cell may hold, or to none at all."""
    is_hex = reference[2] in "xX"
    digits = reference[3 if is_hex else 2 :].rstrip(";").lstrip("0") or "0"
    number = int(digits, 16 if is_hex else 10) if len(digits) <= _MOST_DIGITS else -1
    return number < 0 or number > 0xFFFF or number in _FROM_WINDOWS or not UNREADABLE.match(chr(number))


_is_short_readable = lru_cache(maxsize=1024)(_is_readable)
"""The same, remembered: pages repeat the references of a few signs. Long ones, padded with zeros, are not kept."""


def unescaped(html: str) -> str:
    """Resolve references as HTML does, but never to a control or a mark of direction."""
    return without_directions(unescape(cleaned_references(html)[0]) if "&" in html else html)
