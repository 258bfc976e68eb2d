"""Whether a record of an archive may be a page of ours, by its address: a hub page, what may be one, or anything else.

A crawl brings style sheets, logs, screenshots and other people's pages; those are counted and left where they are.
What might be a page of ours is never left out.
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
    """Whether a URL is that of a hub page or its JSON twin."""
    try:
        parse_hub_url(url)
    except InvalidHubURL:
        return False
    return True


def may_be_ours(url: str, media_type: str) -> bool:
    """Whether a record of this address and media type may be a page of ours.

    That is a hub page, whatever stands below the folder of hub pages unless it is an asset of a page, a copy of a hub
    page that another archive replayed, and what has no address.
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
    """A URL in the form in which two records have the same: no fragment, scheme and host in lower case."""
    bare = urldefrag(url.strip().removeprefix("<").removesuffix(">")).url
    try:
        parts = urlsplit(bare)
        netloc = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ":"))
        return parts._replace(netloc=netloc).geturl()
    except ValueError:
        return bare


def leads_to_same_view(url: str, location: str) -> str | None:
    """The target of a redirect from one address of a view of a hub to another one; None where it leads elsewhere."""
    try:
        target = urljoin(url, location)
        is_same = parse_hub_url(url) == parse_hub_url(target)
    except ValueError:
        return None
    return target if is_same else None
