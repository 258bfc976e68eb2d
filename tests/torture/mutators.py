"""Seeded mutations of pages, twins and WARC files: by bytes, by tags, by words. A new one is a function in a table."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

Other = Callable[[], bytes]
Mutator = Callable[[bytes, Other, random.Random], bytes]
"""Takes a body, what gives another body to take pieces from, and random numbers."""

_TAG: Final = re.compile(rb"<[^<>]{1,400}>")
_ELEMENT: Final = re.compile(rb"<(li|article|tr|div|p|section|td|dd)\b[^<>]*>.{0,600}?</\1>", re.DOTALL)
_NUMBER: Final = re.compile(rb"\d[\d,.]*")
_TEXT: Final = re.compile(rb">([^<>]{3,200})<")
_MEMBER: Final = re.compile(rb'"[^"\n]{1,80}"\s*:')

_TEXTS: Final = (
    *"\x00\x01\x08\x0b\x1b\x7f\x80\x85\x9b\u061c\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufdd0\ufeff\uffff",
    *(
        "&#0;",
        "&#x1;",
        "&#x80;",
        "&#x9b;",
        "&#xd800;",
        "&#x202e;",
        "&rlm;",
        "&#x110000;",
        "&#99999999999;",
        "&nbsp",
        "&",
    ),
    *("\\u0000", "\\ud800", "\\u202e", "\u2028", "a\u0301" * 20, "\U000e0041"),
)
_BROKEN: Final = (b"\xff", b"\xc2", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80")
_CHARACTERS: Final = (*(one.encode() for one in _TEXTS), *_BROKEN)
_PIECES: Final = (
    b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</script>", b"<style>", b"<textarea>", b"<title>", b"<plaintext>",
    b"<template>", b"<svg><title>", b"<table>", b"</table>", b"<base href='//other.example/'>", b"<select>", b"</body>",
    b"<frameset>", b"<noscript>", b"<details>", b"<meta charset=utf-16>", b"hidden", b'style="display:none"', b"<br/>",
)  # fmt: skip
_NUMBERS: Final = (
    b"0", b"-1", b"1e309", b"9" * 30, b"NaN", b"1,0,0", b"4.5.6", b"2026-02-30", b"0000-00-00", b"9999-12-31", b"0x10",
    "٣".encode(), "½".encode(), b"", b"18446744073709551616", b"2.5e-400",
)  # fmt: skip
_WORDS: Final = (
    b"cs.CL \xc2\xb7 2021-03-04 \xc2\xb7 unverdicted \xc2\xb7 novelty 6.5", b"57 Pith papers citing it", b"Abstract",
    b"claims ledger", b"Showing 0 of 0 citing papers after filters.", b"representative citing papers", b"ref 8",
    b"internal anchor", b"external_citations", b"=HYPERLINK(1)", b"'; DROP TABLE hubs; --", b"../../etc/passwd",
)  # fmt: skip


def _flip(body: bytes, _other: Other, draw: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(draw.choice((1, 1, 2, 8, 64))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _cut(body: bytes, _other: Other, draw: random.Random) -> bytes:
    first, last = sorted((draw.randrange(len(body)), draw.randrange(len(body))))
    return draw.choice((body[:first], body[last:], body[:first] + body[last:])) or b"<"


def _splice(body: bytes, another: Other, draw: random.Random) -> bytes:
    other = another()
    at, start = draw.randrange(len(body)), draw.randrange(len(other))
    return body[:at] + other[start : start + draw.choice((10, 200, 5_000))] + body[at + draw.choice((0, 10, 200)) :]


def _repeat(body: bytes, _other: Other, draw: random.Random) -> bytes:
    start = draw.randrange(len(body))
    piece = body[start : start + draw.choice((3, 40, 700))]
    return body[:start] + piece * draw.choice((2, 3, 50, 400)) + body[start:]


def _insert(pieces: Sequence[bytes]) -> Mutator:
    def mutate(body: bytes, _other: Other, draw: random.Random) -> bytes:
        for _ in range(draw.choice((1, 1, 3, 20))):
            at = draw.randrange(len(body))
            if (found := _TEXT.search(body, at)) and draw.random() < 0.7:
                at = draw.randrange(found.start(1), found.end(1))
            body = body[:at] + draw.choice(pieces) + body[at:]
        return body

    return mutate


def _matches(pattern: re.Pattern[bytes], body: bytes, draw: random.Random, count: int) -> list[re.Match[bytes]]:
    found = list(pattern.finditer(body))
    return draw.sample(found, count) if len(found) >= count else []


def _swap(pattern: re.Pattern[bytes]) -> Mutator:
    def mutate(body: bytes, _other: Other, draw: random.Random) -> bytes:
        two = sorted(_matches(pattern, body, draw, 2), key=lambda one: one.start())
        if len(two) < 2:
            return body
        one, later = two
        middle = body[one.end() : later.start()]
        return body[: one.start()] + later.group() + middle + one.group() + body[later.end() :]

    return mutate


def _replace(pattern: re.Pattern[bytes], by: Sequence[bytes]) -> Mutator:
    def mutate(body: bytes, _other: Other, draw: random.Random) -> bytes:
        for found in _matches(pattern, body, draw, 1):
            body = body[: found.start()] + draw.choice(by) + body[found.end() :]
        return body

    return mutate


def _double(body: bytes, _other: Other, draw: random.Random) -> bytes:
    for found in _matches(_ELEMENT, body, draw, 1):
        body = body[: found.end()] + found.group() * draw.choice((1, 2, 30)) + body[found.end() :]
    return body


def _nest(body: bytes, _other: Other, draw: random.Random) -> bytes:
    at = draw.randrange(len(body))
    tag = draw.choice((b"<div>", b"<b>", b"<li>", b"<table><tr><td>", b"[", b'{"a":'))
    return body[:at] + tag * draw.choice((10, 300, 3_000)) + body[at:]


MUTATORS: Final[dict[str, Mutator]] = {
    "flip": _flip,
    "cut": _cut,
    "splice": _splice,
    "repeat": _repeat,
    "characters": _insert(_CHARACTERS),
    "pieces": _insert(_PIECES),
    "words": _insert(_WORDS),
    "swap tags": _swap(_TAG),
    "drop a tag": _replace(_TAG, (b"",)),
    "swap elements": _swap(_ELEMENT),
    "drop an element": _replace(_ELEMENT, (b"",)),
    "double an element": _double,
    "swap texts": _swap(_TEXT),
    "numbers": _replace(_NUMBER, _NUMBERS),
    "swap members": _swap(_MEMBER),
    "nest": _nest,
}


def mutated(body: bytes, other: Other, draw: random.Random) -> tuple[bytes, str]:
    """Apply one to four mutations; return the body and their names."""
    names = draw.choices(tuple(MUTATORS), k=draw.choice((1, 1, 2, 4)))
    for name in names:
        body = MUTATORS[name](body or b"<", other, draw)
    return body, "+".join(names)
