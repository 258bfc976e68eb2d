"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from pipelines.disk import part_of, whole, write_whole


def test_a_file_takes_the_place_of_the_one_before_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "feed.atom"
    part_of(path).write_bytes(b"half of it, by a process that was killed, and longer than the next one")
    for data in (b"first", b"second"):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert [one.name for one in tmp_path.iterdir()] == ["feed.atom"]


def test_a_link_where_the_file_is_written_is_not_followed(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "feed.atom"
    other.write_bytes(b"of somebody else")
    part_of(path).symlink_to(other)
    write_whole(path, b"mine")
    assert (path.read_bytes(), other.read_bytes()) == (b"mine", b"of somebody else")


def half_written(path: Path) -> None:
    with whole(path) as part:
        part.write_bytes(b"half")
        raise OSError(28, "full")


def test_what_goes_wrong_leaves_the_file_before_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "feed.atom"
    write_whole(path, b"first")
    with pytest.raises(OSError, match="full") as raised:
        half_written(path)
    assert raised.value.filename == str(path)
    assert path.read_bytes() == b"first"
    assert [one.name for one in tmp_path.iterdir()] == ["feed.atom"]
