"""Records of web archives written by hand, as the tools that crawl write them; every page in them is made up."""

import base64
import hashlib
import sys
from pathlib import Path

from pipelines.landing.archives.source import Tally
from pipelines.landing.captures import Arrival
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from tests.pipelines.landing.samples import LANDED, PAGE, URL

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd  # noqa: F401

DAY = "2026-11-{:02d}T06:00:00Z"
NOTHING = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
"""The digest of no bytes, as Heritrix writes it where the server sent none."""


def other_page(number: int) -> bytes:
    """A made-up page that differs from the others."""
    return b"<!doctype html><title>Made-up page %d</title><p>%d Pith papers citing it</p>\n" % (number, number)


def record(kind: str, url: str, block: bytes, /, date: str = DAY.format(1), **fields: str) -> bytes:
    """One record, not packed; `None` leaves a field out, an underscore in a name stands for a dash."""
    said = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": date,
        "WARC-Record-ID": f"<urn:uuid:{_id(block, url, date)}>",
    }
    if kind in ("response", "revisit"):
        said["Content-Type"] = "application/http; msgtype=response"
    said |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}\r\n" for name, value in said.items() if value]
    head = "".join(["WARC/1.1\r\n", *lines, f"Content-Length: {len(block)}\r\n\r\n"])
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes = PAGE, status: str = "HTTP/1.1 200 OK", **fields: str) -> bytes:
    """An HTTP response."""
    said = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    return "".join([status, "\r\n", *(f"{name}: {value}\r\n" for name, value in said.items()), "\r\n"]).encode() + body


def response(body: bytes = PAGE, url: str = URL, /, date: str = DAY.format(1), **fields: str) -> bytes:
    """A response record with a page."""
    return record("response", url, http(body), date=date, **fields)


def sha1(content: bytes) -> str:
    """A digest as most tools write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def sha256(content: bytes) -> str:
    """A digest as Browsertrix writes it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def read(folder: Path, *parts: bytes, name: str = "a.warc", landed: RawStore | None = None) -> list[Arrival]:
    """What comes of one file with these records."""
    path = folder / name
    path.write_bytes(b"".join(parts))
    return list(arrivals([path], LANDED, landed))


def counted(folder: Path, *parts: bytes) -> tuple[list[Arrival], int]:
    """What comes of one file with these records, and how many were passed over."""
    path, tally = folder / "a.warc", Tally()
    path.write_bytes(b"".join(parts))
    return list(arrivals([path], LANDED, tally=tally)), tally.other_records


def said(found: list[Arrival]) -> list[tuple[str, bytes]]:
    """Outcome and body of each arrival."""
    return [(one.outcome, one.body) for one in found]


def _id(block: bytes, url: str, date: str) -> str:
    digest = hashlib.md5(block + url.encode() + date.encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
