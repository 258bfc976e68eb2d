"""Normalize words for comparison with fixed ones: remove what only typography put between or into them.

Typographic filters set no-break blanks, thin blanks, soft hyphens and joiners into words that the page otherwise prints
the same (HUB_PAGES section 4). Where a fixed word is expected these mean a blank, or nothing. Titles, summaries and
abstracts keep them, but for marks of direction, which no line has (`characters`). No grammar and no word list is here.
"""

import re
from typing import Final

BLANKS: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Characters that look like a blank (Unicode's category Zs, without the blank itself)."""

INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Invisible characters: soft hyphens, joiners, marks of direction (Unicode's category Cf)."""

_PLAIN: Final = str.maketrans(
    dict.fromkeys(BLANKS, " ")
    | dict.fromkeys(INVISIBLE, "")
    | {"\u2010": "-", "\u2011": "-", "\u2018": "'", "\u2019": "'", "\u02bc": "'"}
)
_NOT_PLAIN: Final = re.compile(f"[{''.join(map(chr, _PLAIN))}]")
_BLANKS: Final = str.maketrans(dict.fromkeys(BLANKS, " "))


def plain(text: str) -> str:
    """Return a text with ordinary blanks, hyphens and apostrophes, and without invisible characters."""
    if text.isascii():
        return text
    return " ".join((text.translate(_PLAIN) if _NOT_PLAIN.search(text) else text).split())


def with_plain_blanks(raw: str) -> str:
    """Replace every kind of blank with an ordinary one; each character keeps its place."""
    return raw if raw.isascii() else raw.translate(_BLANKS)


def is_all_signs(text: str) -> bool:
    """Return whether a text has neither a letter nor a digit, like the arrow of a button."""
    return not (text[:1].isalnum() or any(map(str.isalnum, text)))


def letter_places(letters: str) -> list[int] | None:
    """Return the indexes of the letters that `plain` keeps, or None if it keeps all."""
    if letters.isascii():
        return None
    kept = [place for place, letter in enumerate(letters) if letter not in INVISIBLE]
    return kept if len(kept) < len(letters) else None
