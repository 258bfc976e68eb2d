"""Objects in a folder: of this machine, or of a file system that several machines share. fsspec is not needed.

A file gets its name when it is whole and on the disk: by a link where the name must be free (atomic on a local disk and
on NFS), by a rename where it may be replaced.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from pipelines.disk import sync
from pipelines.objects.errors import StorageFailed


class FolderStore:
    """The files below a folder; names that begin with a dot are unfinished and are not listed."""

    def __init__(self, url: str, root: Path) -> None:
        self.url = url.rstrip("/")
        self.root = root

    def sizes(self, folder: str = "") -> dict[str, int]:
        """See `ObjectStore`; no link is followed."""
        found = {}
        with self._refusals():
            for place, _, names in os.walk(self.root / folder):
                for name in names:
                    path = Path(place) / name
                    with suppress(FileNotFoundError):  # removed meanwhile
                        if not name.startswith(".") and not path.is_symlink():
                            found[path.relative_to(self.root).as_posix()] = path.lstat().st_size
        return found

    def create(self, name: str, data: bytes) -> bool:
        """See `ObjectStore`."""
        with self._refusals(name), self._unfinished(name) as part:
            part.write_bytes(data)
            sync(part)
            try:
                os.link(part, self.root / name)
            except FileExistsError:
                return False
            sync(part.parent)
        return True

    def put(self, name: str, data: bytes) -> None:
        """See `ObjectStore`."""
        with self._refusals(name), self._unfinished(name) as part:
            part.write_bytes(data)
            self._give_name(part, name)

    def put_file(self, name: str, path: Path) -> None:
        """See `ObjectStore`."""
        with self._refusals(name), self._unfinished(name) as part:
            shutil.copyfile(path, part)
            self._give_name(part, name)

    def read(self, name: str) -> bytes | None:
        """See `ObjectStore`."""
        with self._refusals(name):
            try:
                return (self.root / name).read_bytes()
            except FileNotFoundError:
                return None

    def read_range(self, name: str, start: int, end: int) -> bytes:
        """See `ObjectStore`."""
        with self._refusals(name), (self.root / name).open("rb") as file:
            file.seek(start)
            return file.read(end - start)

    def remove(self, names: Iterable[str]) -> None:
        """See `ObjectStore`; folders that are left empty go as well."""
        for name in names:
            with self._refusals(name):
                path = self.root / name
                path.unlink(missing_ok=True)
                with suppress(OSError):
                    if path.parent != self.root:
                        path.parent.rmdir()

    def _give_name(self, part: Path, name: str) -> None:
        sync(part)
        part.replace(self.root / name)
        sync(part.parent)

    @contextmanager
    def _unfinished(self, name: str) -> Iterator[Path]:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid4().hex}.part")
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def _refusals(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            raise StorageFailed(f"{self.url}/{name}: {why}; nothing is lost: correct that and run it again") from error
