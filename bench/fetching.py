"""How much more than a bare client loop of the same library it costs to fetch pages, and whether memory stays flat.

Both ask nginx on loopback for the same pages, one after the other, without pauses: the bare loop by aiohttp alone, ours
by `SiteClient` with robots.txt, budgets, judging and an arrival for each page. The pages are sent compressed, as sites
send them, and both decompress them. Each measurement is a process of its own, in turns, so that a busy machine disturbs
both alike. Nothing is read or stored. `bench.__main__` calls `compare`.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import aiohttp

from bench.pages import hub_id, page
from bench.site import served
from pipelines.fetching.client import SiteClient
from pipelines.fetching.judging import Wanted
from pipelines.fetching.live_source import USER_AGENT
from pipelines.fetching.receipt import new_receipt
from pipelines.landing.hub_url import HubAddress, hub_url
from pipelines.settings import DEFAULTS, Settings

TURNS: Final = 5
"""How often each of the two is measured; the medians are compared."""

DISTINCT: Final = 200
"""So many pages are made; each address leads to one of them."""

FILES: Final = 10_000
"""So many addresses there are at the most."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: pages, CPU seconds (user and system), wall-clock seconds, bytes, peak memory in MiB."""

    pages: int
    cpu_seconds: float
    seconds: float
    bytes: int
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The bare loop and ours on the same pages (medians), and ours on few and on many pages."""

    bare: Measured
    ours: Measured
    few: Measured
    many: Measured

    @property
    def ratio(self) -> float:
        """How many times the CPU time of the bare loop it takes to fetch."""
        return self.ours.cpu_seconds / self.bare.cpu_seconds

    @property
    def growth(self) -> float:
        """How many times the memory of few pages many take."""
        return self.many.peak_mib / self.few.peak_mib


def compare(pages: int, few: int, many: int) -> Compared | None:
    """Measure both on `pages` pages, in turns, then ours on few and on many; None where there is no nginx."""
    with served() as site:
        if site is None:
            return None
        for number in range(min(max(pages, many), FILES)):
            if number < DISTINCT:
                site.put(number, page(number))
            else:
                site.link(number, number % DISTINCT)
        at = site.address
        runs = [(_in_process("bare", at, pages), _in_process("ours", at, pages)) for _ in range(TURNS)]
        bare, ours = (_median([turn[side] for turn in runs]) for side in (0, 1))
        return Compared(bare, ours, _in_process("ours", at, few), _in_process("ours", at, many))


def _median(runs: list[Measured]) -> Measured:
    chosen = sorted(runs, key=lambda one: one.cpu_seconds)[len(runs) // 2]
    peak = statistics.median(one.peak_mib for one in runs)
    return Measured(chosen.pages, chosen.cpu_seconds, chosen.seconds, chosen.bytes, peak)


def _in_process(which: str, address: str, count: int) -> Measured:
    code = "import sys; from bench.fetching import main; main(*sys.argv[1:])"
    command = [sys.executable, "-c", code, which, address, str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # our own interpreter and code
    return Measured(**json.loads(done.stdout))


def main(which: str, address: str, count: str) -> None:
    """Measure in this process and print the figures as JSON."""
    urls = [_wanted(number, f"http://{address}") for number in range(int(count))]
    fetch: Callable[[list[Wanted]], int] = _by_client if which == "ours" else _by_aiohttp
    cpu, wall = time.process_time(), time.monotonic()
    received = fetch(urls)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"pages": len(urls), "cpu_seconds": cpu, "seconds": wall, "bytes": received, "peak_mib": peak}
    sys.stdout.write(json.dumps(figures))


def _by_aiohttp(urls: list[Wanted]) -> int:
    """Fetch by the library alone, with the same header fields; gives the bytes."""

    async def loop() -> int:
        received = 0
        fields = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
        async with aiohttp.ClientSession(headers=fields) as session:
            for one in urls:
                async with session.get(one.url) as response:
                    received += len(await response.read())
        return received

    return asyncio.run(loop())


def _by_client(urls: list[Wanted]) -> int:
    """Fetch as a run does, view by view from outside of the event loop; gives the bytes."""
    received = 0
    settings = _settings(urls[0].url.partition("/citations/")[0])
    receipt = new_receipt(settings.site, USER_AGENT, datetime.now(UTC))
    with asyncio.Runner() as runner:
        client = SiteClient(settings, receipt, lambda: datetime.now(UTC), asyncio.Event())
        runner.run(client.__aenter__())
        for one in urls:
            [arrival] = runner.get_loop().run_until_complete(client.fetch(one))
            if arrival.outcome != "ok":
                raise RuntimeError(f"{one.url}: {arrival.outcome}: {arrival.reason}")
            received += len(arrival.body)
        runner.run(client.__aexit__(None, None, None))
    return received


def _settings(site: str) -> Settings:
    """Give the settings of a run without politeness, whose budgets are not used up."""
    free = {"seconds_between_requests": 0.0, "longest_pause_seconds": 0.0, "run_requests": 10**9, "run_bytes": 10**15}
    return DEFAULTS.model_copy(update={"site": site, "test_server": site.removeprefix("http://"), **free})


def _wanted(number: int, site: str) -> Wanted:
    address = HubAddress(hub_id(number % FILES), (), is_twin=False)
    return Wanted(address, hub_url(address, site))
