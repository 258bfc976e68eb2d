"""The Parquet files of the store of readings: written so that the disk's own refusal is told, and read.

polars forgets why a write failed, and cuts a long path in its messages; here an error names the file and the cause.
"""

import errno
import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import polars as pl

from pipelines.disk import sync
from pipelines.errors import naming

MARK: Final = b"PAR1"  # the first and the last bytes of every Parquet file
_CODE: Final = re.compile(r"\(os error (\d+)\)")
"""How polars tells the system's number of an error, which its exception lacks."""


def has_both_ends(path: Path) -> bool:
    """Tell whether a file begins and ends as Parquet does; one that is missing does not. Its rows are not read."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MARK))
            file.seek(-len(MARK), os.SEEK_END)
            return start == file.read() == MARK
    except OSError:  # missing, or shorter than the mark
        return False


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as a file, and sync it.

    Raises:
        OSError: the disk refused; it names the file.
    """
    made = io.BytesIO()
    frame.write_parquet(made, compression="zstd")
    with naming(path):
        path.write_bytes(made.getbuffer())
    sync(path)


def read(files: Sequence[str], columns: Sequence[str]) -> pl.DataFrame:
    """Read some columns of files, as one frame.

    Raises:
        OSError: a file cannot be opened; it names that file.
        polars.exceptions.PolarsError: a file is no Parquet file.
    """
    with _named(files):
        return pl.read_parquet(list(files), columns=list(columns), glob=False)


def count(files: Sequence[str]) -> int:
    """Count the rows of files; only their ends are read. Raises what `read` does."""
    with _named(files):
        return int(pl.scan_parquet(list(files), glob=False).select(pl.len()).collect().item())


@contextmanager
def _named(files: Sequence[str]) -> Iterator[None]:
    """Name the file and the cause in what polars says of one that cannot be opened."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise
        said = str(error)
        found = _CODE.search(said)
        code = int(found[1]) if found else errno.EIO
        name = next((one for one in files if "/".join(Path(one).parts[-2:]) in said), str(Path(files[0]).parent.parent))
        raise OSError(code, os.strerror(code), name) from error
