"""Why a value, a row or a page was refused, in one word: the only place where these words are declared.

`quarantine.refused_because` holds one of them, and the parsers give it with every refusal. `docs/outcomes.md` explains
them to people, and a test compares the two.
"""

from enum import StrEnum
from typing import Final


class RefusedBecause(StrEnum):
    """One word for the kind of a refusal; `quarantine.reason` says the case in a sentence."""

    AMBIGUOUS_LAYOUT = "ambiguous_layout"
    IMPOSSIBLE_VALUE = "impossible_value"
    DUPLICATE_VALUE = "duplicate_value"
    OUTSIDE_BLOCK = "outside_block"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_PART = "unknown_part"
    MISSING_PART = "missing_part"
    FOREIGN_FORM = "foreign_form"
    WRONG_WORK = "wrong_work"
    UNREADABLE = "unreadable"
    OVER_LIMIT = "over_limit"
    INTERNAL_ERROR = "internal_error"


REFUSED_BECAUSE: Final[dict[RefusedBecause, str]] = {
    RefusedBecause.AMBIGUOUS_LAYOUT: "Two readings of a line, a row or a list fit about as well.",
    RefusedBecause.IMPOSSIBLE_VALUE: "The value cannot be, or is not exact: a date, a count, a score, a year, a time.",
    RefusedBecause.DUPLICATE_VALUE: "The value stands twice where it can stand once.",
    RefusedBecause.OUTSIDE_BLOCK: "It stands where no block of the page holds it, or belongs to another work.",
    RefusedBecause.UNKNOWN_WORD: "A word that is not one of the fixed set that is expected there.",
    RefusedBecause.UNKNOWN_PART: "A part of a line or row that no rule knows.",
    RefusedBecause.MISSING_PART: "A part that has to be there is missing, and without it the rest cannot be told.",
    RefusedBecause.FOREIGN_FORM: "The page, file or row is of a form that is not a hub page's.",
    RefusedBecause.WRONG_WORK: "The page is that of another work than its address says.",
    RefusedBecause.UNREADABLE: "The bytes could not be read: empty, cut, damaged, or no text.",
    RefusedBecause.OVER_LIMIT: "It is larger, deeper or slower to read than a page may be.",
    RefusedBecause.INTERNAL_ERROR: "A fault of Pithhouse: report it, with the page.",
}
"""What each word means."""
