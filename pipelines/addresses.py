"""What is an origin, a loopback server, an http(s) URL: the forms that settings may have. Nothing is contacted."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

_ORIGIN: Final = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?")


def is_http_url(text: str) -> bool:
    """Return whether a text is an http or https URL with a host."""
    return urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).hostname)


def is_origin(text: str) -> bool:
    """Return whether a text in lower case is an http or https origin: scheme, host and, if any, a valid port."""
    try:
        return _ORIGIN.fullmatch(text) is not None and urlsplit(text).port != 0
    except ValueError:
        return False


def is_loopback_server(text: str) -> bool:
    """Return whether a text is a loopback `address:port`."""
    origin = f"http://{text}"
    if not is_origin(origin) or text.endswith("/"):
        return False
    parts = urlsplit(origin)
    try:
        return parts.port is not None and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
