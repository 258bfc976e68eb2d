"""Whether a Parquet file was written to its end. Nothing is read of its rows; the store of readings asks."""

import os
from pathlib import Path
from typing import Final

MARK: Final = b"PAR1"  # the first and the last bytes of every Parquet file


def has_both_ends(path: Path) -> bool:
    """Tell whether a file begins and ends as Parquet does; one that is missing does not."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MARK))
            file.seek(-len(MARK), os.SEEK_END)
            return start == file.read() == MARK
    except OSError:  # missing, or shorter than the mark
        return False
