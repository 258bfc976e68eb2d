"""The URL under which an arrival is stored: the one it came with if that fits a header, else its file's.

Whether it is a hub's is not checked here.
"""

import re
from urllib.parse import quote, urlsplit

from w3lib.url import safe_url_string

from pipelines.landing.hub_url import MAX_URL_CHARACTERS

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+")


def stored_url(url: str, source: str, part: str = "") -> str:
    """Return `url` as printable ASCII (RFC 3986); `file_url` if it is no URL, too long, or holds a password."""
    url = url.strip()
    try:
        if len(url) > MAX_URL_CHARACTERS or "@" in urlsplit(url).netloc:
            return file_url(source, part)
        plain = url if _PLAIN.fullmatch(url) else safe_url_string(url)
    except ValueError:
        return file_url(source, part)
    return plain if _PLAIN.fullmatch(plain) else file_url(source, part)


def file_url(source: str, part: str = "") -> str:
    """Return `file:captures.csv#row-3`, for what came without a URL; the file's folders are left out."""
    name = quote(source.encode("utf-8", "surrogateescape"), safe="")
    return f"file:{name}{f'#{quote(part)}' if part else ''}"
