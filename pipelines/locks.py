"""Locks on files and folders: how a process waits its turn as the one writer.

They are the kernel's (flock), so a lock ends with the process that holds it, and none is ever stale.
"""

import fcntl
import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


class Locked(RuntimeError):  # noqa: N818 (the state that another process holds something in)
    """Another process holds the lock. The message says which."""


@contextmanager
def lock_file(path: Path, wait_seconds: float, said: str) -> Iterator[None]:
    """Lock a file; the id of the process that holds it is written into it, unless the disk is full.

    Args:
        path: the file; it is created if missing, and stays.
        wait_seconds: how long to wait for another process.
        said: the beginning of the message that names the other process.

    Raises:
        Locked: another process still holds it after that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as file:
        deadline = time.monotonic() + wait_seconds
        while not _try_lock(file.fileno()):
            if time.monotonic() >= deadline:
                file.seek(0)
                holder = file.read().decode(errors="replace").strip()
                raise Locked(f"{said} {holder or 'another process'}")
            time.sleep(0.1)
        _note(file, f"process {os.getpid()}")
        try:
            yield
        finally:
            _note(file, "")


def _note(file: io.FileIO, text: str) -> None:
    """Write who holds a lock into its file, if the disk lets us: the lock holds without it."""
    with suppress(OSError):
        file.truncate(0)
        file.write(text.encode())


def is_locked(path: Path) -> bool:
    """Return whether a process holds the lock of a file; a file that is gone is not locked."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False


@contextmanager
def lock_folder(path: Path) -> Iterator[None]:
    """Lock a folder itself, without a file in it, or fail at once.

    Raises:
        Locked: another process holds it.
        OSError: the folder cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not _try_lock(descriptor):
            raise Locked(f"{path} is held by another process")
        yield
    finally:
        os.close(descriptor)


@contextmanager
def open_locked(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read and append, and lock it as its one writer; wait for another one as long as it takes.

    If that one has meanwhile replaced the file, the new one is opened.
    """
    while True:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield file
                return


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
