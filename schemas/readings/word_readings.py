"""The reading `word_readings`: words of fixed sets, as a page prints them. `schemas.registry` lists it."""

from schemas import columns
from schemas.table import Table, column


class WordReadings(Table):
    """One row per capture, kind and word printed where a fixed set of words is expected."""

    capture_id: str = columns.capture_id()
    kind: str = column("Where the word stands.", key=True, str_matches=columns.NOT_BLANK)
    word: str = column("The word as printed.", key=True, str_matches=columns.NOT_BLANK)
    is_known: bool = column("Whether the parser's word list holds it.")

    class Config:
        """The reading's name."""

        name = "word_readings"
