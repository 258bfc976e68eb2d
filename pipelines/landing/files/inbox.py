"""The inbox: files and folders that people drop into the data folder, ingested once they are whole.

Nothing dropped is ever deleted: what was ingested is moved to `done/` within the inbox.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

DONE: Final = "done"
README: Final = "README.md"
_TEXT: Final = """# Inbox

Drop captures here: `pithhouse dev` takes them in within a minute, and moves them to `done/`.

- a page: `<uuid>.html`, its JSON twin `<uuid>.json`, its texts `<uuid>.full.txt` and `<uuid>.list.txt`
- a folder of such files, or one with a `captures.csv` (file,url,captured_at)
- a web archive: WARC, ARC or WACZ, also gzipped

A file is taken once it has not been written to for 10 seconds; to be sure, copy it under a name that starts with a dot,
then rename it. Nothing is deleted. A file that cannot be used makes the check `every_file_is_accepted` of `raw_pages`
fail, which names it with the reason. Without `pithhouse dev`, use `pithhouse ingest PATH`.
"""
SETTLED_SECONDS: Final = 10.0
"""A file that was written to within this many seconds may not be whole yet."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The settled paths in the inbox, and a key that changes with names, sizes and modification times."""

    paths: tuple[Path, ...]
    key: str


def prepare(inbox: Path) -> None:
    """Make the inbox if there is none, with a file that says what it takes."""
    if not (inbox / README).exists():
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / README).write_text(_TEXT, encoding="utf-8")


def dropped(inbox: Path, now: datetime) -> Dropped:
    """List what can be ingested.

    Args:
        inbox: the folder; it may be missing.
        now: the time (UTC); anything written to just before it is left for the next call.

    Returns:
        Files and folders, sorted. Hidden names and links are left where they are: a link may lead out of the folder
        (FAULTS F30).
    """
    there = sorted(inbox.iterdir()) if inbox.is_dir() else []
    taken = [one for one in there if not (one.name.startswith(".") or one.name in {DONE, README} or one.is_symlink())]
    settled = [
        one for one in taken if all(now.timestamp() - written >= SETTLED_SECONDS for _, _, written in _files(one))
    ]
    told = "".join(f"{name}|{size}|{written}\n" for one in settled for name, size, written in _files(one))
    return Dropped(tuple(settled), hashlib.sha256(told.encode()).hexdigest()[:20])


def put_away(inbox: Path, names: list[str], run: str) -> Path:
    """Move what was ingested to `done/<run>/`; names that no longer exist are skipped."""
    place = inbox / DONE / run
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (inbox / name).exists() and Path(name).name == name:
            (inbox / name).rename(place / name)
    return place


def _files(path: Path) -> Iterator[tuple[str, int, float]]:
    """Yield name, bytes and modification time of a file, or of all files in a folder."""
    for one in [path] if path.is_file() else sorted(path.rglob("*")):
        if one.is_file() and not one.is_symlink():
            state = one.stat()
            yield str(one.relative_to(path.parent)), state.st_size, state.st_mtime
