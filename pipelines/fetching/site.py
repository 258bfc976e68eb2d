"""Which URLs belong to the site: https, its host with or without `www.`, its port; nothing else (FAULTS.md F9).

No address is resolved here and nothing is fetched.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit

from pipelines.landing.hub_url import MAX_URL_CHARACTERS, shown

MOST_REDIRECTS: Final = 5
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


class OutsideSite(ValueError):  # noqa: N818 (what a URL is)
    """A URL that leads out of the site; the message says why."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site that may be requested.

    Attributes:
        origin: scheme, host and port, as `https://pith.science`.
    """

    origin: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names that serve the same pages (HUB_PAGES.md section 2)."""
        return _hosts_of(self.origin)

    def checked(self, url: str) -> str:
        """Return a URL without its fragment.

        Raises:
            OutsideSite: it is not a URL of the site.
        """
        if len(url) > MAX_URL_CHARACTERS or not (url.isascii() and url.isprintable()) or " " in url:
            raise OutsideSite(f"the URL is too long or holds other than printable ASCII: {shown(url)}")
        try:
            parts, own = urlsplit(url), urlsplit(self.origin)
            port = _DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
        except ValueError as error:
            raise OutsideSite(f"not a URL ({error}): {shown(url)}") from error
        if parts.scheme != own.scheme:
            raise OutsideSite(f"it does not start with {own.scheme}: {shown(url)}")
        if "@" in parts.netloc:
            raise OutsideSite("it holds a user name or password")
        if parts.hostname not in self.hosts or port != (own.port or _DEFAULT_PORTS[own.scheme]):
            raise OutsideSite(f"it leads to another host than {' or '.join(self.hosts)}: {shown(url)}")
        return url.partition("#")[0]

    def redirected(self, url: str, location: str) -> str:
        """Return the URL that a redirect leads to (RFC 9110 section 10.2.2).

        Raises:
            OutsideSite: it leads out of the site, or nowhere.
        """
        if not location.strip():
            raise OutsideSite("the redirect does not say where to")
        try:
            target = urljoin(url, location.strip())
        except ValueError as error:
            raise OutsideSite(f"the redirect cannot be read ({error}): {shown(location)}") from error
        return self.checked(target)


@lru_cache(maxsize=16)  # asked for with every request
def _hosts_of(origin: str) -> tuple[str, ...]:
    host = urlsplit(origin).hostname or ""
    bare = host.removeprefix("www.")
    return (host,) if "." not in bare or bare[-1].isdigit() or ":" in bare else (bare, f"www.{bare}")


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL, for which robots.txt and the pace apply."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
