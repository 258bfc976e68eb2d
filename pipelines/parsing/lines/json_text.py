r"""Read a page's JSON so that it can be stored: no lone surrogate, no control, no number without end.

JSON escapes can express what no UTF-8 text can hold (`"\ud83d"`, RFC 8259 section 8.2) and what few programs accept
(`"\u0000"`, `"\u0091"`); both become U+FFFD, as `decoding` does with their bytes (FAULTS F14). Marks of direction are
dropped. A number that Python cannot hold exactly enough to write it again (`1e999`, 5,000 digits) stays as the printed
text. The keys of the JSON twin are not known here.
"""

import json
import math
from collections import Counter
from json import JSONDecoder
from typing import Any, Final

from pipelines.parsing.lines.characters import REPLACEMENT, UNREADABLE, without_directions

LONGEST_NUMBER: Final = 4000
"""Maximum digits of an integer that is read; Python's own limit is 4,300."""


class EndlessNumber(str):
    """A number as printed that no number type of ours can hold. JSON gets it as a text."""

    __slots__ = ()


def _whole(printed: str) -> int | EndlessNumber:
    return int(printed) if len(printed) <= LONGEST_NUMBER else EndlessNumber(printed)


def _fraction(printed: str) -> float | EndlessNumber:
    value = float(printed)
    return value if math.isfinite(value) else EndlessNumber(printed)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _distinct(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object. Of a key that stands twice, no value is better than the other (RFC 8259 section 4)."""
    made = dict(members)
    if len(made) < len(members):
        [(key, _), *_] = Counter(key for key, _ in members).most_common(1)
        raise ValueError(f"the key {key[:80]!r} stands twice in one object")
    return made


DECODER: Final = JSONDecoder(
    parse_int=_whole, parse_float=_fraction, parse_constant=_refuse_constant, object_pairs_hook=_distinct
)
"""Reads one JSON value; texts are unescaped but not cleaned, see `cleaned`."""


def loads(text: str) -> Any:
    """Read a JSON text; every text in it can be stored.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deep.
    """
    return cleaned(DECODER.decode(text))


def dumps(value: object) -> str:
    """Write a value as JSON without escaping non-ASCII characters."""
    return json.dumps(value, ensure_ascii=False)


def cleaned(value: Any) -> Any:
    """Clean every text and key of a JSON value of what no cell may hold; keys stay distinct."""
    match value:
        case EndlessNumber():
            return value
        case str():
            return _clean(value)
        case list():
            return [cleaned(one) for one in value]
        case dict():
            made: dict[str, Any] = {}
            for key, one in value.items():
                name = _clean(key)
                while name != key and (name in made or name in value):
                    name += REPLACEMENT
                made[name] = cleaned(one)
            return made
        case _:
            return value


def _clean(text: str) -> str:
    return without_directions(UNREADABLE.sub(REPLACEMENT, text))


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
    """Return the numbers that were kept as texts, with the path of each."""
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
