"""A disk as ext4 keeps it through a power cut: what was synced is there, of the rest any part may be.

The shim records every change below a folder. `Disk` replays the record, and at any point writes the folder as it may be
found after a power cut there:

- the bytes of a file that were written after its last fsync are lost, there, cut, or zeros;
- of the names made, changed and removed in a folder after its last fsync, the first few are there; a rename is one;
- an fsync of a file also keeps its own new name, as ext4 does, but not a later rename of it.
"""

from __future__ import annotations

import os.path
import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_HEAD: Final = struct.Struct("=BBHHxxQqQ")
_FOLDER: Final = -1
_NEW, _CUT = 1, 2


@dataclass(frozen=True, slots=True)
class Change:
    """One record of the shim: see `note` in shim.c."""

    operation: str
    flags: int
    path: str
    other: str
    inode: int
    offset: int
    size: int
    data: bytes


def changes(log: bytes) -> Iterator[Change]:
    """Read the record of the shim."""
    at = 0
    while at < len(log):
        operation, flags, length, other, inode, offset, size = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        path, at = log[at : at + length].decode(), at + length
        second, at = log[at : at + other].decode(), at + other
        held = size if chr(operation) == "w" else 0
        yield Change(chr(operation), flags, path, second, inode, offset, size, log[at : at + held])
        at += held


@dataclass
class _File:
    now: bytearray = field(default_factory=bytearray)
    synced: bytes = b""


@dataclass
class _Step:
    """A change of names that no fsync has kept yet: a name for a file (or a folder), none (None), or a rename."""

    folder: str
    path: str
    file: int | None = None
    source: str = ""


class Disk:
    """The files below a folder, as they are and as they were synced."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self._files: list[_File] = []
        self._by_inode: dict[int, int] = {}
        self.names: dict[str, int] = {self.root: _FOLDER}
        for path in sorted(root.rglob("*")):
            self.names[str(path)] = _FOLDER if path.is_dir() else self._known(path)
        self._kept = dict(self.names)
        self._steps: list[_Step] = []

    def apply(self, change: Change) -> None:
        """Apply one change."""
        path = change.path.rstrip("/")
        if change.operation == "o":
            self._open(change, path)
        elif change.operation in "wt" and change.inode in self._by_inode:
            self._write(change)
        elif change.operation == "s":
            self._sync(change, path)
        elif change.operation == "d":
            self._step(_Step(_folder_of(path), path, _FOLDER))
        elif change.operation == "u":
            self._step(_Step(_folder_of(path), path))
        elif change.operation == "l":
            self._step(_Step(_folder_of(change.other), change.other, self.names[path]))
        elif change.operation == "r":
            self._step(_Step(_folder_of(change.other), change.other, source=path))

    def content(self, path: str) -> bytes | None:
        """Return what a file holds while the power is on."""
        number = self.names.get(path)
        return None if number is None or number == _FOLDER else bytes(self._files[number].now)

    def synced(self, path: str) -> bytes:
        """Return what of a file is sure to be there after a power cut."""
        number = self._kept.get(path)
        return b"" if number is None or number == _FOLDER else self._files[number].synced

    def write_after_cut(self, target: Path, draw: random.Random) -> None:
        """Write the folder as it may be after a power cut at this point."""
        names = dict(self._kept)
        left: dict[str, list[_Step]] = {}
        for step in self._steps:
            left.setdefault(step.folder, []).append(step)
        kept = {id(one) for steps in left.values() for one in steps[: draw.randint(0, len(steps))]}
        for step in self._steps:
            if id(step) in kept:
                _take(names, step)
        bytes_of = {number: _after_cut(self._files[number], draw) for number in set(names.values()) if number >= 0}
        made: dict[int, Path] = {}
        for path, number in sorted(names.items()):
            place = target / os.path.relpath(path, self.root)
            if number == _FOLDER:
                place.mkdir(parents=True, exist_ok=True)
            elif not place.parent.is_dir():
                continue  # the folder of the name is lost
            elif number in made:
                place.hardlink_to(made[number])
            else:
                place.write_bytes(bytes_of[number])
                made[number] = place

    def _known(self, path: Path) -> int:
        inode = path.stat().st_ino
        if inode not in self._by_inode:
            held = path.read_bytes()
            self._by_inode[inode] = len(self._files)
            self._files.append(_File(bytearray(held), held))
        return self._by_inode[inode]

    def _open(self, change: Change, path: str) -> None:
        if change.flags & _NEW or change.inode not in self._by_inode:
            self._by_inode[change.inode] = len(self._files)
            self._files.append(_File())
            self._step(_Step(_folder_of(path), path, self._by_inode[change.inode]))
        elif change.flags & _CUT:
            self._files[self._by_inode[change.inode]].now.clear()

    def _write(self, change: Change) -> None:
        held = self._files[self._by_inode[change.inode]].now
        end = change.offset + len(change.data)
        if change.operation == "t":
            del held[change.offset :]
        if len(held) < end:
            held.extend(bytes(end - len(held)))
        held[change.offset : end] = change.data

    def _sync(self, change: Change, path: str) -> None:
        if self.names.get(path) == _FOLDER:
            self._keep(lambda step: step.folder == path)
            return
        number = self._by_inode.get(change.inode)
        if number is None:
            return
        self._files[number].synced = bytes(self._files[number].now)
        self._keep(lambda step: step.file == number or (step.file == _FOLDER and path.startswith(step.path + "/")))

    def _keep(self, is_kept: Callable[[_Step], bool]) -> None:
        """Make the chosen steps sure, in their order."""
        left: list[_Step] = []
        for step in self._steps:
            if not is_kept(step):
                left.append(step)
                continue
            _take(self._kept, step)
            # What was done with the name before is past: kept later, it would take away what is there now.
            left = [one for one in left if one.source or one.path != step.path]
            if step.source:  # what was done before inside a renamed folder is now there under its new name
                for one in left:
                    one.path, one.folder = (_moved(name, step.source, step.path) for name in (one.path, one.folder))
        self._steps = left

    def _step(self, step: _Step) -> None:
        _take(self.names, step)
        self._steps.append(step)


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _take(names: dict[str, int], step: _Step) -> None:
    if step.source:
        for name in [one for one in names if one == step.source or one.startswith(step.source + "/")]:
            names[_moved(name, step.source, step.path)] = names.pop(name)
    elif step.file is None:
        names.pop(step.path, None)
    else:
        names[step.path] = step.file


def _moved(name: str, source: str, target: str) -> str:
    return target + name[len(source) :] if name == source or name.startswith(source + "/") else name


def _after_cut(file: _File, draw: random.Random) -> bytes:
    now, synced = bytes(file.now), file.synced
    if now == synced:
        return now
    cut = draw.randint(0, len(now))
    zeros = synced[: len(now)] + bytes(max(0, len(now) - len(synced)))
    return draw.choice((synced, now, now[:cut], zeros))
