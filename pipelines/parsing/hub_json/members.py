"""Where the members of a JSON twin are in its text.

Python's JSON reader reports no positions, so the objects with known keys are walked here, with its scanner for single
values. What a key means is not known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pipelines.parsing.hub_json.fields import KNOWN_KEYS
from pipelines.parsing.lines.json_text import DECODER, cleaned

_BLANK = re.compile(r"[ \t\n\r\ufeff]*")

OPENED: Final = frozenset(KNOWN_KEYS)
"""The objects whose members are listed one by one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One key of an object, with its value.

    Attributes:
        path: the keys that lead to it, joined by dots.
        value: the value, read.
        start: index in the text where the key begins.
        value_start: index where the value begins.
        end: index after the value.
    """

    path: str
    value: Any
    start: int
    value_start: int
    end: int


def members(text: str, opened: frozenset[str]) -> Iterator[Member]:
    """Yield the members of a JSON object, and of the objects in it that are named in `opened`.

    Args:
        text: a JSON text that was already parsed without error.
        opened: paths of the objects whose members are listed one by one, not as one value.
    """
    yield from _members(text, _skip(text, 0), "", opened)


def _members(text: str, at: int, path: str, opened: frozenset[str]) -> Iterator[Member]:
    at = _skip(text, at + 1)
    while text[at] != "}":
        start = at
        key, at = DECODER.raw_decode(text, at)
        value_start = _skip(text, _skip(text, at) + 1)  # after the colon
        value, end = DECODER.raw_decode(text, value_start)
        here = f"{path}.{cleaned(key)}" if path else cleaned(key)
        if here in opened and isinstance(value, dict):
            yield from _members(text, value_start, here, opened)
        else:
            yield Member(here, cleaned(value), start, value_start, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
