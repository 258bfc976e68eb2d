"""A data folder of an older release: its captures are read again, and what it published is replaced."""

import duckdb

from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.version import PARSER_VERSION
from pipelines.workspace import DataFolder
from tests.cli.commands import PAGE, Pithhouse


def test_it_is_read_built_and_published(loaded: Pithhouse) -> None:
    """The readings are another parser's, the published file has another schema and another recipe."""
    folder = DataFolder(loaded.data)
    before = loaded("query", "SELECT * EXCLUDE (landed_at) FROM captures ORDER BY capture_id").out
    (folder.readings / f"parser-{PARSER_VERSION}").rename(folder.readings / "parser-0")
    folder.warehouse.chmod(0o644)
    with duckdb.connect(str(folder.warehouse)) as connection:
        connection.execute("DROP SCHEMA marts CASCADE")
        connection.execute("ALTER TABLE hubs DROP COLUMN tier")
        connection.execute("ALTER TABLE citations ADD COLUMN of_before INTEGER")
        connection.execute("UPDATE meta.build SET fingerprint = 'older', recipe = 'older'")
    folder.warehouse.chmod(0o444)
    refreshed = loaded("ingest", PAGE)
    assert refreshed.code in {0, 3}, refreshed.err
    assert len(ReadingStore(folder.readings).capture_ids()) > 30
    assert loaded("query", "SELECT count(tier) > 5 AS has_tiers FROM hubs").out == "has_tiers\ntrue\n"
    assert loaded("query", "SELECT * EXCLUDE (landed_at) FROM captures ORDER BY capture_id").out == before
    assert loaded("doctor", "--quick").code == 0
