"""Which paper a link leads to, however the page was saved: from the site, from a mirror, or replayed by a web archive.

Only addresses of the site itself, of arXiv and of arXiv's DOIs identify a paper (HUB_PAGES section 2); a path on any
other host does not.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from pipelines.landing.hub_url import HUB_HOSTS, SITE
from pipelines.parsing.lines.characters import unescaped
from pipelines.parsing.lines.line import Layout

REMEMBERED: Final = 8192
_HUB_FOLDER: Final = "/citations"

_ID: Final = r"(?P<id>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_MIRRORED: Final = r"(?P<mirrored>[?@][^/]*|\.html?|/index\.html?)?/?"
"""What mirroring tools append to a page's name: an extension, or the query as part of the name."""

_AS_SERVED: Final = re.compile(r"/paper/(?P<id>[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5})")
"""A link as the site writes it; whatever else leads to a paper is taken apart."""

_ON_SITE: Final = re.compile(rf"/(?:paper|p|ref/arxiv)/(?:{_ID}|(?P<short>[A-Z2-7]{{8}}))(?:\.pdf)?{_MIRRORED}")
_ON_ARXIV: Final = re.compile(rf"/(?:abs|pdf|html|format|ps|src|e-print)/{_ID}(?:\.pdf)?{_MIRRORED}")
_ON_DOI: Final = re.compile(rf"/10\.48550/(?i:arxiv)\.{_ID}{_MIRRORED}")

_ARXIV_HOST: Final = re.compile(r"(?:(?:www|export|[a-z]{2})\.)?arxiv\.org|ar5iv(?:\.labs\.arxiv)?\.org")
_DOI_HOST: Final = re.compile(r"(?:www\.|dx\.)?doi\.org")
_HOST_FOLDER: Final = re.compile(r"/(?P<host>(?:www\.)?pith\.science|(?:[a-z]+\.)?arxiv\.org|(?:dx\.)?doi\.org)(?=/)")
_REPLAYED: Final = re.compile(r"[^?#]*?/\d{4,14}\*?(?:[a-z]{2,3}_)?/(?P<url>https?:/{1,2}[^/].*)", re.DOTALL)
"""Replay of web archives: a time, perhaps a modifier (`id_`, `mp_`), and the whole address."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HTML_BLANKS: Final = re.compile(r"[\t\n\r]+")
HEAD: Final = 32_768
"""Characters that are searched for a `<base>`: it must precede the first link (HTML Standard, 4.2.3)."""

_BASE: Final = re.compile("<(?:base|BASE|Base)")
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|title|template|noscript)\b.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<name>[A-Z][^\s/>]*+)(?P<attributes>(?:[^>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:(?P<end>>)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_HREF: Final = re.compile(r"(?<![^\s\"'/])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


class PaperAddress(NamedTuple):
    """A link that leads to a paper.

    Attributes:
        arxiv_id: without its version; None if the address has the paper's Pith short number.
        name: the paper's key: the id, else the short number.
        url: the address without what mirrors and archives add to it; with `~` for the page's own host.
    """

    arxiv_id: str | None
    name: str
    url: str

    @property
    def is_on_site(self) -> bool:
        """Whether it is the site's own page of the paper."""
        return self.url.startswith("~") or urlsplit(self.url).hostname in HUB_HOSTS

    def full(self, page_url: str) -> str:
        """Return the full address, as seen from the page at an address."""
        return _origin(page_url) + self.url[1:] if self.url[0] == "~" else self.url


@lru_cache(maxsize=64)
def _origin(page_url: str) -> str:
    """Return scheme and host of a page; the site's own for a page that was on no host."""
    parts = urlsplit(page_url)
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_web else SITE


@lru_cache(maxsize=REMEMBERED)
def paper_address(href: str) -> PaperAddress | None:
    """Return the paper that a link leads to, or None.

    Args:
        href: the address as written; if the page has a `<base>`, resolved against it.
    """
    if found := _AS_SERVED.fullmatch(href):
        return PaperAddress(found["id"], found["id"], f"~{href}")
    href = _HTML_BLANKS.sub("", href.strip())
    try:
        if _SCHEME.match(href) or href.startswith("//"):
            return _of_absolute(urljoin(SITE, href))
        return _of_relative(href)
    except ValueError:  # `http://[` is no address
        return None


