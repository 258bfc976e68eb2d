"""Web archives through the command: what a crawl brings besides hub pages is counted, and all good ends with code 0."""

import gzip
import zipfile
from pathlib import Path

import brotli
import pytest

from tests.cli.commands import PAGE, Pithhouse
from tests.pipelines.landing.archives.made_archives import DAY, NOTHING, http, record, response

HUB = PAGE.name.partition(".")[0]
URL = f"https://pith.science/citations/{HUB}"
CSS = record("response", "https://pith.science/style.css", http(b"body{}", Content_Type="text/css"))
LOG = record("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"made up", Content_Type="text/plain")


@pytest.mark.deep
def test_a_crawl_with_good_pages_ends_well_and_its_other_records_are_counted(empty: Pithhouse, tmp_path: Path) -> None:
    page, folder = PAGE.read_bytes(), tmp_path / "crawl"
    folder.mkdir()
    late = record(
        "revisit",
        URL,
        http(b"", "HTTP/1.1 304 Not Modified"),
        date=DAY.format(9),
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/server-not-modified",
        WARC_Payload_Digest=NOTHING,
    )
    (folder / "a.warc").write_bytes(late + LOG + CSS + record("response", URL, http(page, Content_Encoding="br")))
    coded = record("response", URL, http(brotli.compress(page), Content_Encoding="br"), date=DAY.format(2))
    with zipfile.ZipFile(folder / "b.wacz", "w") as wacz:
        wacz.writestr("archive/data.warc.gz", gzip.compress(CSS) + gzip.compress(coded))
    taken = empty("ingest", folder, "--json")
    assert taken.code == 0
    assert (taken.json["captures"]["new"], taken.json["captures"]["other_records"]) == (3, 3)
    assert (taken.json["problems"], taken.json["outcomes"]) == ([], {"ok": 3})
    assert [one["hub_id"] for one in empty("query", "SELECT hub_id FROM hubs", "--json").json] == [HUB]

    waiting = late.replace(DAY.format(9).encode(), DAY.format(1).replace("-11-", "-10-").encode())
    (tmp_path / "c.warc").write_bytes(waiting + response(page, f"https://pith.science/citations/{HUB}/") + CSS)
    shown = empty("ingest", tmp_path / "c.warc")
    assert shown.code == 3
    assert "other records in web archives" in shown.out
    assert "ingest the WARC that holds it as well (record at byte 0)" in " ".join(shown.out.split())
