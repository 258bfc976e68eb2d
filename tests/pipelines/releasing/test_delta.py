"""Release n and its delta give release n + 1, byte for byte by the hash of each row, whatever differs."""

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.exporting.files import PARQUET_OPTIONS, exported
from pipelines.releasing.delta import CHANGE, FILE, apply_delta, digest_of, write_delta
from pipelines.releasing.errors import ReleaseDamaged
from pipelines.warehouse.scratch import open_scratch
from schemas import table
from tests.tiers import examples

SCHEMA = pl.Schema({"name": pl.String, "number": pl.Int32, "text": pl.String, "score": pl.Float64, "is_so": pl.Boolean})
KEY = ("name", "number")
TEXTS = st.sampled_from(["", "a", "b", "it's", 'qu"ote', "ünï", "NULL", "long " * 50, "new\nline"])
KEYS = st.tuples(TEXTS, st.integers(-2, 3))
CELLS = st.tuples(
    st.none() | TEXTS, st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32), st.none() | st.booleans()
)
Rows = dict[Any, Any]
TABLES = st.dictionaries(KEYS, CELLS, max_size=12)


def write(folder: Path, name: str, rows: dict[Any, Any], schema: pl.Schema = SCHEMA) -> Path:
    """A table as a release has it: sorted by key, in the form of all releases."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.parquet"
    frame = pl.DataFrame([(*key, *cells) for key, cells in rows.items()], schema=schema, orient="row")
    with open_scratch() as connection:
        connection.execute("SET threads = 1")
        connection.register("frame", frame.to_arrow())
        order = ", ".join(list(schema)[: len(KEY)])
        connection.execute(f"COPY (FROM frame ORDER BY {order}) TO '{path}' ({PARQUET_OPTIONS})")
    return path


def rows_digest(path: Path) -> tuple[int, str]:
    """The digest of a table's rows, by another way: polars reads them and Python hashes them."""
    rows = pl.read_parquet(path).rows()
    hashes = sorted(hashlib.sha256(repr(row).encode()).hexdigest() for row in rows)
    return len(rows), hashlib.sha256("".join(hashes).encode()).hexdigest()


def digests(folder: Path) -> dict[str, tuple[int, str]]:
    return {one.name: rows_digest(one) for one in folder.glob("*.parquet")}


@examples(15)
@given(TABLES, TABLES, st.booleans())
def test_a_table_and_its_delta_give_the_next_one(
    before: dict[Any, Any], after: dict[Any, Any], is_related: bool
) -> None:
    if is_related:  # most rows stay
        after = {key: after.get(key, cells) for key, cells in before.items()} | dict(list(after.items())[:2])
    with TemporaryDirectory() as place:
        old, new, delta, made = (Path(place, one) for one in ("old", "new", "delta", "made"))
        write(old, "t", before)
        write(new, "t", after)
        [told], _ = write_delta(old, new, delta, {"t": KEY})
        assert told.added == len(after.keys() - before.keys())
        assert told.removed == len(before.keys() - after.keys())
        assert told.changed == sum(before[key] != after[key] for key in before.keys() & after.keys())
        assert told.rows == len(after)
        apply_delta(old, delta, made)
        assert digests(made) == digests(new)
        if told.kind == "rows":
            assert len(pl.read_parquet(delta / "t.parquet")) == told.added + told.changed + told.removed


@examples(8)
@given(TABLES, TABLES)
def test_only_equal_rows_have_equal_digests(one: dict[Any, Any], other: dict[Any, Any]) -> None:
    with TemporaryDirectory() as place, open_scratch() as connection:
        paths = [write(Path(place), name, rows) for name, rows in (("a", one), ("b", other))]
        found = [digest_of(connection, f"read_parquet('{path}')") for path in paths]
        assert (found[0] == found[1]) == (one == other)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Two releases with a table that stays, one with rows that differ, one with other columns, one new, one gone."""
    old, new = tmp_path / "old", tmp_path / "new"
    rows = {("a", 1): ("x", 1.0, True), ("b", 1): ("y", None, None), ("c", 1): (None, 0.5, False)}
    for name in ("kept", "rows", "columns", "gone"):
        write(old, name, rows)
    write(new, "kept", rows)
    write(new, "rows", {("a", 1): ("x", 2.0, True), ("c", 1): rows["c", 1], ("d", 1): ("z", 1.5, None)})
    other = pl.Schema({name: dtype for name, dtype in SCHEMA.items() if name != "is_so"} | {"added": pl.Int32})
    write(new, "columns", {("a", 1): ("x", 1.0, 3)}, other)
    write(new, "new", rows)
    return old, new, tmp_path / "delta"


KEYS_OF_NEW = dict.fromkeys(("kept", "rows", "columns", "new"), KEY)


def test_each_kind_of_change_is_told_and_applied(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    old, new, delta = folders
    deltas, changes = write_delta(old, new, delta, KEYS_OF_NEW)
    kinds = {"kept": "unchanged", "rows": "rows", "columns": "whole", "new": "whole", "gone": "dropped"}
    assert {one.table: one.kind for one in deltas} == kinds
    assert {one.table: (one.added, one.removed, one.changed) for one in changes}["rows"] == (1, 1, 1)
    differing = pl.read_parquet(delta / "rows.parquet")
    assert dict(differing.select("name", "delta_change").rows()) == {"a": "changed", "b": "removed", "d": "added"}
    assert {one.name for one in delta.iterdir()} == {"rows.parquet", "columns.parquet", "new.parquet", FILE}
    apply_delta(old, delta, tmp_path / "made")
    assert digests(tmp_path / "made") == digests(new)


@pytest.mark.parametrize(
    "damage", ["a row of the delta", "a row of the former", "no file", "no delta.json", "a wrong digest", "half a file"]
)
def test_what_is_damaged_is_refused(folders: tuple[Path, Path, Path], tmp_path: Path, damage: str) -> None:
    old, new, delta = folders
    write_delta(old, new, delta, KEYS_OF_NEW)
    path = delta / "rows.parquet"
    told = json.loads((delta / FILE).read_text("utf-8"))
    match damage:
        case "a row of the delta":
            pl.read_parquet(path).with_columns(score=pl.lit(7.5)).write_parquet(path)
        case "a row of the former":
            write(old, "kept", {("a", 1): ("another", 1.0, True)})
        case "no file":
            path.unlink()
        case "no delta.json":
            (delta / FILE).write_text("{")
        case "a wrong digest":
            told["tables"][0]["digest"] = "0" * 64
            (delta / FILE).write_text(json.dumps(told))
        case "half a file":
            path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ReleaseDamaged):
        apply_delta(old, delta, tmp_path / "made")


def test_a_delta_can_be_applied_twice(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Rows are put in place by their key, so that a release with its own delta is that release."""
    old, new, delta = folders
    write_delta(old, new, delta, KEYS_OF_NEW)
    apply_delta(old, delta, tmp_path / "once")
    apply_delta(tmp_path / "once", delta, tmp_path / "twice")
    assert digests(tmp_path / "twice") == digests(new)


def test_the_columns_of_a_delta_never_have_the_name_of_a_tables_column() -> None:
    assert not [model for model in exported() if CHANGE in table.polars_schema(model)]
