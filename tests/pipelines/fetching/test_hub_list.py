"""The list of hubs: read line by line, added to by several programs, and what is wrong in it told (FAULTS.md F30)."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.fetching.hub_list import HubList, ListedHub, add_hubs, hub_named, read_hubs
from pipelines.landing.errors import InvalidHubURL
from tests.pipelines.fetching.made_up import HUB, OTHER_HUB, day

URL = f"https://pith.science/citations/{HUB}"
OTHER_URL = f"https://www.pith.science/citations/{OTHER_HUB}"
THIRD_HUB = "22222222-2222-4333-8444-555555555555"
LOCAL = ("127.0.0.1",)


def listed(path: Path, content: bytes | str) -> HubList:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_hubs(path)


@pytest.fixture
def hubs_csv(tmp_path: Path) -> Path:
    return tmp_path / "data" / "hubs.csv"


@pytest.mark.parametrize(
    "content",
    [
        f"url\n{URL}\n{OTHER_URL}\n",
        f"url\n{URL}\n{OTHER_URL}",  # no newline at the end
        f"url\r\n{URL}\r\n{OTHER_URL}\r\n",
        b"\xef\xbb\xbf" + f"url\n{URL}\n{OTHER_URL}\n".encode(),
        f"\n\nurl\n\n{URL}\n  \n{OTHER_URL}\n\n",
        f'note,URL ,priority\nthe first,{URL},1\n"a, b", {OTHER_URL} ,2\n',
        f"url\n{URL}\n{OTHER_URL}\n{URL}?year=2026\n{URL}.json\n{HUB}\n{HUB.upper()}\n",  # duplicates
        f"url,found_on,depth\n{URL},,\n{OTHER_URL},none,x\n",
        f"url,depth\n{URL},-1\n{OTHER_URL},99999999999999999999\n",
    ],
)
def test_forms_of_the_same_list(tmp_path: Path, content: bytes | str) -> None:
    found = listed(tmp_path / "hubs.csv", content)
    assert found.hubs == [ListedHub(HUB), ListedHub(OTHER_HUB)]
    assert found.problems == []


def test_where_a_hub_was_found_and_how_far_away(tmp_path: Path) -> None:
    content = f"url,found_on,depth\n{URL},{OTHER_HUB.upper()},2\n{OTHER_URL},,0\n"
    assert listed(tmp_path / "hubs.csv", content).hubs == [ListedHub(HUB, OTHER_HUB, 2), ListedHub(OTHER_HUB)]


def test_a_missing_file_is_an_empty_list(tmp_path: Path) -> None:
    assert read_hubs(tmp_path / "hubs.csv") == HubList([], [])
    assert listed(tmp_path / "hubs.csv", b"") == HubList([], [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("https://pith.science/citations/../../etc/passwd", "the path is not /citations/<uuid>"),
        ("a'; DROP TABLE hubs; --", "a hub URL starts with https:// or http://"),
        (f"{URL}%00", "the path is not"),
        (f"{URL}\x00", "control characters"),
        ("x" * 10_000, "more than 2048"),
        (f"https://me:secret@pith.science/citations/{HUB}", "a user name or password"),
        (f"https://elsewhere.example/citations/{HUB}", "the host is not"),
        (f"file:///citations/{HUB}", "a hub URL starts with"),
        (f'"{URL}', "it is not valid CSV"),
        (f"{URL},more", "it has 2 cells, the header has 1"),
        ('""', "the column url is empty"),
        ("https://pith.science/citations/\udcff", "control characters or broken ones|control characters"),
        ("x" * 100_000, "longer than 64 KiB"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_bad_row_is_told_with_its_number_and_harms_no_other(tmp_path: Path, row: str, said: str) -> None:
    content = f"url\n{URL}\n{row}\n{OTHER_URL}\n".encode("utf-8", "surrogateescape")
    found = listed(tmp_path / "hubs.csv", content)
    assert [one.hub_id for one in found.hubs] == [HUB, OTHER_HUB]
    [problem] = found.problems
    assert problem.number == 3
    assert any(one in problem.problem for one in said.split("|")), problem.problem
    assert "secret" not in problem.problem
    assert problem.problem.isprintable()


def test_a_list_without_the_column_is_one_problem(tmp_path: Path) -> None:
    found = listed(tmp_path / "hubs.csv", f"address\n{URL}\n")
    assert found.hubs == []
    assert [one.number for one in found.problems] == [1]


@pytest.mark.parametrize("text", [HUB, HUB.upper(), f" {URL} ", f"{URL}.json", f"{URL}?year=2026&cat=cs.LG"])
def test_what_names_a_hub(text: str) -> None:
    assert hub_named(text) == HUB


def test_another_sites_url_names_a_hub_where_it_is_told(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:8000/citations/{HUB}"
    assert hub_named(url, LOCAL) == HUB
    with pytest.raises(InvalidHubURL):
        hub_named(url)


# Adding


def test_a_list_is_made_where_there_is_none(hubs_csv: Path) -> None:
    assert add_hubs(hubs_csv, [ListedHub(HUB), ListedHub(OTHER_HUB, HUB, 1)], day(0)) == [
        ListedHub(HUB),
        ListedHub(OTHER_HUB, HUB, 1),
    ]
    assert hubs_csv.read_text() == (
        "url,added_at,found_on,depth\n"
        f"{URL},2026-03-01T00:00:00.000000Z,,0\n"
        f"https://pith.science/citations/{OTHER_HUB},2026-03-01T00:00:00.000000Z,{HUB},1\n"
    )
    assert read_hubs(hubs_csv).hubs == [ListedHub(HUB), ListedHub(OTHER_HUB, HUB, 1)]


def test_what_is_listed_is_not_added_again(hubs_csv: Path) -> None:
    add_hubs(hubs_csv, [ListedHub(HUB)], day(0))
    before = hubs_csv.read_bytes()
    assert add_hubs(hubs_csv, [ListedHub(HUB, OTHER_HUB, 3)], day(1)) == []
    assert hubs_csv.read_bytes() == before
    added = add_hubs(hubs_csv, [ListedHub(OTHER_HUB, None, 0), ListedHub(OTHER_HUB, HUB, 5), ListedHub(HUB)], day(2))
    assert added == [ListedHub(OTHER_HUB)]


def test_a_hub_that_is_listed_at_the_sites_own_host_is_not_added_again(hubs_csv: Path) -> None:
    hubs_csv.parent.mkdir()
    hubs_csv.write_text(f"url\nhttp://127.0.0.1:8000/citations/{HUB}\n")
    assert add_hubs(hubs_csv, [ListedHub(HUB)], day(0), LOCAL) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_columns_and_line_ends_of_the_file_are_kept(hubs_csv: Path, line_end: str, last: str, mark: bytes) -> None:
    hubs_csv.parent.mkdir()
    rows = f'note,url,mine\n"a ""b"", c",{URL},x'.replace("\n", line_end) + (line_end if last else "")
    before = mark + rows.encode()
    hubs_csv.write_bytes(before)
    add_hubs(hubs_csv, [ListedHub(OTHER_HUB)], day(0))
    after = hubs_csv.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(line_end.encode()) == 3
    assert read_hubs(hubs_csv) == HubList([ListedHub(HUB), ListedHub(OTHER_HUB)], [])
    with hubs_csv.open(encoding="utf-8-sig", newline="") as file:
        assert [row["mine"] for row in csv.DictReader(file)] == ["x", ""]


@pytest.mark.parametrize("content", ["\n\naddress\n", f"address\n{URL}\n", '"url\n', b"\xff\xfeu\x00r\x00l\x00"])
def test_nothing_is_added_to_a_file_without_the_column(hubs_csv: Path, content: str | bytes) -> None:
    hubs_csv.parent.mkdir()
    before = content.encode() if isinstance(content, str) else content
    hubs_csv.write_bytes(before)
    with pytest.raises(InvalidHubURL, match="the first row must name url"):
        add_hubs(hubs_csv, [ListedHub(HUB)], day(0))
    assert hubs_csv.read_bytes() == before


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_a_hub_that_was_found_stays_one_in_a_list_without_those_columns(
    hubs_csv: Path, line_end: str, last: str
) -> None:
    """Else it would pass for one that a person listed, and discovery would go on from it without end."""
    hubs_csv.parent.mkdir()
    rows = f'\nnote,url\n"a ""b"", c",{URL}\n\nno hub\n'.replace("\n", line_end)
    hubs_csv.write_bytes((rows if last else rows.removesuffix(line_end)).encode())
    hubs_csv.chmod(0o640)
    add_hubs(hubs_csv, [ListedHub(OTHER_HUB, HUB, 1)], day(0))
    add_hubs(hubs_csv, [ListedHub(THIRD_HUB, OTHER_HUB, 2)], day(1))
    found = read_hubs(hubs_csv)
    assert found.hubs == [ListedHub(HUB), ListedHub(OTHER_HUB, HUB, 1), ListedHub(THIRD_HUB, OTHER_HUB, 2)]
    assert [one.number for one in found.problems] == [5]
    lines = hubs_csv.read_bytes().split(line_end.encode())
    assert lines[1:6] == [
        b"note,url,added_at,found_on,depth",
        f'"a ""b"", c",{URL},,,'.encode(),
        b"",
        b"no hub,,,",
        f",https://pith.science/citations/{OTHER_HUB},2026-03-01T00:00:00.000000Z,{HUB},1".encode(),
    ]
    assert [path.name for path in hubs_csv.parent.iterdir()] == ["hubs.csv"]
    assert hubs_csv.stat().st_mode & 0o777 == 0o640


def test_bad_rows_stay_where_they_are(hubs_csv: Path) -> None:
    hubs_csv.parent.mkdir()
    hubs_csv.write_text(f"url\nno hub\n{URL}\n")
    add_hubs(hubs_csv, [ListedHub(OTHER_HUB)], day(0))
    found = read_hubs(hubs_csv)
    assert [one.hub_id for one in found.hubs] == [HUB, OTHER_HUB]
    assert [one.number for one in found.problems] == [2]


def test_two_programs_add_at_the_same_time(hubs_csv: Path) -> None:
    """Each adds hubs of its own and some that both have, one by one: none is lost, none is there twice.

    The list lacks columns, so that one of them puts a new file in its place while the other waits for the old one.
    """
    hubs_csv.parent.mkdir()
    hubs_csv.write_text(f"url\n{URL}\n")
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from pipelines.fetching.hub_list import ListedHub, add_hubs\n"
        "sys.stdin.readline()\n"
        "for number in range(int(sys.argv[2]), int(sys.argv[2]) + 60):\n"
        "    hub = ListedHub(f'00000000-0000-4000-8000-{number:012d}', None, 1)\n"
        "    add_hubs(Path(sys.argv[1]), [hub], datetime.now(UTC))\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(hubs_csv), str(first)], stdin=subprocess.PIPE)
        for first in (0, 30)
    ]
    for one in programs:
        assert one.stdin is not None
        os.write(one.stdin.fileno(), b"\n")
    assert [one.wait(60) for one in programs] == [0, 0]
    for one in programs:
        assert one.stdin is not None
        one.stdin.close()
    lines = hubs_csv.read_text().splitlines()
    assert len(lines) == 2 + 90
    assert len(read_hubs(hubs_csv).hubs) == 91
    assert read_hubs(hubs_csv).problems == []
