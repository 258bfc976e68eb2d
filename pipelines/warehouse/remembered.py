"""A cache of query results from a warehouse file, valid until the file is written to.

A file is written once and then only read, and several steps of a run need the same results. If the file has changed,
or another has taken its name, the queries run again (decision 0034).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from pipelines.warehouse.beside import wal_of
from pipelines.warehouse.connections import file_state

MOST_FILES: Final = 4
"""Enough for the new file, the published one, and two more, such as the former file and a trial build."""

_State = tuple[int, ...]
_answers: Final[OrderedDict[_State, dict[Hashable, object]]] = OrderedDict()

K = TypeVar("K")
V = TypeVar("V")


def state_of(path: Path) -> _State:
    """Return numbers that change when a file or its log is written: device, inode, size in bytes, last write in ns.

    Raises:
        OSError: there is no such file.
    """
    found = [path.stat(), *(one.stat() for one in (wal_of(path),) if one.exists())]
    return tuple(number for one in found for number in file_state(one))


def remembered(
    path: Path, question: Hashable, about: Sequence[K], ask: Callable[[list[K]], Mapping[K, V]]
) -> dict[K, V]:
    """Return the answers to a question about some items of a file, such as its tables.

    Args:
        path: the file. If it does not exist, `ask` is called for all items and reports it.
        question: identifies the question; equal questions share their answers.
        about: the items.
        ask: computes the answers for items that are not cached. It is not called if all of them are.

    Returns:
        The answers in the order of `about`. They are shared, so callers must not modify them.
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
