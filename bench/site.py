"""A site on loopback: nginx, pages with ETags, sent compressed as sites send them.

`bench.fetching` and `bench.job` ask it for pages; no page is made here.
"""

import gzip
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.pages import hub_id

MISSING: Final = "there is no nginx (Debian and Ubuntu: apt-get install nginx-light)"
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
    types {{ text/plain txt; application/json json; }}
    gzip_static on;
    client_body_temp_path {folder}/temp; proxy_temp_path {folder}/temp; fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp; scgi_temp_path {folder}/temp;
    server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


class Site:
    """The pages of a running nginx; `address` is its `127.0.0.1:port`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self._places = folder / "citations"

    def url(self, number: int) -> str:
        """Give the address of a page."""
        return f"http://{self.address}/citations/{hub_id(number)}"

    def put(self, number: int, body: bytes, edition: int = 0, suffix: str = "") -> None:
        """Serve a page from now on; another edition has another ETag, which nginx makes from time and size.

        With the suffix `.json` it is the twin of the page.
        """
        path = self._places / (hub_id(number) + suffix)
        packed = path.with_name(f"{path.name}.gz")
        for place, content in ((path, body), (packed, gzip.compress(body, 6))):
            place.write_bytes(content)
            os.utime(place, (1_700_000_000 + edition, 1_700_000_000 + edition))

    def link(self, number: int, to: int) -> None:
        """Serve the same bytes as another page."""
        for suffix in ("", ".gz"):
            (self._places / (hub_id(number) + suffix)).hardlink_to(self._places / (hub_id(to) + suffix))


@contextmanager
def served() -> Iterator[Site | None]:
    """Start nginx without a page; None where there is no nginx.

    Raises:
        RuntimeError: nginx does not start.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pages" / "citations").mkdir(parents=True)
        folder.chmod(0o755)  # nginx may drop its rights
        (folder / "pages" / "robots.txt").write_text("User-agent: *\nDisallow: /search\nAllow: /\n")
        port = _free_port()
        config = folder / "nginx.conf"
        config.write_text(_CONFIG.format(folder=folder, port=port))
        server = subprocess.Popen([program, "-p", name, "-c", str(config)], stderr=subprocess.PIPE)
        try:
            _wait_for(port, server)
            yield Site(folder / "pages", port)
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
