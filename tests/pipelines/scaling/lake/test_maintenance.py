"""Maintenance of a lake: old versions and unused files go, the latest version stays as it is."""

from pathlib import Path

import pytest

from pipelines.scaling.errors import NoSuchVersion
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.maintenance import maintain
from pipelines.scaling.lake.publish import publish_to_lake
from pipelines.scaling.lake.versions import roll_back, versions
from tests.pipelines.scaling.support import file_digests, lake_digests, needs_lake

pytestmark = needs_lake


def test_old_versions_go_and_the_latest_stays(states: list[Path], tmp_path: Path) -> None:
    lake = LakeAddress(str(tmp_path / "catalog.ducklake"), f"{tmp_path / 'files'}/")
    first = publish_to_lake(states[0], lake)
    for state in states[1:]:
        last = publish_to_lake(state, lake)
    orphan = tmp_path / "files" / "main" / "hubs" / "ducklake-left-by-a-killed-run.parquet"
    orphan.write_bytes(b"half")
    files = set((tmp_path / "files").rglob("*.parquet"))
    kept = maintain(lake, keep_days=30)
    assert kept.versions_expired == 0
    assert lake_digests(lake, str(first.version)) == file_digests(states[0])
    done = maintain(lake, keep_days=0, unused_days=0)
    assert done.versions_expired >= last.version - first.version
    assert done.files_removed > 1
    assert not orphan.exists()
    assert len(set((tmp_path / "files").rglob("*.parquet"))) < len(files)
    assert lake_digests(lake) == file_digests(states[-1])
    assert first.version not in {one.number for one in versions(lake)}
    with pytest.raises(NoSuchVersion):
        roll_back(lake, first.version)
    publish_to_lake(states[0], lake)
    assert lake_digests(lake) == file_digests(states[0])
