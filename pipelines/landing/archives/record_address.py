"""Decide by its address whether a record of an archive may be a page of ours.

A crawl brings style sheets, logs, screenshots and other sites' pages; those are counted and left out. Anything that
might be a page of ours is kept.
"""

import re
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from pipelines.landing.hub_url import HUB_HOSTS, HUB_ID, InvalidHubURL, parse_hub_url

_HUB_FOLDER: Final = "/citations/"
_REPLAYED: Final = re.compile(
    rf"/https?:/{{1,2}}(?:www\.)?pith\.science(?::[0-9]+)?/citations/{HUB_ID.pattern}", re.IGNORECASE
)
_ASSET_TYPES: Final = re.compile(r"(?:image|font|audio|video)/|text/css|(?:text|application)/(?:x-)?javascript")
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


def is_hub_url(url: str) -> bool:
    """Return whether a URL is that of a hub page or its JSON twin."""
    try:
        parse_hub_url(url)
    except InvalidHubURL:
        return False
    return True


def may_be_ours(url: str, media_type: str) -> bool:
    """Return whether a record of this address and media type may be a page of ours.

    These are hub pages, anything else below the folder of hub pages except page assets, copies of a hub page that
    another archive replayed, and records without an address.
    """
    if not url or is_hub_url(url):
        return True
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return True
    if parts.scheme.lower() not in ("http", "https") or _ASSET_TYPES.match(media_type.lower()):
        return False
    path = unquote(parts.path)
    is_below_hubs = host in HUB_HOSTS and path.lower().startswith(_HUB_FOLDER) and path.lower() != _HUB_FOLDER
    return is_below_hubs or _REPLAYED.search(path) is not None


def comparable(url: str) -> str:
    """Normalize a URL for comparing records: no fragment, no default port, scheme and host in lower case."""
    bare = urldefrag(url.strip().removeprefix("<").removesuffix(">")).url
    try:
        parts = urlsplit(bare)
        netloc = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ":"))
        return parts._replace(netloc=netloc).geturl()
    except ValueError:
        return bare


def leads_to_same_view(url: str, location: str) -> str | None:
    """Return the target of a redirect if it is another address of the same view of the same hub, else None."""
    try:
        target = urljoin(url, location)
        is_same = parse_hub_url(url) == parse_hub_url(target)
    except ValueError:
        return None
    return target if is_same else None
