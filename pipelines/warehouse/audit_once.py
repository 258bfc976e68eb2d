"""The audit of a file, made once for as long as the file stays as it is.

The build, the blocking checks and the publish each ask whether the new file keeps its contracts. A file that changed in
any way since is checked again. What the contracts are is said in `schemas`, how they are checked in `audit`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.progress import ProgressCallback, no_progress
from pipelines.warehouse.audit import audit_tables
from pipelines.warehouse.connections import wal_of
from schemas.contract import Violation
from schemas.table import Table

_Broken = dict[type[Table], list[Violation]]
_State = tuple[tuple[int, ...], ...]

_LAST: Final[dict[_State, _Broken]] = {}
"""What was found in the file that was checked last."""


def audited(path: Path, models: Sequence[type[Table]], advance: ProgressCallback = no_progress) -> _Broken:
    """Check tables of a file against their contracts, those that were not checked yet in the file as it is.

    Args:
        path: the file, new or published; it is opened read-only.
        models: the tables' models.
        advance: told of progress, in tables.

    Returns:
        Every broken promise of each table: shape, duplicate keys, cells.
    """
    state = _state(path)
    known = _LAST.get(state, {})
    known |= audit_tables(path, [one for one in models if one not in known], advance)
    advance(len(models), len(models))
    _LAST.clear()
    if _state(path) == state:
        _LAST[state] = known
    return {model: known[model] for model in models}


def _state(path: Path) -> _State:
    """Return what changes when a file does, or the log beside it."""
    found = (one.stat() for one in (path, wal_of(path)) if one.exists())
    return tuple((one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) for one in found)
