"""Bodies that are hostile, or are not what was asked for: made-up pages, lies about characters, bombs.

No HTTP may be here: answers.py sends them. Large ones are made when they are first wanted, never stored.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tests.pagewriter.records import CoCitedWork, HubRecord

_MEBIBYTE = 1_048_576

# Pages with 200 that are no hub (F12)

LOGIN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head><body>
<header><a href="/">pith.</a> <a href="/login">sign in</a></header>
<main><h1>Welcome back</h1><p>You have to sign in before you can go on.</p>
<form method="post" action="/login"><label>E-mail <input name="email"></label>
<label>Password <input type="password" name="password"></label><button>Sign in</button></form></main>
<footer><p>About</p></footer></body></html>
"""
CAPTCHA_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>One moment</title></head><body>
<main><h1>Are you a person?</h1><p>Tick the box, so that we know. This takes a second.</p>
<form><input type="checkbox" name="person"> I am</form><p>Request number 7f3a made-up</p></main>
<script>setTimeout(function(){document.forms[0].submit()},4000)</script></body></html>
"""
MAINTENANCE_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Back soon</title></head><body>
<h1>We are moving the furniture</h1><p>All hub pages are away for an hour. Please come back later.</p></body></html>
"""
PARKED_PAGE = "<html><body><h1>This name may be for sale</h1></body></html>\n"

# robots.txt (F10)

ROBOTS: Mapping[str, bytes] = {
    "allows all": b"User-agent: *\nDisallow:\n",
    "disallows all": b"User-agent: *\nDisallow: /\n",
    "disallows hubs": b"User-agent: *\nDisallow: /citations/\n",
    "disallows pithhouse alone": b"User-agent: *\nAllow: /\n\nUser-agent: pithhouse\nDisallow: /\n",
    "byte order mark": b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n",
    "wildcards": b"User-agent: *\nDisallow: /*?*year=\nDisallow: /*.json$\nAllow: /citations/\n",
    "longest wins": b"User-agent: *\nDisallow: /\nAllow: /citations/\n",
    "crawl-delay": b"User-agent: *\nCrawl-delay: 3\nDisallow:\n",
    "huge crawl-delay": b"User-agent: *\nCrawl-delay: 86400\nDisallow:\n",
    "garbage crawl-delay": b"User-agent: *\nCrawl-delay: soon\nDisallow:\n",
    "html": b"<!DOCTYPE html><html><body><h1>Not here</h1><p>Disallow: /</p></body></html>\n",
    "no utf-8": b"User-agent: *\nDisallow: /caf\xe9\n\xff\xfe\x00\n",
    "carriage returns": b"User-agent: *\rDisallow: /\r",
    "empty": b"",
}


@cache
def large_robots(size: int = 600_000) -> bytes:
    """A robots.txt of that size: `Disallow: /citations/` first, and `Disallow: /` as its last line.

    RFC 9309 wants 500 KiB to be read at least: beyond it the last line may be seen or not.
    """
    first, last = b"User-agent: *\nDisallow: /citations/\n", b"Disallow: /\n"
    filler = b"# nothing to see on this line, it only makes the file long\n"
    lines = (size - len(first) - len(last)) // len(filler)
    return first + filler * lines + last


# Characters (F14)


def character_lies(text: str) -> Mapping[str, tuple[bytes, str]]:
    """A page in other bytes than its Content-Type says: by name, (bytes, Content-Type)."""
    plain = text.encode()
    return {
        "utf-16 said, utf-8 sent": (plain, "text/html; charset=utf-16"),
        "utf-8 said, latin-1 sent": (text.encode("latin-1", "replace"), "text/html; charset=utf-8"),
        "latin-1 said, utf-8 sent": (plain, "text/html; charset=iso-8859-1"),
        "utf-8 mark": (b"\xef\xbb\xbf" + plain, "text/html; charset=utf-8"),
        "utf-16 mark under utf-8": (text.encode("utf-16"), "text/html; charset=utf-8"),
        "unknown charset": (plain, "text/html; charset=x-made-up"),
        "no charset": (plain, "text/html"),
        "charset bomb": (plain, "text/html; charset=" + "a" * 5_000),
        "NUL": (inside(text, "\x00<p>a\x00b</p>").encode(), "text/html; charset=utf-8"),
        "lone surrogate": (
            inside(text, "<p>\ud800 \udfff</p>").encode("utf-8", "surrogatepass"),
            "text/html; charset=utf-8",
        ),
        "bad bytes": (plain.replace(b"</body>", b"<p>\xff\xfe\xc3\x28</p></body>"), "text/html; charset=utf-8"),
    }


