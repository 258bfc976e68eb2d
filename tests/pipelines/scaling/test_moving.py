"""A data folder goes to object storage and comes back the same; whatever is not proved is not called copied."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.exits import Exit
from cli.main import ended
from pipelines.building.build import build
from pipelines.scaling.errors import StorageFailed
from pipelines.scaling.moving import MANIFEST, move_from, move_to
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW
from tests.pipelines.scaling.support import Bucket, needs_cluster

pytestmark = needs_cluster


@pytest.fixture
def folder(loaded_world: DataFolder, tmp_path: Path) -> DataFolder:
    """A copy of the loaded world, with files that stay."""
    shutil.copytree(loaded_world.root, tmp_path / "data")
    (tmp_path / "data" / "pithhouse.toml").write_text('contact = "me@example.org"\n')
    (tmp_path / "data" / "hubs.csv").write_text("url\n")
    return DataFolder(tmp_path / "data")


def files_of(folder: DataFolder) -> dict[str, bytes]:
    """Every file of a data folder that is to be moved."""
    kept = {"warehouse.versions", "pithhouse.toml", ".lock"}
    found = (one for one in folder.root.rglob("*") if one.is_file())
    names = {str(one.relative_to(folder.root)): one for one in found}
    return {name: one.read_bytes() for name, one in names.items() if Path(name).parts[0] not in kept}


@pytest.fixture(params=["s3", "file"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A URL in each kind of storage."""
    if request.param == "s3":
        found: Bucket = request.getfixturevalue("bucket")
        return found.url("moved").rstrip("/")
    return f"file://{tmp_path / 'moved'}"


def test_there_and_back(folder: DataFolder, place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = DataFolder(tmp_path / "other")
    expected = files_of(folder)
    assert ended(["move", "--to", place, "--data", str(folder.root), "--json"]) == Exit.OK
    assert json.loads(capfd.readouterr().out)["files"] == len(expected) > 10
    assert ended(["move", "--from", place, "--data", str(other.root)]) == Exit.OK
    assert files_of(other) == expected == files_of(folder)
    assert not (other.root / "pithhouse.toml").exists()
    assert other.warehouse.stat().st_mode & 0o777 == 0o444
    assert build(other, NOW).is_unchanged
    assert move_to(other, place).files == 0
    assert move_from(other, place).files == 0


def test_a_copy_that_was_interrupted_is_completed(folder: DataFolder, bucket: Bucket, tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    url = bucket.url("moved")
    with pytest.raises(KeyboardInterrupt):
        move_to(folder, url, stop)
    with pytest.raises(StorageFailed, match="has no"):
        move_from(DataFolder(tmp_path / "other"), url)
    move_to(folder, url)
    with pytest.raises(KeyboardInterrupt):
        move_from(DataFolder(tmp_path / "other"), url, stop)
    move_from(DataFolder(tmp_path / "other"), url)
    assert files_of(DataFolder(tmp_path / "other")) == files_of(folder)


def changed(bucket: Bucket) -> None:
    """Change a byte of a file in the bucket."""
    key = next(one for one in bucket.keys("moved/raw/") if one.endswith(".warc.gz"))
    body = bucket.client.get_object(Bucket=bucket.name, Key=key)["Body"].read()
    bucket.client.put_object(Bucket=bucket.name, Key=key, Body=body[:-1] + bytes([body[-1] ^ 1]))


def leading_elsewhere(bucket: Bucket) -> None:
    """Have the manifest name a file outside a data folder."""
    body = json.dumps({"sha256": {"../elsewhere": "0" * 64}}).encode()
    bucket.client.put_object(Bucket=bucket.name, Key=f"moved/{MANIFEST}", Body=body)


@pytest.mark.parametrize(
    ("harm", "told"), [(changed, "was not copied as it is"), (leading_elsewhere, "not within a data folder")]
)
def test_what_is_not_what_was_written_is_not_taken(
    folder: DataFolder, bucket: Bucket, tmp_path: Path, harm: Callable[[Bucket], None], told: str
) -> None:
    move_to(folder, bucket.url("moved"))
    harm(bucket)
    with pytest.raises(StorageFailed, match=told):
        move_from(DataFolder(tmp_path / "new" / "other"), bucket.url("moved"))
    assert not (tmp_path / "new" / "elsewhere").exists()
    assert list((tmp_path / "new").rglob("*.part")) == []


def test_another_file_of_the_same_name_is_not_overwritten(folder: DataFolder, bucket: Bucket, tmp_path: Path) -> None:
    move_to(folder, bucket.url("moved"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "hubs.csv").write_text("mine\n")
    with pytest.raises(StorageFailed, match="another file than at the URL"):
        move_from(DataFolder(tmp_path / "other"), bucket.url("moved"))
    assert (tmp_path / "other" / "hubs.csv").read_text() == "mine\n"


def test_a_bucket_that_refuses_is_named_without_credentials(
    folder: DataFolder, bucket: Bucket, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ended(["move", "--to", "s3://no-such-bucket/moved", "--data", str(folder.root)]) == Exit.ERROR
    errors = capfd.readouterr().err
    assert "no-such-bucket" in errors
    assert bucket.secret not in errors
    assert ended(["move", "--to", "s3://me:pass123@bucket/moved", "--data", str(folder.root)]) == Exit.ERROR
    assert "pass123" not in capfd.readouterr().err
    assert ended(["move", "--data", str(folder.root)]) == Exit.USAGE
