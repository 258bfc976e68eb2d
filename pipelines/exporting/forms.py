"""The forms that an export and a bibliography have, and which texts a spreadsheet would run.

Only names are here, and nothing heavy is imported: the command line declares its options by them, and `query` writes
CSV by the same rule, so this is loaded when `pithhouse` starts.
"""

from enum import StrEnum
from typing import Final

FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")
"""With these a text begins that spreadsheets run; in CSV such a text has a ' in front (FAULTS F31)."""


class Format(StrEnum):
    """The form of an export's files; the value is their ending as well."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


class Style(StrEnum):
    """The form of a bibliography."""

    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
