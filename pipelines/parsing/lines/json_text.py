r"""JSON of a page read so that whatever it says can be stored: no lone surrogate, no control, no number without end.

JSON may say with escapes what no text of UTF-8 can hold (`"\ud83d"`, RFC 8259 section 8.2) and what few programs take
(`"\u0000"`, `"\u0091"`); both become U+FFFD, as `decoding` does with their bytes (FAULTS F14). A number that Python
cannot hold exactly enough to write it again (`1e999`, 5,000 digits) stays the text that was printed. The keys of the
twin are not known here.
"""

import json
import math
from json import JSONDecoder
from typing import Any, Final

from pipelines.parsing.lines.characters import REPLACEMENT, UNREADABLE

LONGEST_NUMBER: Final = 4000
"""Digits of an integer that Python still reads; its own limit is 4,300."""


class EndlessNumber(str):
    """A number as printed that no number of ours can hold. JSON has it as a text."""

    __slots__ = ()


def _whole(printed: str) -> int | EndlessNumber:
    return int(printed) if len(printed) <= LONGEST_NUMBER else EndlessNumber(printed)


def _fraction(printed: str) -> float | EndlessNumber:
    value = float(printed)
    return value if math.isfinite(value) else EndlessNumber(printed)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


DECODER: Final = JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=_refuse_constant)
"""Reads one JSON value; its texts are as escaped, see `cleaned`."""


def loads(text: str) -> Any:
    """Read a JSON text; every text in it can be stored.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deep.
    """
    return cleaned(DECODER.decode(text))


def dumps(value: object) -> str:
    """Write a value as JSON, characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def cleaned(value: Any) -> Any:
    """Replace what cannot be stored in every text and key of a JSON value; no two keys become one."""
    match value:
        case EndlessNumber():
            return value
        case str():
            return UNREADABLE.sub(REPLACEMENT, value)
        case list():
            return [cleaned(one) for one in value]
        case dict():
            made: dict[str, Any] = {}
            for key, one in value.items():
                name = UNREADABLE.sub(REPLACEMENT, key)
                while name != key and (name in made or name in value):
                    name += REPLACEMENT
                made[name] = cleaned(one)
            return made
        case _:
            return value


def count_unstorable(text: str) -> int:
    """Count the characters of a JSON text that `loads` replaces."""
    return _count(DECODER.decode(text)) if "\\u" in text else 0


def _count(value: Any) -> int:
    match value:
        case str():
            return len(UNREADABLE.findall(value))
        case list():
            return sum(map(_count, value))
        case dict():
            return sum(len(UNREADABLE.findall(key)) + _count(one) for key, one in value.items())
        case _:
            return 0


def endless_numbers(value: Any, path: str = "") -> list[tuple[str, str]]:
    """List the numbers that were kept as texts, with the path of each."""
    match value:
        case EndlessNumber():
            return [(path, str(value))]
        case list():
            return [found for one in value for found in endless_numbers(one, path)]
        case dict():
            return [
                found for key, one in value.items() for found in endless_numbers(one, f"{path}.{key}" if path else key)
            ]
        case _:
            return []
