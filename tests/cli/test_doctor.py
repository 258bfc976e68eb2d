"""`doctor` and `dev`: what is wrong is named with its repair, and nothing is repaired behind one's back."""

import socket
import struct

import dagster as dg
import pytest

from cli.dagster_home import instance
from cli.run_record import mark
from pipelines.workspace import DataFolder
from tests.cli.commands import Pithhouse


def bad(doctor: Pithhouse) -> dict[str, tuple[str, str]]:
    """What `doctor` finds to repair: seen and repair."""
    found = doctor("doctor", "--json")
    worst = {one["what"]: (one["seen"], one["repair"]) for one in found.json if one["state"] == "bad"}
    assert found.code == (1 if worst else 0)
    return worst


def test_a_healthy_folder(loaded: Pithhouse) -> None:
    assert bad(loaded) == {}
    found = {one["what"]: one for one in loaded("doctor", "--json").json}
    assert set(found) >= {
        "Python", "dagster", "duckdb", "data folder", "lock", "raw", "readings", "warehouse", "last run"
    }  # fmt: skip
    assert "success" in found["last run"]["seen"]
    shown = loaded("doctor")
    assert "every digest is correct" in shown.out


def test_an_empty_folder_is_no_fault(empty: Pithhouse) -> None:
    assert bad(empty) == {}
    assert not empty.data.exists(), "looking makes nothing"


def test_a_changed_raw_record_is_named(loaded: Pithhouse) -> None:
    (warc,) = (loaded.data / "raw").glob("*.warc.gz")
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)
    seen, repair = bad(loaded)["raw"]
    assert warc.name in seen
    assert "backup" in repair
    assert "raw" not in {one["what"] for one in loaded("doctor", "--quick", "--json").json}


def test_a_broken_published_file_is_named(loaded: Pithhouse) -> None:
    warehouse = loaded.data / "warehouse.duckdb"
    warehouse.chmod(0o644)
    for content in (b"", b"no database" * 1000, warehouse.read_bytes()[: 1 << 14]):
        warehouse.write_bytes(content)
        seen, repair = bad(loaded)["warehouse"]
        assert str(warehouse) in seen
        assert repair == f"rm -f {warehouse}, then pithhouse refresh --data {loaded.data} rebuilds it"
    warehouse.unlink()
    assert loaded("refresh").code == 0
    assert bad(loaded) == {}


def test_a_flipped_bit_in_any_block_is_named(loaded: Pithhouse) -> None:
    warehouse = loaded.data / "warehouse.duckdb"
    warehouse.chmod(0o644)
    content = bytearray(warehouse.read_bytes())
    content[len(content) // 2] ^= 1
    warehouse.write_bytes(content)
    seen, repair = bad(loaded)["warehouse"]
    assert "checksum" in seen
    assert "pithhouse refresh" in repair
    assert "doctor" not in seen
    assert bad_quickly(loaded) == set(), "not looked for: every block would have to be read"


def bad_quickly(doctor: Pithhouse) -> set[str]:
    return {one["what"] for one in doctor("doctor", "--quick", "--json").json if one["state"] == "bad"}


def word_hash(word: int) -> int:
    """What a word of eight bytes adds to the checksum of DuckDB's header."""
    return word * 0xBF58476D1CE4E5B9 % 2**64


def test_a_file_of_another_version_is_named(loaded: Pithhouse) -> None:
    """The number of the storage version is raised, and the header's checksum with it."""
    warehouse = loaded.data / "warehouse.duckdb"
    warehouse.chmod(0o644)
    content = bytearray(warehouse.read_bytes())
    checksum, former = struct.unpack_from("<QQ", content)
    content[12] = 200
    (newer,) = struct.unpack_from("<Q", content, 8)
    struct.pack_into("<Q", content, 0, checksum ^ word_hash(former) ^ word_hash(newer))
    warehouse.write_bytes(content)
    seen, repair = bad(loaded)["warehouse"]
    assert "newer DuckDB" in seen
    assert repair.startswith("install the newer duckdb; or rm -f ")


def test_a_raw_file_that_is_gone_is_named(loaded: Pithhouse) -> None:
    (warc,) = (loaded.data / "raw").glob("*.warc.gz")
    warc.unlink()
    seen, repair = bad(loaded)["raw"]
    assert str(warc) in seen
    assert "backup" in repair


@pytest.mark.deep
def test_damaged_readings_are_named_and_come_back(loaded: Pithhouse) -> None:
    for one in (loaded.data / "readings").rglob("papers*.parquet"):
        one.write_bytes(b"")
    for one in (loaded.data / "readings").rglob("capture_readings.parquet"):
        one.write_bytes(b"no Parquet")
    seen, repair = bad(loaded)["readings"]
    assert "readings" in seen
    assert "pithhouse refresh" in repair
    found = loaded("status", "--json").json
    assert (found["state"], found["to_do"][0]["what"]) == ("bad", "readings")
    assert loaded("refresh").code == 0
    assert bad(loaded) == {}


def test_a_run_whose_process_is_gone_is_named(loaded: Pithhouse) -> None:
    run = dg.DagsterRun("refresh", status=dg.DagsterRunStatus.STARTED)
    with instance(DataFolder(loaded.data)) as opened:
        opened.add_run(run)
    mark(DataFolder(loaded.data), run.run_id).touch()
    found = {one["what"]: one for one in loaded("doctor", "--quick", "--json").json}
    assert found["last run"]["state"] == "look"
    assert "process is gone" in found["last run"]["seen"]


def test_a_log_beside_the_published_file_is_named(loaded: Pithhouse) -> None:
    stray = loaded.data / "warehouse.duckdb.wal"
    stray.write_bytes(b"of another file")
    seen, repair = bad(loaded)["warehouse"]
    assert str(stray) in seen + repair


def test_a_held_lock_is_no_fault_but_said(loaded: Pithhouse) -> None:
    with DataFolder(loaded.data).lock():
        found = {one["what"]: one for one in loaded("doctor", "--quick", "--json").json}
    assert found["lock"]["state"] == "look"
    assert "process" in found["lock"]["seen"]


def test_dev_does_not_start_on_a_port_that_is_taken(empty: Pithhouse) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = empty("dev", "--port", str(port))
    assert ended.code == 2
    assert str(port) in ended.err
