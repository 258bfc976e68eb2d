"""The formats of an export and of a bibliography, and the texts that a spreadsheet would run as formulas.

Only names are defined here, and nothing heavy is imported, since this is loaded when `pithhouse` starts.
"""

from enum import StrEnum
from typing import Final

FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text beginning with one of these is run by spreadsheets; in CSV it is prefixed with ' (FAULTS F31)."""


class Format(StrEnum):
    """The format of an export's files; the value is also their extension."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    SQLITE = "sqlite"
    XLSX = "xlsx"

    @property
    def is_one_file(self) -> bool:
        """Whether all tables are in one file, and not in a file each."""
        return self in {Format.SQLITE, Format.XLSX}


class Style(StrEnum):
    """The format of a bibliography."""

    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
    RIS = "ris"