def _of_absolute(url: str) -> PaperAddress | None:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return _of_folder(parts.path) or _match(SITE, re.sub(r"^/[A-Za-z]:(?=/)", "", parts.path), "")
    if parts.scheme not in {"http", "https"}:
        return None
    if replayed := _replayed(url):
        return _of_absolute(replayed)
    host = (parts.hostname or "").rstrip(".")
    origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
    path = urlsplit(urljoin(url, parts.path)).path if "/." in parts.path else parts.path
    return _match(origin, path, url[url.find(parts.path, len(parts.scheme) + 3) + len(parts.path) :], host)


def _of_relative(href: str) -> PaperAddress | None:
    """Return the paper of a link within the site, or within a mirror of it."""
    url = urljoin(f"{SITE}{_HUB_FOLDER}/a", href)
    if replayed := _replayed(url):
        return _of_absolute(replayed)
    path = urlsplit(url).path
    rest = url[len(SITE) + len(path) :]
    found = _match("~", path, rest) or _of_folder(path)
    if found is None and not href.startswith("/") and path.startswith(_HUB_FOLDER):
        inner = path.removeprefix(_HUB_FOLDER)  # a mirror that keeps the page above its papers
        return _match("~", inner, rest) or _of_folder(inner)
    return found


def _of_folder(path: str) -> PaperAddress | None:
    """Return the paper of a file in a mirror that has a folder per host."""
    found = next(iter([*_HOST_FOLDER.finditer(path)][-1:]), None)
    return _match(f"https://{found['host']}", path[found.end() :], "", found["host"]) if found else None


def _match(origin: str, path: str, rest: str, host: str = HUB_HOSTS[0]) -> PaperAddress | None:
    """Match a path on a host against the addresses of papers.

    Args:
        origin: scheme and host, or `~`.
        path: the path, percent-encoded or not.
        rest: query and fragment.
        host: the host that the path is on.
    """
    if host in HUB_HOSTS:
        form = _ON_SITE
    elif _ARXIV_HOST.fullmatch(host):
        form = _ON_ARXIV
    elif _DOI_HOST.fullmatch(host):
        form = _ON_DOI
    else:
        return None
    plain = re.sub("/{2,}", "/", path)
    found = form.fullmatch(unquote(plain))
    if found is None:
        return None
    parts = found.groupdict()
    if parts["mirrored"]:
        plain, rest = unquote(plain)[: found.start("mirrored")], ""
    return PaperAddress(parts["id"], parts["id"] or parts["short"], origin + plain + rest)


def _replayed(url: str) -> str | None:
    """Return the address that a web archive replays, or None."""
    found = _REPLAYED.match(url)
    return re.sub(r"^(https?):/+", r"\1://", found["url"]) if found else None


def page_base(html: str, page_url: str) -> str | None:
    """Return the address in a page's `<base>` element (HTML Standard, 4.2.3), or None if it has none.

    Args:
        html: the page, or its beginning; only the head is searched.
        page_url: the page's own address.
    """
    if not _BASE.search(html, 0, HEAD):
        return None
    for tag in _TAG.finditer(html, 0, HEAD):
        if tag["end"] and (tag["name"] or "").lower() == "base" and (href := _HREF.search(tag["attributes"])):
            try:
                base = urljoin(page_url, unescaped(href[href.lastindex or 0]).strip())
                return base if urlsplit(base).scheme in {"http", "https", "file"} else None
            except ValueError:
                return None
    return None


def with_base(layout: Layout, base: str) -> None:
    """Resolve all links of a page against its `<base>`."""
    for line in (*layout.lines, *layout.outside):
        for link in line.links:
            link.href = resolved(link.href, base)


def resolved(href: str, base: str) -> str:
    """Resolve a link against a base (RFC 3986 section 5); an invalid address is returned unchanged."""
    try:
        return urljoin(base, _HTML_BLANKS.sub("", href.strip()))
    except ValueError:
        return href
