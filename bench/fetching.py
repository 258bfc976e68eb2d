"""How much more than a bare client loop of the same library it costs to fetch pages, and whether memory stays flat.

Both ask nginx on loopback for the same pages, one after the other, without pauses: the bare loop by aiohttp alone, ours
by `SiteClient` with robots.txt, budgets, judging and an arrival for each page. The pages are sent compressed, as sites
send them, and both decompress them. Each measurement is a process of its own, in turns, so that a busy machine disturbs
both alike. Nothing is read or stored. `bench.__main__` calls `compare`.
"""

import asyncio
import gzip
import json
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiohttp

from bench.pages import page
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

_CONFIG: Final = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    default_type text/html;
    types {{ text/plain txt; }}
    gzip_static on;
    client_body_temp_path {folder}/temp; proxy_temp_path {folder}/temp; fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp; scgi_temp_path {folder}/temp;
    server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


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
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name, _served(program, Path(name), max(pages, many)) as port:
        runs = [(_in_process("bare", port, pages), _in_process("ours", port, pages)) for _ in range(TURNS)]
        bare, ours = (_median([turn[side] for turn in runs]) for side in (0, 1))
        return Compared(bare, ours, _in_process("ours", port, few), _in_process("ours", port, many))


@contextmanager
def _served(program: str, folder: Path, count: int) -> Iterator[int]:
    """Serve so many pages, and robots.txt, by nginx; gives its port."""
    places = folder / "pages" / "citations"
    places.mkdir(parents=True)
    folder.chmod(0o755)  # nginx may drop its rights
    (folder / "pages" / "robots.txt").write_text("User-agent: *\nDisallow: /search\nAllow: /\n")
    for number in range(min(count, FILES)):
        path = places / _hub_id(number)
        packed = path.with_name(f"{path.name}.gz")
        if number < DISTINCT:
            path.write_bytes(page(number))
            packed.write_bytes(gzip.compress(page(number), 6))
        else:
            path.hardlink_to(places / _hub_id(number % DISTINCT))
            packed.hardlink_to(places / f"{_hub_id(number % DISTINCT)}.gz")
    port = _free_port()
    config = folder / "nginx.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port))
    server = subprocess.Popen([program, "-p", str(folder), "-c", str(config)], stderr=subprocess.PIPE)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if server.poll() is not None:
            _, said = server.communicate()
            raise RuntimeError(f"nginx did not start: {said.decode(errors='replace')}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start within 20 seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _median(runs: list[Measured]) -> Measured:
    chosen = sorted(runs, key=lambda one: one.cpu_seconds)[len(runs) // 2]
    peak = statistics.median(one.peak_mib for one in runs)
    return Measured(chosen.pages, chosen.cpu_seconds, chosen.seconds, chosen.bytes, peak)


def _in_process(which: str, port: int, count: int) -> Measured:
    code = "import sys; from bench.fetching import main; main(*sys.argv[1:])"
    command = [sys.executable, "-c", code, which, str(port), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # our own interpreter and code
    return Measured(**json.loads(done.stdout))


def main(which: str, port: str, count: str) -> None:
    """Measure in this process and print the figures as JSON."""
    urls = [_wanted(number, f"http://127.0.0.1:{port}") for number in range(int(count))]
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
    address = HubAddress(_hub_id(number % FILES), (), is_twin=False)
    return Wanted(address, hub_url(address, site))


def _hub_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"
