"""Read from a file's name which hub, filter and rendering it holds (DESIGN.md section 4).

`<uuid>.html`, `.json`, `.full.txt` or `.list.txt`, and with one filter between: `<uuid>.year-2019.full.txt`.
Files are not opened here. The names count only where no captures.csv row names the file.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

from pipelines.landing.errors import InvalidHubURL
from pipelines.landing.hub_url import HUB_ID, SITE, HubAddress, checked_filters, hub_url, parse_hub_url, shown


class Kind(NamedTuple):
    """What the end of a file's name says: the rendering (None: unknown) and the media type."""

    rendering: str | None
    media_type: str


KINDS = {
    ".full.txt": Kind("full_text", "text/plain"),
    ".list.txt": Kind("list_text", "text/plain"),
    ".html": Kind("html", "text/html"),
    ".htm": Kind("html", "text/html"),
    ".json": Kind("json", "application/json"),
    ".txt": Kind(None, "text/plain"),
}
NAMES_TAKEN = "<uuid>.html, .json, .full.txt or .list.txt"

_MIRRORED = re.compile(
    rf"(?P<hub>{HUB_ID.pattern}(?:\.json)?)(?:\?|@|%3F)(?P<query>.*?)(?P<ending>\.html?)?", re.IGNORECASE | re.DOTALL
)
"""A page as mirroring tools name it, with its query after `?`, or after `@` where `?` is not allowed."""

_UNKNOWN = Kind(None, "application/octet-stream")


def kind_of(name: str) -> Kind:
    """Return the kind of a file by the end of its name; an unknown one has no rendering and plain bytes."""
    lowered = name.lower()
    return next((kind for suffix, kind in KINDS.items() if lowered.endswith(suffix)), _UNKNOWN)


def url_in_name(name: str) -> str:
    """Return the URL of the view of a hub that a file is named after.

    Takes `<uuid>.html`, `<uuid>.year-2019.full.txt`, and what wget makes of `<uuid>?year=2019`.

    Raises:
        InvalidHubURL: the file is not named like that; the message says how it should be.
    """
    if mirrored := _MIRRORED.fullmatch(name):
        query = unquote(mirrored["query"]) if "%3f" in name.lower() else mirrored["query"]
        url = f"{SITE}/citations/{mirrored['hub'].lower()}?{query}"
        parse_hub_url(url)
        return url
    lowered = name.lower()
    suffix = next((suffix for suffix, kind in KINDS.items() if kind.rendering and lowered.endswith(suffix)), None)
    if suffix is None:
        raise InvalidHubURL(f"not named {NAMES_TAKEN}, and in no row of a captures.csv: {shown(name)}")
    hub_id, _, infix = name[: -len(suffix)].partition(".")
    if not HUB_ID.fullmatch(hub_id.lower()):
        raise InvalidHubURL(f"the name does not start with a hub's uuid ({NAMES_TAKEN}): {shown(name)}")
    key, dash, value = infix.partition("-")
    if infix and not (dash and value):
        what = f"{shown(infix)}, which is no filter such as year-2019"
        raise InvalidHubURL(f"between uuid and extension the name has {what}: {shown(name)}")
    filters = checked_filters([(key, value)] if infix else [])
    return hub_url(HubAddress(hub_id.lower(), filters, kind_of(name).rendering == "json"))
