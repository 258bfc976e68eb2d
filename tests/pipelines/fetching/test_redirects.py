"""Redirects: within the site, to the same view, at most five; nothing else is followed (FAULTS.md F9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.fetching.site import OutsideSite, Site
from tests.live import answers
from tests.live.fault_server import FaultServer
from tests.live.site_server import SiteServer
from tests.live.worlds import hub_id_of, large_hub, world_of
from tests.pipelines.fetching.support import Folder, Pair

BODY = b"<html><body>made up</body></html>"
OTHER_HUB = hub_id_of("another")
SITE = Site("https://pith.science")
HUB_PATH = f"/citations/{OTHER_HUB}"


def test_a_redirect_to_the_same_view_is_followed_and_counted(hubs: Pair) -> None:
    hubs.site.route(f"{hubs.path}?", hubs.site.as_usual)
    fetched = hubs.fetch(answers.redirect(f"{hubs.path}#fragment"), hubs.site.as_usual)
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert fetched.receipt.redirects == 1
    assert fetched.receipt.requests == 4
    assert fetched.last(hubs.bad).url == hubs.site.hub_url(hubs.bad)


@pytest.mark.parametrize("hops", range(1, 8))
def test_at_most_five_redirects_are_followed(hubs: Pair, hops: int) -> None:
    script = [answers.redirect(hubs.path, code) for code in (301, 302, 303, 307, 308, 301, 302)][:hops]
    fetched = hubs.fetch(*script, answers.page(BODY))
    (only,) = fetched.of(hubs.bad)
    if hops <= 5:
        assert (only.outcome, fetched.receipt.redirects) == ("ok", hops)
    else:
        assert (only.outcome, hubs.attempts()) == ("refused", 6)
        assert only.reason == "a redirect was not followed: there were more than 5 redirects"


def test_a_loop_ends(hubs: Pair) -> None:
    fetched = hubs.fetch(answers.redirect(hubs.path))
    assert fetched.outcomes(hubs.bad) == ["refused"]
    assert (hubs.attempts(), fetched.receipt.retries) == (6, 0)


ELSEWHERE = [
    "http://127.0.0.2/citations/{hub}",
    "http://127.0.0.2:{port}/citations/{hub}",
    "http://[::1]:{port}/citations/{hub}",
    "http://0x7f.1:{port}/citations/{hub}",
    "http://127.1:{port}/citations/{hub}",
    "http://2130706433:{port}/citations/{hub}",
    "http://0177.0.0.1:{port}/citations/{hub}",
    "http://127.0.0.1.:{port}/citations/{hub}",
    "http://localhost:{port}/citations/{hub}",
    "http://[::ffff:127.0.0.1]:{port}/citations/{hub}",
    "http://127.0.0.1:1/citations/{hub}",
    "http://127.0.0.1:0/citations/{hub}",
    "http://127.0.0.1:99999/citations/{hub}",
    "http://127.0.0.1/citations/{hub}",
    "https://127.0.0.1:{port}/citations/{hub}",
    "//127.0.0.2:{port}/citations/{hub}",
    "http://user:made-up-secret@127.0.0.1:{port}/citations/{hub}",
    "http://127.0.0.1:{port}@127.0.0.2/citations/{hub}",
    "http://127.0.0.2\\@127.0.0.1:{port}/citations/{hub}",
    "http://[::1/citations/{hub}",
    "file:///etc/passwd",
    "data:text/html,<h1>made up</h1>",
    "ftp://127.0.0.1:{port}/citations/{hub}",
    "javascript:alert(1)",
    "gopher://127.0.0.1:{port}/_GET",
    "/citations/{other}",
    "/citations/{hub}.json",
    "/citations/{hub}?year=2026",
    "/citations/{hub}/",
    "/citations/../citations/{hub}x",
    "/login?next=/citations/{hub}",
    "/",
    "/robots.txt",
    "caf\u00e9",
    "x" * 3_000,
    "",
    None,
]


@pytest.mark.parametrize("location", ELSEWHERE)
def test_a_redirect_elsewhere_is_refused(hubs: Pair, location: str | None) -> None:
    if location is not None:
        location = location.replace("{port}", str(hubs.site.port)).replace("{hub}", hubs.bad)
        location = location.replace("{other}", OTHER_HUB)
    hubs.site.route(HUB_PATH, answers.page(BODY))
    fetched = hubs.fetch(answers.redirect(location))
    (only,) = fetched.of(hubs.bad)
    assert only.outcome == "refused"
    assert only.reason.startswith("a redirect was not followed: ")
    assert "made-up-secret" not in only.reason
    assert fetched.receipt.requests == len(hubs.site.requests) == 3
    assert {one.path for one in hubs.site.requests} == {"/robots.txt", hubs.path, f"/citations/{hubs.good}"}


def test_a_second_port_of_the_same_machine_is_another_host(hubs: Pair) -> None:
    with FaultServer() as other:
        other.route(hubs.path, answers.page(BODY))
        fetched = hubs.fetch(answers.redirect(other.url(hubs.path)))
        assert fetched.outcomes(hubs.bad) == ["refused"]
        assert other.log.connections == 0


def test_filters_have_to_stay(tmp_path: Path) -> None:
    with SiteServer(world_of([large_hub()])) as site:
        (hub_id,) = site.hubs
        folder = Folder(tmp_path, site)
        folder.list_hubs(hub_id)
        path = f"/citations/{hub_id}"
        site.route(f"{path}?year=2026", answers.redirect(path))
        fetched = folder.fetch(filtered_views_per_hub=2)
        assert fetched.outcomes(hub_id) == ["ok", "refused", "ok"]
        assert [one.filters for one in fetched.captures] == [{}, {"year": "2026"}, {"year": "2025"}]


@pytest.mark.parametrize(
    "url",
    [
        f"https://pith.science{HUB_PATH}",
        f"https://www.pith.science{HUB_PATH}",
        f"https://PITH.science:443{HUB_PATH}",
    ],
)
def test_the_site_is_its_host_with_or_without_www(url: str) -> None:
    assert SITE.checked(f"{url}#fragment") == url
    assert SITE.redirected("https://pith.science/x", url) == url


@pytest.mark.parametrize(
    "url",
    [
        f"http://pith.science{HUB_PATH}",
        f"https://pith.science:8443{HUB_PATH}",
        f"https://pith.science:0{HUB_PATH}",
        f"https://pith.science:{HUB_PATH}x:99999999",
        f"https://pith.science.example{HUB_PATH}",
        f"https://xpith.science{HUB_PATH}",
        f"https://www.www.pith.science{HUB_PATH}",
        f"https://pith.science.{HUB_PATH}",
        f"https://user@pith.science{HUB_PATH}",
        f"https://pith.science\\.example{HUB_PATH}",
        f"https://pith.science%2eexample{HUB_PATH}",
        f"https://pi\u0442h.science{HUB_PATH}",
        f"https://pith.science{HUB_PATH}\n",
        f"https:{HUB_PATH}",
        "https://",
        "",
    ],
)
def test_what_only_looks_like_the_site_is_outside(url: str) -> None:
    if url == f"https://pith.science:{HUB_PATH}x:99999999":
        assert SITE.checked(url) == url  # an empty port is the default one (RFC 3986 section 3.2.3)
        return
    with pytest.raises(OutsideSite):
        SITE.checked(url)
