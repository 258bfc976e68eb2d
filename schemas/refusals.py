"""The fixed words that say why a value, row or page was refused.

`quarantine.refused_because` holds one of them; the parsers set it with every refusal. `docs/outcomes.md` explains
them to users, and a test compares the two.
"""

from enum import StrEnum
from typing import Final


class RefusedBecause(StrEnum):
    """The kind of a refusal; `quarantine.reason` describes the case in a sentence."""

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
    RefusedBecause.AMBIGUOUS_LAYOUT: "Two readings of a line, row or list fit about equally well.",
    RefusedBecause.IMPOSSIBLE_VALUE: "The value is impossible or not exact: a date, count, score, year or time.",
    RefusedBecause.DUPLICATE_VALUE: "The value appears twice where only one is possible.",
    RefusedBecause.OUTSIDE_BLOCK: "The value is outside every block that can hold it, or belongs to another work.",
    RefusedBecause.UNKNOWN_WORD: "The word is not in the fixed set that is expected there.",
    RefusedBecause.UNKNOWN_PART: "No rule matches this part of a line or row.",
    RefusedBecause.MISSING_PART: "A required part is missing, and the rest cannot be read without it.",
    RefusedBecause.FOREIGN_FORM: "The page, file or row is not in a form that a hub page has.",
    RefusedBecause.WRONG_WORK: "The page is about a different work than its URL says.",
    RefusedBecause.UNREADABLE: "The bytes could not be read: empty, truncated, damaged or not text.",
    RefusedBecause.OVER_LIMIT: "The page is larger, more deeply nested or slower to read than the limits allow.",
    RefusedBecause.INTERNAL_ERROR: "A bug in Pithhouse: please report it with the page.",
}
"""What each word means."""
