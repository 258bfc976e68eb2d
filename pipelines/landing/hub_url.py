"""The URLs of hub pages: which hub, which filters, page or JSON twin.

HUB_PAGES.md section 2 is the rule; nothing here may fetch or look at a page. The sources call it for every
URL that comes in, the parsers and the live source call it to build one.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pipelines.landing.errors import InvalidHubURL

__all__ = [
    "HUB_HOSTS",
    "HUB_ID",
    "SITE",
    "HubAddress",
    "InvalidHubURL",
    "checked_filters",
    "hub_url",
    "parse_hub_url",
    "shown",
]

SITE = "https://pith.science"
HUB_HOSTS = ("pith.science", "www.pith.science")
HUB_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MAX_URL_CHARACTERS = 2048

_PATH = re.compile(rf"/citations/({HUB_ID.pattern})(\.json)?", re.IGNORECASE)
_FILTER_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Which view of which hub: `filters` are (key, value) pairs sorted by key, values as decoded."""

    hub_id: str
    filters: tuple[tuple[str, str], ...]
    is_twin: bool


def parse_hub_url(url: str, hosts: tuple[str, ...] = HUB_HOSTS) -> HubAddress:
    """Read a hub URL strictly (HUB_PAGES.md section 2, FAULTS.md F30).

    Args:
        url: `http` or `https`, one of `hosts` (which are not part of the identity),
        `/citations/<uuid>[.json]`, and
            any filters. A fragment is ignored; a uuid in capitals is lowered.
        hosts: the host names that serve hub pages; a port is not looked at.

    Returns:
        The hub, its filters and whether the JSON twin is meant.

    Raises:
        InvalidHubURL: the URL names no hub page; the message says what is wrong.
    """
    if len(url) > MAX_URL_CHARACTERS:
        raise InvalidHubURL(f"the URL has {len(url)} characters, more than {MAX_URL_CHARACTERS}: {shown(url)}")
    if _UNSAFE.search(url):
        raise InvalidHubURL(f"the URL holds control characters: {shown(url)}")
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError as error:
        raise InvalidHubURL(f"not a URL ({error}): {shown(url)}") from error
    if parts.scheme not in ("http", "https"):
        raise InvalidHubURL(f"a hub URL starts with https:// or http://: {shown(url)}")
    if "@" in parts.netloc:
        raise InvalidHubURL("the URL holds a user name or password; remove it")
    if host not in hosts:
        raise InvalidHubURL(f"the host is not {' or '.join(dict.fromkeys(hosts))}: {shown(url)}")
    match = _PATH.fullmatch(parts.path)
    if match is None:
        raise InvalidHubURL(f"the path is not /citations/<uuid> or /citations/<uuid>.json: {shown(url)}")
    return HubAddress(match[1].lower(), _filters(parts.query), match[2] is not None)


def hub_url(address: HubAddress, host: str = SITE) -> str:
    """The URL of a view of a hub: the inverse of `parse_hub_url`, filters percent-encoded."""
    suffix = ".json" if address.is_twin else ""
    query = f"?{urlencode(address.filters, quote_via=quote)}" if address.filters else ""
    return f"{host}/citations/{address.hub_id}{suffix}{query}"


def checked_filters(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Filters sorted by key.

    Raises:
        InvalidHubURL: a key is no plain word, is given twice, or a value holds control characters.
    """
    for key, value in pairs:
        if not _FILTER_KEY.fullmatch(key):
            raise InvalidHubURL(f"a filter's name must be a plain word: {shown(key)}")
        if _UNSAFE.search(value):
            raise InvalidHubURL(f"the filter {key} holds control characters or broken ones: {shown(value)}")
    if len({key for key, _ in pairs}) < len(pairs):
        raise InvalidHubURL("a filter is given twice, which of the two holds is not known")
    return tuple(sorted(pairs))


def shown(text: str) -> str:
    """Foreign text for a message: quoted, escaped, at most 200 characters."""
    return ascii(text if len(text) <= 200 else text[:200] + "…")


def _filters(query: str) -> tuple[tuple[str, str], ...]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=16)
    except ValueError as error:
        raise InvalidHubURL(f"the filters cannot be read ({error}): {shown(query)}") from error
    return checked_filters(pairs)
