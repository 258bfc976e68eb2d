"""A lake whose Parquet files are in object storage, with moto as the double of S3."""

from pathlib import Path

import duckdb
import pytest

from pipelines.scaling.errors import LakeFailed
from pipelines.scaling.lake.address import LakeAddress
from pipelines.scaling.lake.connection import asking
from pipelines.scaling.lake.maintenance import maintain
from pipelines.scaling.lake.publish import publish_to_lake
from tests.pipelines.scaling.support import Bucket, file_digests, lake_digests, needs_lake

pytestmark = needs_lake


def test_the_files_are_in_the_bucket_and_the_tables_are_those_of_the_file(
    states: list[Path], bucket: Bucket, tmp_path: Path
) -> None:
    lake = LakeAddress(str(tmp_path / "catalog.ducklake"), bucket.url("lake"))
    publish_to_lake(states[0], lake)
    publish_to_lake(states[1], lake)
    assert lake_digests(lake) == file_digests(states[1])
    assert len(bucket.keys("lake/main/")) > 10
    maintain(lake, keep_days=0, unused_days=0)
    assert lake_digests(lake) == file_digests(states[1])
    with asking(lake) as connection:
        assert connection.execute("SELECT count(*) FROM hubs").fetchall() == [(200,)]
        with pytest.raises(duckdb.Error, match="disabled by configuration"):
            connection.execute(f"FROM read_text('{bucket.url('elsewhere')}x')")


@pytest.mark.deep
def test_a_bucket_that_takes_nothing_leaves_the_former_state(
    states: list[Path], bucket: Bucket, tmp_path: Path
) -> None:
    lake = LakeAddress(str(tmp_path / "catalog.ducklake"), bucket.url("lake"))
    publish_to_lake(states[0], lake)
    bucket.rename("gone")
    with pytest.raises(LakeFailed, match="shows its former state") as refused:
        publish_to_lake(states[1], lake)
    assert bucket.secret not in str(refused.value)
    bucket.rename("pithhouse")
    assert lake_digests(lake) == file_digests(states[0])
    publish_to_lake(states[1], lake)
    assert lake_digests(lake) == file_digests(states[1])
