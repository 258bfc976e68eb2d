"""Files of the store of readings that the disk refuses: the error names file and cause, however long the path."""

import errno
from pathlib import Path

import polars as pl
import pytest

from pipelines.parsing.store import parquet

FRAME = pl.DataFrame({"capture_id": ["a", "b"]})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    parquet.write(FRAME, path)
    assert parquet.has_both_ends(path)
    assert parquet.read([str(path)], ["capture_id"]).equals(FRAME)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk without space is /dev/full, which Linux has")
def test_a_file_for_which_there_is_no_space_is_named(tmp_path: Path) -> None:
    path = tmp_path / "readings.parquet"
    path.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device") as caught:
        parquet.write(FRAME, path)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))


def test_a_file_that_cannot_be_opened_is_named_in_full(tmp_path: Path) -> None:
    whole, looped = (tmp_path / ("long" * 20) / name / "readings.parquet" for name in ("whole", "looped"))
    for one in (whole, looped):
        one.parent.mkdir(parents=True)
    parquet.write(FRAME, whole)
    looped.symlink_to(looped)
    files = [str(whole), str(looped)]
    for ask in (lambda: parquet.read(files, ["capture_id"]), lambda: parquet.count(files)):
        with pytest.raises(OSError, match="symbolic links") as caught:
            ask()
        assert (caught.value.errno, caught.value.filename) == (errno.ELOOP, str(looped))
