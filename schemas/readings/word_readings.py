"""The reading `word_readings`: words of fixed sets, as a page prints them; listed in `schemas.registry`."""

from schemas import columns
from schemas.table import Table, column
from schemas.vocabulary import Vocabulary


class WordReadings(Table):
    """One row per capture, kind and word printed where one of a fixed set of words is expected."""

    capture_id: str = columns.capture_id()
    kind: str = column("Where the word appears.", key=True, str_matches=columns.NOT_BLANK)
    word: str = Vocabulary.word
    is_known: bool = Vocabulary.is_known

    class Config:
        """The reading's name."""

        name = "word_readings"
