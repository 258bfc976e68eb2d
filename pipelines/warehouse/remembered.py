"""Answers of a warehouse file, remembered as long as nobody writes to it.

A file is written once and then only read, and several steps of a run ask it the same. A file that was changed, or
another one under the same name, is asked again. Nothing is asked here.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from pipelines.warehouse.connections import wal_of

MOST_FILES: Final = 4
"""The new file, the published one, and two more, such as the former one and a trial build."""

_State = tuple[int, ...]
_answers: Final[OrderedDict[_State, dict[Hashable, object]]] = OrderedDict()

K = TypeVar("K")
V = TypeVar("V")


def state_of(path: Path) -> _State:
    """Return what changes with the content of a file or of the log next to it: device, inode, bytes, last write in ns.

    Raises:
        OSError: there is no such file.
    """
    found = [path.stat(), *(one.stat() for one in (wal_of(path),) if one.exists())]
    return tuple(number for one in found for number in (one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns))


def remembered(
    path: Path, question: Hashable, about: Sequence[K], ask: Callable[[list[K]], Mapping[K, V]]
) -> dict[K, V]:
    """Return the answers to a question about some things in a file, such as its tables.

    Args:
        path: the file. Where it does not exist, `ask` is called, and says so.
        question: what is asked; the same answers are meant by the same question.
        about: the things.
        ask: answers for those of them that were not asked about since the file was written. It is not called for none.

    Returns:
        The answers in the order of `about`. They are shared: nobody may change them.
    """
    if not path.exists():
        return dict(ask(list(about)))
    state = state_of(path)
    known = _answers.setdefault(state, {})
    _answers.move_to_end(state)
    while len(_answers) > MOST_FILES:
        _answers.popitem(last=False)
    found: dict[K, V] = {one: known[question, one] for one in about if (question, one) in known}  # type: ignore[misc]
    if missing := [one for one in about if one not in found]:
        new = ask(missing)
        found.update(new)
        if state_of(path) == state:
            known.update({(question, one): answer for one, answer in new.items()})
    return {one: found[one] for one in about}