# Time bombs of parsers (F15, F17); each around a page, so that it is a hub but for them


def inside(page: str, hostile: str) -> str:
    """The page with something more at the end of its body."""
    before, end, after = page.rpartition("</body>")
    if not end:
        raise ValueError("the page has no </body> to put something before")
    return before + hostile + end + after


def deeply_nested(page: str, depth: int = 100_000) -> bytes:
    """Divs in divs (1.1 MB by default)."""
    return inside(page, "<div>" * depth + "</div>" * depth).encode()


def unclosed(page: str, depth: int = 100_000) -> bytes:
    """Inline tags that are never closed: each block that follows opens them all again."""
    return inside(page, "<b><i>" * (depth // 2) + "<p>x</p>" * 20).encode()


def many_attributes(page: str, count: int = 100_000) -> bytes:
    """One tag with that many attributes (about 1 MB)."""
    return inside(page, "<p " + " ".join(f"a{number}=1" for number in range(count)) + ">x</p>").encode()


def long_attribute(page: str, size: int = 5_000_000) -> bytes:
    """One attribute of that size."""
    return inside(page, f'<p title="{"x" * size}">x</p>').encode()


def many_siblings(page: str, count: int = 1_000_000) -> bytes:
    """Paragraphs side by side (33 MB by default)."""
    return inside(page, "<p>another made-up paragraph</p>\n" * count).encode()


# Keys of hubs in links (F30)

HOSTILE_KEYS = (
    "../../etc/passwd",
    "a'; DROP TABLE hubs; --",
    "%00",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "k" * 10_240,
    "00000000-0000-0000-0000-00000000000g",
    "..\\..\\windows",
    "",
)


def with_hostile_links(record: HubRecord) -> HubRecord:
    """The record with co-cited works whose hubs have the keys above, before those that it has."""
    works = tuple(CoCitedWork(key, f"A made-up work {number}") for number, key in enumerate(HOSTILE_KEYS))
    return replace(record, has_co_cited=True, co_cited=(*works, *record.co_cited))


# Codings (F5)


@cache
def gzip_bomb(mebibytes: int = 300) -> bytes:
    """One gzip member of so many mebibytes of blanks, about a kilobyte for each; its trailer is right."""
    coder = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    blanks, checksum = b" " * _MEBIBYTE, 0
    block = coder.compress(blanks) + coder.flush(zlib.Z_FULL_FLUSH)
    for _ in range(mebibytes):
        checksum = zlib.crc32(blanks, checksum)
    trailer = struct.pack("<II", checksum, mebibytes * _MEBIBYTE & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * mebibytes + coder.flush() + trailer


def brotli_stored(content: bytes) -> bytes:
    """A Brotli stream that stores its content (RFC 7932 section 9.2): no library is needed to write it."""
    parts = []
    for start in range(0, len(content), 65_536):
        piece = content[start : start + 65_536]
        window = 0 if start else 1  # one bit more, a zero, before the first block: a window of 64 KiB
        bits = ((len(piece) - 1) << 3 | 1 << 19) << window
        parts.append(bits.to_bytes(3, "little") + piece)
    return b"".join(parts) + (b"\x03" if parts else b"\x06")


def zstd_stored(content: bytes) -> bytes:
    """A Zstandard frame that stores its content (RFC 8878 section 3.1.1)."""
    frame = bytearray(b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(content)))
    for start in range(0, len(content) or 1, 131_072):
        piece = content[start : start + 131_072]
        is_last = start + 131_072 >= len(content)
        frame += (len(piece) << 3 | is_last).to_bytes(3, "little") + piece
    return bytes(frame)
