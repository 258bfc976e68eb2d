"""Convert printed words to typed values: counts, percentages, dates, scores, arXiv ids, addresses.

Every function takes the printed text and returns the value, or raises `Refused` with the reason; none guesses. Refused
values go to quarantine.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from pipelines.parsing.lines.paper_addresses import paper_address
from pipelines.parsing.vocabulary.words import SOURCES
from schemas.refusals import RefusedBecause

MOST: Final = 2**31 - 1
"""The largest count that the tables hold."""

_EXACT = re.compile(r"[1-9]\d{0,2}((,\d{3})+|('\d{3})+)|[1-9]\d{0,9}|0")
"""Thousands have a comma, or an apostrophe where numbers are written as in Switzerland: it parts nothing else."""
_NO_NAME = re.compile(r"\d|[·|,;]")
_NOVELTY = re.compile(r"\d{1,2}(\.\d{1,2})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}(?:\.\d+)*/\S+", re.IGNORECASE)
"""`10.`, the number of who registered it, a slash, and a name without blanks (ISO 26324, DOI Handbook section 2.2)."""
_ARXIV_ID = re.compile(r"(?P<id>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")

CUT_OFF: Final = ("\u2026", "...")
"""How a text ends that was cut off."""

REMEMBERED: Final = 8192
"""How many printed values are cached with their results: pages repeat the same ones."""

FIRST_POSTED: Final = date(1986, 1, 1)
"""No arXiv paper is older: the archives opened in 1991, with some papers dated back to 1986."""


class Refused(ValueError):  # noqa: N818 (a printed value is refused; it is no error of ours)
    """A printed value that is not exact. The message is the reason for people; `because` is its code."""

    def __init__(self, reason: str, *, because: RefusedBecause = RefusedBecause.IMPOSSIBLE_VALUE) -> None:
        super().__init__(reason)
        self.because = because


@lru_cache(maxsize=REMEMBERED)
def count(printed: str) -> int:
    """Read a count such as `39` or `1,853` (HUB_PAGES section 4: thousands have a comma).

    Raises:
        Refused: for anything that is not exact: `1.2k`, `39+`, `1.853`, `-1`, `0123`, or beyond 2^31 - 1.
    """
    if not _EXACT.fullmatch(printed) or not printed.isascii():
        raise Refused(f"not an exact count: {printed[:80]!r}")
    value = int(printed.replace(",", "").replace("'", ""))
    if value > MOST:
        raise Refused(f"count beyond {MOST}: {printed[:80]!r}")
    return value


def percent(printed: str) -> int:
    """Read a whole percentage from 0 to 100, without its sign.

    Raises:
        Refused: for fractions, signs, and numbers above 100.
    """
    if not re.fullmatch(r"[0-9]{1,3}", printed) or int(printed) > 100:
        raise Refused(f"not a whole percentage from 0 to 100: {printed[:80]!r}")
    return int(printed)


def source(printed: str) -> str:
    """Read who counted, such as `Crossref`: one name.

    Raises:
        Refused: for words with another number or another part, which may be a second source.
    """
    if _NO_NAME.search(printed) or any(name != printed and name in printed for name in SOURCES):
        raise Refused(f"more than the name of a source: {printed[:80]!r}")
    return printed


@lru_cache(maxsize=REMEMBERED)
def posted_on(printed: str, captured_on: date) -> date:
    """Read a date of the form 2022-05-02.

    Args:
        printed: the date as printed.
        captured_on: day of the capture (UTC); a later date is refused, with one day of tolerance for time zones.

    Raises:
        Refused: there is no such day, or it is after the capture or before 1986.
    """
    if not _DATE.fullmatch(printed) or not printed.isascii():
        raise Refused(f"not a date: {printed[:80]!r}")
    try:
        value = date.fromisoformat(printed)
    except ValueError:
        raise Refused(f"no such date: {printed[:80]!r}") from None
    if value > captured_on and value > captured_on + timedelta(days=1):
        raise Refused(f"date after the capture of {captured_on}: {printed!r}")
    if value < FIRST_POSTED:
        raise Refused(f"date before {FIRST_POSTED.year}: {printed!r}")
    return value


@lru_cache(maxsize=REMEMBERED)
def novelty(printed: str) -> float:
    """Read a novelty score from 0 to 10, such as `7.0`.

    Raises:
        Refused: for `NaN`, `7,0`, `11.0` and the like.
    """
    if not _NOVELTY.fullmatch(printed) or not printed.isascii() or float(printed) > 10:
        raise Refused(f"not a score from 0 to 10: {printed[:80]!r}")
    return float(printed)


def paper_link(href: str) -> str | None:
    """Return the arXiv id that a link leads to, without version, or None: see `paper_addresses`."""
    found = paper_address(href)
    return found.arxiv_id if found else None


def names_paper(href: str) -> bool:
    """Return whether a link leads to a paper at all; its id may not be in the address."""
    return paper_address(href) is not None


def doi(printed: str) -> str:
    """Return a DOI as printed, with or without the address of its resolver.

    Raises:
        Refused: it does not have the form of one.
    """
    if not _DOI.fullmatch(printed):
        raise Refused(f"not a DOI: {printed[:80]!r}")
    return printed


def arxiv_id(printed: str) -> str:
    """Read an arXiv id, new or old, and drop its version.

    Raises:
        Refused: it does not have the form of one.
    """
    match = _ARXIV_ID.fullmatch(printed.removeprefix("arXiv:").strip())
    if not match:
        raise Refused(f"not an arXiv id: {printed[:80]!r}")
    return match["id"]
