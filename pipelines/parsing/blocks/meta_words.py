"""Which word of a meta line is the verdict, which the role and which the link type.

An unknown word is taken as printed if it can only be one of them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.parsing.grammar import controls, values
from pipelines.parsing.grammar.meta_parts import LABEL_ALONE, PLAIN
from pipelines.parsing.vocabulary.words import is_known

_WORDS = re.compile(r"[^\W\d]+([ -][^\W\d]+){0,2}")
"""What an unknown verdict, role or link type may look like: one to three words, no numbers or signs."""


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a dotted line by their meaning, and those without one."""

    verdict: str | None
    link_type: str | None
    role: str | None
    unread: tuple[str, ...]


@lru_cache(maxsize=values.REMEMBERED)
def told(
    block: str, words: tuple[str, ...], late_words: tuple[str, ...], labelled: tuple[tuple[str, str], ...] = ()
) -> Told:
    """Assign the words of a dotted line: the representatives print only a verdict."""
    early, late = list(words), list(late_words)
    named = dict(labelled)
    link_type = role = None
    is_one = block == "explorer" and len(early) == 1  # verdict or role: only a known word tells
    verdict = named.get("verdict") or (_known("verdict", early) if is_one else _pick("verdict", early, first=True))
    if block == "explorer":
        link_type = _pick("link type", late) or _known("link type", early)
        role = named.get("role") or (_known("role", early) if is_one else _pick("role", early))
    twice = [word for kind, word in labelled if named[kind] != word]
    return Told(verdict, link_type, role, (*early, *late, *twice))


def _pick(kind: str, printed: list[str], *, first: bool = False) -> str | None:
    """Remove and return the part of a kind: the known word, else the only one (or the first).

    A word known as a role is not a verdict: the verdict is then missing.
    """
    known = _known(kind, printed)
    if known is not None:
        return known
    is_other = first and printed and (printed[0] == "none" or is_known("role", printed[0]))
    is_word = bool(printed) and _may_be_word(printed[0])
    return printed.pop(0) if is_word and not is_other and (len(printed) == 1 or first) else None


def _known(kind: str, printed: list[str]) -> str | None:
    known = [word for word in printed if is_known(kind, word) or (word == "none" and kind == "role")]
    if known and (kind == "verdict" or len(known) == 1):
        printed.remove(known[0])
        return known[0]
    return None


def _may_be_word(printed: str) -> bool:
    """Return whether a part may be a word of a set: no control, no label of a value that was cut off.

    A known word with others beside it is none: these may be the title, where no sign sets it apart.
    """
    words = printed.lower().split()
    if len(words) > 1 and (words[0] in PLAIN or words[-1] in PLAIN):
        return False
    return _WORDS.fullmatch(printed) is not None and not (
        controls.is_control(printed) or LABEL_ALONE.fullmatch(printed)
    )
