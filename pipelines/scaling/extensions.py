"""DuckDB's extensions from the packages of the extra `scale`. Nothing is downloaded at run time.

Each package holds the extension for one version of DuckDB, which therefore has to be the installed one.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import duckdb

from pipelines.objects.errors import HOW, ScaleMissing
from schemas.ddl import literal

NO_DOWNLOADS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""Configuration of a connection that loads extensions from packages alone."""


def load(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Load extensions into a connection.

    Args:
        connection: any.
        names: as DuckDB calls them, such as `ducklake`, `postgres_scanner`.

    Raises:
        ScaleMissing: the package is not installed, or is for another version of DuckDB.
    """
    for name in names:
        file = literal(str(_file_of(name)))
        try:
            connection.execute(f"LOAD {file}")
        except duckdb.Error as error:
            raise ScaleMissing(
                f"DuckDB {duckdb.__version__} cannot load its extension {name} ({error}); {HOW}"
            ) from error


def _file_of(name: str) -> Path:
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        raise ScaleMissing(f"DuckDB's extension {name} is not installed; {HOW}")
    version = f"v{duckdb.__version__}"
    found = sorted(Path(spec.submodule_search_locations[0]).glob(f"extensions/*/{name}.duckdb_extension"))
    if not any(one.parent.name == version for one in found):
        there = ", ".join(one.parent.name for one in found) or "no version"
        raise ScaleMissing(f"DuckDB's extension {name} is installed for {there}, not for {version}; {HOW}")
    return next(one for one in found if one.parent.name == version)
