"""Publishing by an atomic swap: the new file takes the published name, and former files are kept.

The caller of `publish` must have audited the new file. Readers of the former file keep it until they close it
(rename(2)); they never wait and never see half a load (decision 0002).
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

from pipelines.disk import sync
from pipelines.errors import naming
from pipelines.warehouse.beside import wal_of
from pipelines.warehouse.connections import NotPublished, open_published, remove_left
from pipelines.warehouse.remembered import remembered
from pipelines.workspace import DataFolder

READ_ONLY: Final = 0o444
"""Readable by all, writable by none: a client that opens it for writing would lock out readers and the next run."""


_UNTOLD: Final = (NotPublished, duckdb.Error, ValueError)
"""What a file raises that cannot say what it was built with."""


class NotBuilt(RuntimeError):  # noqa: N818 (the state of the data folder)
    """There is no complete file to publish."""


def publish(folder: DataFolder, keep: int = 3) -> Path:
    """Put the new file in the published place.

    Args:
        folder: the data folder.
        keep: how many former files to keep for `rollback`.

    Returns:
        The published file.

    Raises:
        NotBuilt: there is no new file, or it was not closed properly.
    """
    new = folder.building
    if not new.exists() or wal_of(new).exists():
        raise NotBuilt(f"{new} is missing or was not closed; `pithhouse refresh` rebuilds it")
    if fingerprint_of(new) is None:
        raise NotBuilt(f"{new} is incomplete; `pithhouse refresh` rebuilds it")
    new.chmod(READ_ONLY)
    sync(new)
    if folder.warehouse.exists():
        _keep_former(folder)
    # A log next to the published name belongs to another file and would make the new one impossible to open.
    wal_of(folder.warehouse).unlink(missing_ok=True)
    new.replace(folder.warehouse)
    sync(folder.root)
    for former in versions(folder)[keep:]:
        former.unlink()
    return folder.warehouse


def roll_back(folder: DataFolder, number: int = 1) -> Path:
    """Replace the published file atomically with a former one; the replaced file becomes a former one.

    The rollback lasts until the next run, which rebuilds even from the same captures because the fingerprint differs.

    Args:
        folder: the data folder.
        number: which of `versions`, from 1 for the latest.

    Returns:
        The published file.

    Raises:
        NotBuilt: there are fewer versions, or that one is incomplete; the published file is left as it was.
    """
    former = versions(folder)
    if not 1 <= number <= len(former):
        raise NotBuilt(f"there is no former file {number}, only {len(former)}; `pithhouse rollback --list` shows them")
    chosen = former[number - 1]
    try:
        _asked_of_build(chosen, "fingerprint")
    except _UNTOLD as why:
        said = why.__cause__ or why
        raise NotBuilt(f"{chosen} is incomplete ({said}); `pithhouse rollback --list` shows the others") from why
    if folder.warehouse.exists():
        _keep_former(folder)
    rolling = _rolling(folder)
    rolling.unlink(missing_ok=True)  # left by a killed process
    rolling.hardlink_to(chosen)
    wal_of(folder.warehouse).unlink(missing_ok=True)
    rolling.replace(folder.warehouse)
    sync(folder.root)
    return folder.warehouse


def hold(folder: DataFolder, at: datetime) -> None:
    """Keep the published file as it is until `release`: runs go on, and build, but do not publish."""
    with naming(folder.hold):
        folder.hold.write_text(f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC", encoding="utf-8")
    sync(folder.root)


def release(folder: DataFolder) -> bool:
    """Let the next run publish again; returns whether the file was held."""
    was_held = folder.hold.exists()
    folder.hold.unlink(missing_ok=True)
    return was_held


def held_back(folder: DataFolder) -> str:
    """Say that a new file is not published because the published one is held; nothing where it is not."""
    if not folder.hold.exists():
        return ""
    since = folder.hold.read_text(encoding="utf-8").strip()
    return (
        f"Built and checked, but not published: the published file is held since {since}. "
        "`pithhouse rollback --release` ends that; the next run then publishes."
    )


def discard(folder: DataFolder) -> None:
    """Remove a new file that will not be published, and the name that a killed rollback left."""
    remove_left(folder.building)
    _rolling(folder).unlink(missing_ok=True)


def _rolling(folder: DataFolder) -> Path:
    """Return the name that a former file has for the moment before it takes the published one."""
    return folder.root / "warehouse.rolling.duckdb"


def versions(folder: DataFolder) -> list[Path]:
    """List the former files, latest first, without the published one, which an interrupted swap may leave there."""
    found = sorted(folder.versions.glob("warehouse-*.duckdb"), reverse=True)
    return [one for one in found if not (folder.warehouse.exists() and one.samefile(folder.warehouse))]


def fingerprint_of(path: Path) -> str | None:
    """Return the fingerprint that a file was built with, or None if it cannot be read."""
    return _said_of_build(path, "fingerprint")


def recipe_of(path: Path) -> str | None:
    """Return the fingerprint of the parser, statements and schemas that built a file, or None if it has none."""
    return _said_of_build(path, "recipe")


def _said_of_build(path: Path, column: str) -> str | None:
    try:
        return _asked_of_build(path, column)
    except _UNTOLD:
        return None


def _asked_of_build(path: Path, column: str) -> str:
    """Ask a file what it was built with, or raise one of `_UNTOLD`."""

    def ask(columns: list[str]) -> dict[str, str]:
        with open_published(path) as connection:
            [found] = connection.execute(f"SELECT {', '.join(columns)} FROM meta.build").fetchall()
        return dict(zip(columns, map(str, found), strict=True))

    for asked in (("fingerprint", "recipe"), (column,)):  # a file from an older release has no recipe
        try:
            return remembered(path, "build", asked, ask)[column]
        except _UNTOLD as error:
            why = error
    raise why


def _keep_former(folder: DataFolder) -> None:
    """Link the published file to a second name, made from the time at which it was published."""
    folder.versions.mkdir(exist_ok=True)
    stamp = f"{folder.warehouse.stat().st_mtime_ns:020d}"
    kept = folder.versions / f"warehouse-{stamp}.duckdb"
    if not kept.exists():
        kept.hardlink_to(folder.warehouse)
        sync(folder.versions)  # a power cut after the swap would lose the former file otherwise
