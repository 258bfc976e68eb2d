"""Which addresses are connected to: public ones that were checked, and the named test server (FAULTS.md F9)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from pathlib import Path
from typing import Any

import pytest

from pipelines.fetching.addresses import CheckedResolver, ForbiddenAddress, is_public
from pipelines.fetching.transfer import Answer, Transfer
from pipelines.settings import settings_of
from tests.live import answers
from tests.live.fault_server import FaultServer
from tests.live.worlds import hub_id_of
from tests.pipelines.fetching.support import Folder

PUBLIC = "93.184.215.14"
HUB = hub_id_of("anything")


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.0.0.2 127.255.255.255 0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 fc00::1 fd00:ec2::254 fe80::1
    fec0::1 ff02::1 2001:db8::1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::
    2001:0:7f00:1:: ::127.0.0.1 100::1""".split(),
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def answering(*replies: list[str]) -> tuple[Any, list[str]]:
    """A lookup that gives these addresses, one list for each question, then the last; and what it was asked."""
    asked: list[str] = []

    async def lookup(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        found = replies[min(len(asked), len(replies) - 1)]
        asked.append(host)
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found
        ]

    return lookup, asked


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where sockets are connected to; no connection leaves this machine: each is refused."""
    seen: list[Any] = []

    def connect(_: socket.socket, address: Any) -> None:
        seen.append(address[0])
        raise ConnectionRefusedError("made up")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return seen


def asked_of(root: Path, lookup: Any, site: str = "https://pith.science", times: int = 1) -> list[Answer]:
    async def ask() -> list[Answer]:
        async with Transfer(settings_of(root, site=site), "made up", lookup) as transfer:
            return [await transfer.get(f"{site}/citations/{HUB}", {}) for _ in range(times)]

    return asyncio.run(ask())


def test_a_name_that_answers_public_then_private(tmp_path: Path, connections: list[Any]) -> None:
    lookup, asked = answering([PUBLIC], ["127.0.0.1"])
    first, second = asked_of(tmp_path, lookup, times=2)
    assert first.ended.fault == "failed"
    assert second.ended == ("refused", "pith.science leads to 127.0.0.1, which is no public address", False)
    assert asked == ["pith.science", "pith.science"]
    assert connections == [PUBLIC]  # once, and where it was checked: not resolved again in between


@pytest.mark.parametrize(
    "reply", [["127.0.0.1"], ["::1"], [PUBLIC, "10.0.0.1"], ["fe80::1%eth0"], ["::ffff:127.0.0.1"]]
)
def test_no_connection_is_made_where_one_address_is_private(
    tmp_path: Path, connections: list[Any], reply: list[str]
) -> None:
    lookup, _ = answering(reply)
    (answer,) = asked_of(tmp_path, lookup)
    assert (answer.ended.fault, answer.ended.may_pass, answer.sent) == ("refused", False, 0)
    assert connections == []


@pytest.mark.parametrize("reply", [[], ["no address"]])
def test_a_lookup_without_an_address(tmp_path: Path, connections: list[Any], reply: list[str]) -> None:
    lookup, _ = answering(reply)
    (answer,) = asked_of(tmp_path, lookup)
    assert (answer.ended.fault, answer.ended.may_pass) == ("failed", True)
    assert connections == []


def test_a_name_that_is_not_known(tmp_path: Path, connections: list[Any]) -> None:
    async def lookup(*_: object, **__: object) -> list[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    (answer,) = asked_of(tmp_path, lookup)
    assert answer.ended.reason.startswith("the host's name could not be resolved")
    assert answer.ended.may_pass


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "1.2.3.4.5"]
)
def test_a_site_that_is_written_as_an_address_is_checked_as_well(
    tmp_path: Path, connections: list[Any], host: str
) -> None:
    lookup, _ = answering(["127.0.0.1"])
    (answer,) = asked_of(tmp_path, lookup, f"https://{host}")
    assert answer.ended.fault == "refused"
    assert connections == []


@pytest.mark.parametrize("host", ["0x7f.1", "0x7f000001", "localhost", "localtest"])
def test_other_spellings_are_names_and_resolved(tmp_path: Path, connections: list[Any], host: str) -> None:
    lookup, asked = answering(["127.0.0.1"])
    (answer,) = asked_of(tmp_path, lookup, f"https://{host}")
    assert (answer.ended.fault, asked) == ("refused", [host])
    assert connections == []


def test_the_systems_own_resolver_is_checked() -> None:
    async def resolve() -> None:
        await CheckedResolver().resolve("localhost", 443)

    with pytest.raises(ForbiddenAddress, match="no public address"):
        asyncio.run(resolve())


def test_a_run_whose_site_leads_to_a_private_address_fetches_nothing(tmp_path: Path) -> None:
    with FaultServer() as server:
        server.route("/robots.txt", answers.status(404))
        folder = Folder(tmp_path, server)
        folder.list_hubs(HUB)
        lookup, _ = answering(["127.0.0.1"])
        fetched = folder.fetch(site="https://pith.science", lookup=lookup)
        assert fetched.captures == []
        assert "leads to 127.0.0.1, which is no public address" in fetched.receipt.stop_reason
        assert server.log.connections == 0


def test_only_the_named_port_of_this_machine_may_be_asked(tmp_path: Path) -> None:
    with FaultServer() as server, FaultServer() as other:
        settings = settings_of(tmp_path, site=f"http://{server.address}", test_server=server.address)

        async def ask() -> list[Answer]:
            async with Transfer(settings, "made up") as transfer:
                return [await transfer.get(one.url("/"), {}) for one in (server, other)]

        answered, refused = asyncio.run(ask())
        assert (answered.status, refused.ended.fault) == (404, "refused")
        assert other.log.connections == 0
