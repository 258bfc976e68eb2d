"""The URLs of hub pages: which hub, which filters, page or JSON twin.

HUB_PAGES.md section 2 is the rule; nothing here may fetch or read a page.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pipelines.landing.errors import InvalidHubURL

__all__ = [
    "FILTERS",
    "HUB_HOSTS",
    "HUB_ID",
    "SITE",
    "HubAddress",
    "InvalidHubURL",
    "checked_filters",
    "hub_url",
    "parse_hub_url",
    "shown",
    "unread_parameters",
]

SITE = "https://pith.science"
HUB_HOSTS = ("pith.science", "www.pith.science")
HUB_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MAX_URL_CHARACTERS = 2048

FILTERS = frozenset({"cat", "year", "verdict", "role", "polarity"})
"""The parameters that are filters: the only ones ever seen (HUB_PAGES.md section 2)."""

_PATH = re.compile(rf"/citations/({HUB_ID.pattern})(\.json)?", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:$\[\]-]{0,63}")
_HARMLESS = re.compile(
    r"utm_\w+|fbclid|[gd]clid|gclsrc|[gw]braid|msclkid|yclid|twclid|ttclid|li_fat_id|igsh(id)?|mc_[ce]id|_g[al]|_hs(enc|mi)"
    r"|ref(_src|_url)?|referrer|source",
    re.IGNORECASE,
)
"""Parameters that others append to record where a reader came from; no site selects rows by them."""

_SEPARATOR = re.compile(r"&(?:amp;)?|;(?=[^&;=]+=)")
"""Between parameters: `&`, as HTML escapes it too, and `;`, as HTML 4 recommends (appendix B.2.2)."""

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Which view of which hub.

    Attributes:
        hub_id: its uuid.
        filters: (key, value) pairs sorted by key, values as decoded.
        is_twin: whether the JSON twin is meant.
        unread: names of parameters that are not filters but may still select rows, such as `page`.
    """

    hub_id: str
    filters: tuple[tuple[str, str], ...]
    is_twin: bool
    unread: tuple[str, ...] = ()


def parse_hub_url(url: str, hosts: tuple[str, ...] = HUB_HOSTS) -> HubAddress:
    """Read a hub URL strictly (HUB_PAGES.md section 2, FAULTS.md F30).

    Args:
        url: `http` or `https`, one of `hosts` (which are not part of the identity), `/citations/<uuid>[.json]`, and
            any filters. A fragment is ignored; a uuid in capitals is lowered.
        hosts: the host names that serve hub pages; the port is ignored.

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
    filters, unread = _parameters(parts.query)
    return HubAddress(match[1].lower(), filters, match[2] is not None, unread)


def hub_url(address: HubAddress, host: str = SITE) -> str:
    """Return the URL of a view of a hub, filters percent-encoded: the inverse of `parse_hub_url`."""
    suffix = ".json" if address.is_twin else ""
    query = f"?{urlencode(address.filters, quote_via=quote)}" if address.filters else ""
    return f"{host}/citations/{address.hub_id}{suffix}{query}"


def checked_filters(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return filters sorted by key; a filter repeated with the same value counts once.

    Raises:
        InvalidHubURL: a key is not a filter, is given twice, or a value holds control characters.
    """
    pairs = list(dict.fromkeys(pairs))
    for key, value in pairs:
        if not _KEY.fullmatch(key):
            raise InvalidHubURL(f"a filter's name must be a plain word: {shown(key)}")
        if key not in FILTERS:
            raise InvalidHubURL(f"there is no filter {shown(key)}, only {', '.join(sorted(FILTERS))}")
        if _UNSAFE.search(value):
            raise InvalidHubURL(f"the filter {key} holds control characters or broken ones: {shown(value)}")
    if len({key for key, _ in pairs}) < len(pairs):
        raise InvalidHubURL("a filter is given twice, with different values")
    return tuple(sorted(pairs))


def shown(text: str) -> str:
    """Return foreign text for a message: quoted, escaped, at most 200 characters."""
    return ascii(text if len(text) <= 200 else text[:200] + "…")


def unread_parameters(url: str) -> tuple[str, ...]:
    """Return the names of the parameters of a captured URL that may select rows although they are not filters.

    A page with one may show only part of its lists, so it proves no absence (FAULTS.md F24). Parameters known to say
    only where a reader came from are harmless. Empty for URLs that are not a hub's.
    """
    if "?" not in url:
        return ()
    try:
        return _parameters(urlsplit(url).query)[1]
    except ValueError:
        return ()


def _parameters(query: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return the filters in a query, and the names of parameters that may also select rows (FAULTS.md F24)."""
    parts = _SEPARATOR.split(query)
    try:
        pairs = parse_qsl("&".join(parts), keep_blank_values=True, max_num_fields=16)
    except ValueError as error:
        raise InvalidHubURL(f"the filters cannot be read ({error}): {shown(query)}") from error
    for key, _ in pairs:
        if not _KEY.fullmatch(key):
            raise InvalidHubURL(f"a parameter's name must be a plain word: {shown(key)}")
    filters = checked_filters([(key, value) for key, value in pairs if key in FILTERS])
    unread = {key for key, _ in pairs if key not in FILTERS and not _HARMLESS.fullmatch(key)}
    if filters and len(parts) > 1 + query.count("&"):
        unread.add(";")  # whether the site treats it as a separator is unknown
    return filters, tuple(sorted(unread))
