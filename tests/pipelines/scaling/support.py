"""What the tests of scaling share: why they may be skipped, a PostgreSQL of their own, a world of pages, digests.

Everything is real: the servers are started as processes, and are ended by the fixtures that started them.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from bench import pages
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.connection import reading
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, load

needs_lake = pytest.mark.skipif(
    find_spec("duckdb_extension_ducklake") is None, reason="the extra `scale` is not here: run it from .venv-scale"
)
needs_cluster = pytest.mark.skipif(
    find_spec("distributed") is None, reason="the extra `scale` is not here: run it from .venv-scale"
)

WORLD = 200
"""Pages of the made-up world."""

COMPARED = {
    "internals.search_documents": "(SELECT kind, id, words FROM {db}.internals.search_documents)",
    "internals.search_terms": (
        "(SELECT term, kind, id, frequency FROM {db}.internals.search_terms "
        "JOIN {db}.internals.search_documents USING (document))"
    ),
    "marts.hub_overview": ("(SELECT * REPLACE (round(mean_novelty, 9) AS mean_novelty) FROM {db}.marts.hub_overview)"),
}
"""The word index by what its texts are, for they keep their first numbers in a lake; a mean without its last digits,
which depend on the order in which floating-point numbers are summed."""


def load_world(root: Path) -> None:
    """Load a made-up world into a data folder, then three editions, in which 1% of the pages have one changed row."""
    folder = DataFolder(root)
    changes, captured_at = range(1, 4), NOW.timestamp() - 10 * 86_400
    for edition, numbers in ((0, range(WORLD)), *((one, range(one * 7, one * 7 + WORLD // 100)) for one in changes)):
        captures = root.parent / f"captures{edition}"
        captures.mkdir()
        for number in numbers:
            page = captures / f"{pages.hub_id(number)}.html"
            page.write_bytes(pages.page(number, edition))
            os.utime(page, (captured_at + 86_400 * edition,) * 2)
        load(folder, captures)


def digests(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple[int, int]]:
    """Count and checksum of the rows of every table and view of an attached database, the rows in any order."""
    found = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = $1 "
        "UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() "
        "WHERE database_name = $1 AND NOT internal",
        [database],
    ).fetchall()
    digest = "SELECT count(*), coalesce(sum(hash(one)::HUGEINT), 0) FROM {} AS one"
    return {
        name: connection.execute(digest.format(COMPARED.get(name, "{db}." + name).format(db=database))).fetchall()[0]
        for (name,) in found
        if not name.startswith("internals.file_")  # a view by which the macros of a file find it
    }


def file_digests(file: Path) -> dict[str, tuple[int, int]]:
    """The digests of a warehouse file."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{file}' AS published (READ_ONLY)")
        connection.execute("USE published")
        return digests(connection, "published")


def lake_digests(address: LakeAddress, at: str = "") -> dict[str, tuple[int, int]]:
    """The digests of a version of a lake."""
    with reading(address, at) as connection:
        return digests(connection, "lake")


def postgres_program(name: str) -> str | None:
    """The path of one of PostgreSQL's own programs; Debian keeps them out of PATH."""
    there = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(there[-1]) if there else None)


class Postgres:
    """A server of PostgreSQL on a socket of its own, with nobody else in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "postgres" if os.geteuid() == 0 else None
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "owner", "-E", "UTF8", "--locale=C")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p 5432 -k {self.folder} -c listen_addresses= -c lc_messages=C -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop it at once, as a fault would; what it had not committed is lost."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the owner."""
        return self._run("psql", "-h", str(self.folder), "-U", "owner", "-d", database, "-qAtc", statement)

    def address(self, database: str, data: str, user: str = "owner") -> LakeAddress:
        """A lake whose catalog is in one of its databases."""
        return LakeAddress(f"postgres:host={self.folder} user={user} dbname={database}", data)

    def _run(self, program: str, *arguments: str) -> str:
        path = postgres_program(program)
        assert path
        done = subprocess.run(
            [path, *arguments], user=self.user, cwd=self.folder, check=True, text=True, capture_output=program == "psql"
        )
        return (done.stdout or "").strip()


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Start a PostgreSQL for the tests; they are skipped where there is none."""
    if postgres_program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pithhouse-pg-"))  # a socket's path may have a hundred characters
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        folder.chmod(0o755)
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


class Bucket:
    """A bucket of a double of S3, that answers on loopback as S3 does."""

    secret = "not-to-be-shown"

    def __init__(self, endpoint: str) -> None:
        from boto3 import client  # noqa: PLC0415 (of the extra `scale`)

        self.client = client("s3", endpoint_url=endpoint)
        self.name = "pithhouse"
        self.client.create_bucket(Bucket=self.name)
        for key in self.keys():  # of a test before: the double keeps them for the whole process
            self.client.delete_object(Bucket=self.name, Key=key)

    def url(self, prefix: str) -> str:
        """A folder in it, as a URL."""
        return f"s3://pithhouse/{prefix}/"

    def keys(self, prefix: str = "") -> list[str]:
        """The names of all objects that begin so."""
        pages_of = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return [one["Key"] for page in pages_of for one in page.get("Contents", [])]

    def rename(self, name: str) -> None:
        """Give it another name, so that nobody finds it under the one of before."""
        self.client.create_bucket(Bucket=name)
        for key in self.keys():
            self.client.copy_object(Bucket=name, Key=key, CopySource={"Bucket": self.name, "Key": key})
            self.client.delete_object(Bucket=self.name, Key=key)
        self.client.delete_bucket(Bucket=self.name)
        self.name = name
