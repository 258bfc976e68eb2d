"""Fixtures of the tests of scaling: a PostgreSQL, a loaded sample, a loaded world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.warehouse.publish import versions
from pipelines.workspace import DataFolder
from tests.pipelines.scaling.support import Bucket, Postgres, load_world, postgres_server
from tests.shared_samples import loaded_sample, made_once


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The sample, loaded; nothing may write to it."""
    return loaded_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def loaded_world(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The made-up world, loaded; nothing may write to it."""
    return DataFolder(made_once(tmp_path_factory, "loaded_world", load_world))


@pytest.fixture(scope="session")
def states(loaded_world: DataFolder) -> list[Path]:
    """The four files of the world as they were published one after the other; nothing may write to them."""
    return [*reversed(versions(loaded_world)), loaded_world.warehouse]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this worker."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket of a double of S3, whose address and credentials are in the environment."""
    server_module = pytest.importorskip("moto.server", reason="moto is in the environment of `make scale`")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in (
            ("ENDPOINT_URL", f"http://{host}:{port}"),
            ("ACCESS_KEY_ID", "tester"),
            ("SECRET_ACCESS_KEY", Bucket.secret),
            ("DEFAULT_REGION", "us-east-1"),
        ):
            monkeypatch.setenv(f"AWS_{name}", value)
        yield Bucket(f"http://{host}:{port}")
    finally:
        server.stop()


@pytest.fixture(params=["file", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A URL in each kind of storage."""
    if request.param == "s3":
        found: Bucket = request.getfixturevalue("bucket")
        return found.url("place").rstrip("/")
    return f"file://{tmp_path / 'place'}"
