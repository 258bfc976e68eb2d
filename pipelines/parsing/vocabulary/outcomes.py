"""What can become of a well-landed capture when it is parsed. Landing's own outcomes are in `landing.captures`.

`docs/outcomes.md` explains them; a test compares the two.
"""

from typing import Final

from schemas.refusals import RefusedBecause

READ: Final = frozenset({"ok", "pending"})
"""Outcomes whose rows are part of the warehouse."""

UNTROUBLED: Final = READ | {"unchanged", "retried", "gone"}
"""Outcomes that need no attention; every other one is a problem, and ends a run as partly done."""

FAILURES: Final = frozenset(
    {"corrupt", "timed_out", "out_of_memory", "parser_failed", "contract_broken", "build_failed"}
)
"""Outcomes that say nothing about the page: faults of the machine, of the stored bytes, or ours."""

READING_OUTCOMES: Final = {
    "ok": "The page was read.",
    "pending": "The page was read, but the source has not resolved the work's title yet.",
    "not_a_hub": "The body is not a hub page: a login page, an error, something else.",
    "wrong_work": "The page is about a different work than its address says.",
    "not_text": "The body is binary.",
    "corrupt": "The stored bytes differ from the bytes that were landed.",
    "too_complex": "The page is too large, too deep, or has too many attributes on a tag, and was not parsed.",
    "timed_out": "Reading the page took longer than the limit.",
    "out_of_memory": "Reading the page took more memory than the limit.",
    "parser_failed": "The parser failed on the page, or crashed its process: a fault of ours, to be reported.",
    "contract_broken": "What was read breaks a rule of the tables: a fault of ours, to be reported.",
    "build_failed": "A table cannot be built with what was read, so it was left out: a fault of ours, to be reported.",
}

BECAUSE: Final = {
    "empty": RefusedBecause.UNREADABLE,
    "too_large": RefusedBecause.OVER_LIMIT,
    "truncated": RefusedBecause.UNREADABLE,
    "refused": RefusedBecause.FOREIGN_FORM,
    "failed": RefusedBecause.UNREADABLE,
    "not_a_hub": RefusedBecause.FOREIGN_FORM,
    "wrong_work": RefusedBecause.WRONG_WORK,
    "not_text": RefusedBecause.UNREADABLE,
    "corrupt": RefusedBecause.UNREADABLE,
    "too_complex": RefusedBecause.OVER_LIMIT,
    "timed_out": RefusedBecause.OVER_LIMIT,
    "out_of_memory": RefusedBecause.OVER_LIMIT,
    "parser_failed": RefusedBecause.INTERNAL_ERROR,
    "contract_broken": RefusedBecause.INTERNAL_ERROR,
    "build_failed": RefusedBecause.INTERNAL_ERROR,
}
"""The quarantine code of a capture that was refused as a whole, by its outcome: landing's and parsing's."""
