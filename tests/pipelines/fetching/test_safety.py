"""Hostile keys and secrets: nothing gets in by a key, and no secret gets out (FAULTS.md F30, F34)."""

from __future__ import annotations

import gzip
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.fetching.client import SiteClient
from pipelines.fetching.hub_list import read_hubs
from pipelines.fetching.receipt import new_receipt
from pipelines.settings import shown
from pipelines.workspace import DataFolder
from tests.assets.runs import runner
from tests.live import answers, broken_answers
from tests.live.hostile_bodies import HOSTILE_KEYS, with_hostile_links
from tests.live.site_server import SiteServer
from tests.live.worlds import linked_site, small_hub, world_of
from tests.pagewriter.records import CoCitedWork
from tests.pipelines.fetching.support import QUICK, START, Folder, Pair

BODY = b"<html><body>made up</body></html>"
CONTACT = "made-up-secret-contact@example.org"


def everything_in(root: Path) -> bytes:
    """All that a run left on the disk, packed bytes unpacked."""
    found = []
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found.append(gzip.decompress(content) if path.name.endswith(".gz") else content)
    return b"\n".join(found)


# F30


def test_rows_with_hostile_keys_are_refused_and_stop_nobody(hubs: Pair) -> None:
    path = hubs.folder.folder.hubs_csv
    keys = [*HOSTILE_KEYS[:-1], "\x1b[31m", "=HYPERLINK(1)", f"{hubs.bad}/../x", f"{hubs.bad}%00"]
    hostile = [f'"https://pith.science/citations/{key}"' for key in keys]
    path.write_text("\n".join(["url", *hostile, hubs.good]) + "\n", "utf-8")
    fetched = hubs.folder.fetch()
    refused = [one for one in fetched.captures if one.hub_id is None]
    assert [one.outcome for one in refused] == ["refused"] * len(hostile)
    assert all(one.reason.isprintable() for one in refused)
    assert fetched.outcomes(hubs.good) == ["ok"]
    assert {one.path for one in hubs.site.requests} == {"/robots.txt", f"/citations/{hubs.good}"}
    hubs.folder.load()
    assert hubs.folder.ask("SELECT count(*) FROM hubs") == [(1,)]


def test_hostile_keys_in_links_are_never_taken_up(tmp_path: Path) -> None:
    world = linked_site(3)
    root, *children = world.hubs
    record = with_hostile_links(world.hubs[root])
    longer = tuple(CoCitedWork(f"{small_hub(7).hub_id}{tail}", "A longer key") for tail in ("0", "/../x", "%00", "'--"))
    hostile = replace(record, co_cited=(*longer, *record.co_cited))
    with SiteServer(world_of([hostile, *(world.hubs[one] for one in children)])) as site:
        folder = Folder(tmp_path, site, discovery_depth=1)
        folder.list_hubs(root)
        fetched = folder.fetch()
        assert {one.hub_id for one in read_hubs(folder.folder.hubs_csv).hubs} == set(world.hubs)
        assert {one.path for one in site.hub_requests} == {f"/citations/{one}" for one in world.hubs}
        assert fetched.receipt.outcomes == {"ok": 3}


def test_no_link_is_followed_out_of_the_raw_folder(hubs: Pair, tmp_path: Path) -> None:
    outside = tmp_path / "outside.warc.gz"
    outside.write_bytes(b"not ours")
    raw = hubs.folder.folder.raw
    raw.mkdir(parents=True)
    (raw / "pithhouse-202501-00001.warc.gz").symlink_to(outside)
    fetched = hubs.fetch()
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert outside.read_bytes() == b"not ours"
    assert {one.warc_file for one in fetched.captures} == {"pithhouse-202611-00001.warc.gz"}


# F34


def test_secrets_of_the_site_are_neither_stored_nor_sent_back(hubs: Pair, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    cookies = [("Set-Cookie", "a\x01[=made-up-secret-8; expires=never"), ("Set-Cookie", "made-up-secret-9")]
    hubs.site.route(hubs.path, answers.with_secrets(BODY), answers.page(BODY, fields=cookies[1:]))
    hubs.folder.fetch()
    fetched = hubs.folder.fetch()
    assert fetched.outcomes(hubs.bad) == ["ok"]
    hubs.folder.load()
    sent = [(name.lower(), value) for one in hubs.site.requests for name, value in one.fields]
    assert {name for name, _ in sent} <= {
        "host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since",
    }  # fmt: skip
    assert "made-up-secret" not in repr(sent) + caplog.text + repr(fetched)
    assert b"made-up-secret" not in everything_in(hubs.folder.folder.root)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nSet-Cookie: made-up-secret\x00\r\n",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: made-up-secret" + b"x" * 99_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: made-up-secret\r\n",
        b"made-up-secret\r\n",
    ],
)
def test_a_broken_head_is_told_without_its_bytes(hubs: Pair, head: bytes) -> None:
    fetched = hubs.fetch(broken_answers.raw(head + b"\r\n" + BODY))
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", "failed"]
    assert "made-up-secret" not in repr(fetched)
    assert b"made-up-secret" not in everything_in(hubs.folder.folder.root)


def test_the_contact_is_sent_and_shown_nowhere(hubs: Pair, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = hubs.folder.settings(contact=CONTACT)
    fetched = hubs.fetch(contact=CONTACT)
    hubs.folder.load()
    agents = {one.field("user-agent") for one in hubs.site.requests}
    assert agents == {f"{fetched.receipt.user_agent} (+{CONTACT})"}
    live = hubs.folder.live(contact=CONTACT)
    client = SiteClient(settings, new_receipt("x", "y", START), lambda: START, None)  # type: ignore[arg-type]
    for text in (repr(settings), str(settings), repr(shown(settings)), repr(live), repr(client), repr(fetched)):
        assert CONTACT not in text
    assert CONTACT not in caplog.text
    assert CONTACT.encode() not in everything_in(hubs.folder.folder.root)


def test_the_contact_is_in_no_metadata_of_a_run(
    hubs: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, value in (hubs.folder.given | QUICK | {"contact": CONTACT}).items():
        monkeypatch.setenv(f"PITHHOUSE_{name.upper()}", str(value).lower())
    with runner(hubs.folder.folder.root) as running:
        result = running.run()
        assert result.success
        events = repr([one.event_specific_data for one in result.all_events]) + repr(result.all_events)
        assert CONTACT not in events + caplog.text
    assert any(CONTACT in (one.field("user-agent") or "") for one in hubs.site.requests)
    assert CONTACT.encode() not in everything_in(DataFolder(hubs.folder.folder.root).root)
