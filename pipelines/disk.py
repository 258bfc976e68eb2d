"""What is on the disk, also after a power cut: files written whole, and the flush of a file or of a folder's names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import naming


def sync(path: Path) -> None:
    """Flush a file's bytes, or the names in a folder, to disk so that they survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a file to write, which then takes the place of another: that one is there whole, or as it was before.

    Args:
        path: the file to replace or to make, which has one writer at a time.

    Raises:
        OSError: the disk refused; nothing is left of the new file.
    """
    part = part_of(path)
    part.unlink(missing_ok=True)  # of a process that was killed
    try:
        with naming(path):
            yield part
        sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file as `whole` does."""
    with whole(path) as part:
        part.write_bytes(data)


def part_of(path: Path) -> Path:
    """Return where a file is written before it takes its name; a process that is killed may leave it."""
    return path.with_name(f".{path.name.lstrip('.')}.part")
