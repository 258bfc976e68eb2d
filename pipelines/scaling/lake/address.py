"""Where a lake is: the setting `lake`, taken apart. Nothing is opened here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.settings import Settings
from pipelines.workspace import DataFolder

DUCKLAKE: Final = "ducklake:"
POSTGRES: Final = "postgres:"


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """A lake: its catalog, and where its Parquet files are.

    Attributes:
        catalog: the path of a DuckDB file, or `postgres:` and a connection string of libpq.
        data: folder or URL of the Parquet files, ending in a slash.
    """

    catalog: str
    data: str

    @property
    def is_postgres(self) -> bool:
        """Whether the catalog is in PostgreSQL."""
        return self.catalog.startswith(POSTGRES)

    @property
    def connection_string(self) -> str:
        """Libpq's connection string, where the catalog is in PostgreSQL."""
        return self.catalog.removeprefix(POSTGRES)

    @property
    def file(self) -> Path:
        """The catalog's file, where it is one."""
        return Path(self.catalog)

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions of DuckDB that opening it takes."""
        remote = ("httpfs",) if self.data.startswith("s3://") else ()
        return ("ducklake", *(("postgres_scanner",) if self.is_postgres else ()), *remote)

    def __str__(self) -> str:
        """Return it as the setting names it. It holds no password: the setting refuses one."""
        return f"{DUCKLAKE}{self.catalog}"


def lake_of(folder: DataFolder, settings: Settings) -> LakeAddress | None:
    """Return the lake of a data folder, or None where the setting `lake` is empty; relative paths start there."""
    if not settings.lake:
        return None
    catalog = settings.lake.removeprefix(DUCKLAKE)
    if catalog.startswith(POSTGRES):
        return LakeAddress(catalog, _data(folder, settings.lake_data))
    file = folder.root.absolute() / catalog
    return LakeAddress(str(file), _data(folder, settings.lake_data or f"{file}.files"))


def _data(folder: DataFolder, given: str) -> str:
    whole = given if "://" in given else str(folder.root.absolute() / given)
    return whole.rstrip("/") + "/"
