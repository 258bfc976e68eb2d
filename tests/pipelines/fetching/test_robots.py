"""robots.txt by RFC 9309: what every answer to it means, and the line that applied (FAULTS.md F10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.fetching import robots
from pipelines.fetching.transfer import Answer, Ended
from tests.live import answers, broken_answers, hostile_bodies
from tests.live.exchange import Behaviour
from tests.live.fault_server import FaultServer
from tests.live.hostile_bodies import ROBOTS
from tests.live.site_server import SiteServer
from tests.live.worlds import large_hub, small_hub, world_of
from tests.pipelines.fetching.support import Folder, Pair

PAGE = "https://pith.science/citations/00000000-0000-4000-8000-000000000000"


def read(body: bytes | str) -> robots.Robots:
    """The rules of a file that came whole."""
    content = body.encode() if isinstance(body, str) else body
    return robots.robots_of(Answer(url="", ended=Ended(), status=200, body=content))


@pytest.mark.parametrize(
    ("kind", "page", "twin", "view"),
    [
        ("allows all", True, True, True),
        ("disallows all", False, False, False),
        ("disallows hubs", False, False, False),
        ("disallows pithhouse alone", False, False, False),
        ("byte order mark", False, False, False),
        ("wildcards", True, True, True),
        ("longest wins", True, True, True),
        ("crawl-delay", True, True, True),
        ("huge crawl-delay", True, True, True),
        ("garbage crawl-delay", True, True, True),
        ("html", True, True, True),
        ("no utf-8", True, True, True),
        ("carriage returns", False, False, False),
        ("empty", True, True, True),
    ],
)
def test_every_kind_of_file(kind: str, page: bool, twin: bool, view: bool) -> None:
    rules = read(ROBOTS[kind])
    found = [rules.permission(url).is_allowed for url in (PAGE, f"{PAGE}.json", f"{PAGE}?year=2026")]
    assert found == [page, twin, view]


@pytest.mark.parametrize(
    ("text", "is_allowed", "line"),
    [
        ("User-agent: *\nDisallow: /\n", False, "line 2: Disallow: /"),
        ("User-agent: *\nDisallow: /\nAllow: /citations/ # ours\n", True, "line 3: Allow: /citations/ # ours"),
        ("User-agent: *\nDisallow: /search\n", True, "no line speaks of it"),
        ("User-agent: *\nDisallow: /citations\nAllow: /citations\n", True, "line 3: Allow: /citations"),  # equal: allow
        ("user-AGENT: pithHOUSE\nDISALLOW: /c\n\nUser-agent: *\nDisallow:\n", False, "line 2: DISALLOW: /c"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Pithhouse\nDisallow: /x\n", True, "no line speaks of it"),
        ("User-agent: other\nUser-agent: Pithhouse\nDisallow: /\n", False, "line 3: Disallow: /"),
        ("User-agent: Pithhouse\nDisallow: /a\n\nUser-agent: Pithhouse\nDisallow: /c\n", False, "line 5: Disallow: /c"),
        ("User-agent: pith\nDisallow: /\n", False, "line 2: Disallow: /"),  # Protego: a beginning is us as well
        ("Disallow: /\n", True, "no line speaks of it"),  # in no group
        ("User-agent: *\nDisallow: /*0$\n", False, "line 2: Disallow: /*0$"),
        ("User-agent: *\nDisallow: /*1$\n", True, "no line speaks of it"),
        ("User-agent: *\nDisallow: /citations/%30\n", False, "line 2: Disallow: /citations/%30"),
        ("User-agent: *\nDisallow: /CITATIONS\n", True, "no line speaks of it"),
        ("User-agent: *\nSitemap: https://x.example/\nDisallow: /c\n", False, "line 3: Disallow: /c"),
        ("User-agent: *\nCrawl-delay: 1\n\n\nDisallow: /c\n", False, "line 5: Disallow: /c"),
    ],
)
def test_the_longest_match_decides_and_its_line_is_told(text: str, is_allowed: bool, line: str) -> None:
    assert read(text).permission(PAGE) == (is_allowed, line)


def test_many_rules_and_many_wildcards_cost_little() -> None:
    wild = "".join(f"Disallow: /{'*0' * number}$\n" for number in range(1, 60))
    assert not read("User-agent: *\n" + wild).permission(PAGE).is_allowed
    many = "User-agent: *\n" + "".join(f"Disallow: /{number}\n" for number in range(20_000)) + "Disallow: /c\n"
    assert read(many).permission(PAGE) == (False, "a rule of robots.txt")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_4xx_is_no_robots_txt(hubs: Pair, status: int) -> None:
    hubs.site.route("/robots.txt", answers.robots(ROBOTS["disallows all"], status=status))
    fetched = hubs.fetch()
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert fetched.receipt.robots == f"there is no robots.txt ({status})"
    assert fetched.receipt.robots_line == f"there is no robots.txt ({status}) (2)"


UNREACHABLE: dict[str, Behaviour] = {
    "500": answers.status(500),
    "503": answers.busy("1", 503),
    "429": answers.busy(None),
    "304": answers.not_modified(),
    "time-out": broken_answers.silence(),
    "cut": broken_answers.short_body(ROBOTS["allows all"]),
    "half a gzip": broken_answers.truncated_gzip(ROBOTS["allows all"] * 50),
    "no HTTP": broken_answers.garbage(),
    "another coding": broken_answers.unasked(ROBOTS["allows all"], "br"),
    "elsewhere": answers.redirect("http://127.0.0.2/robots.txt"),
    "loop": answers.redirect("/robots.txt"),
    "nowhere": answers.redirect(None),
}


@pytest.mark.parametrize("answer", UNREACHABLE.values(), ids=list(UNREACHABLE))
def test_without_an_answer_nothing_is_fetched(hubs: Pair, answer: Behaviour) -> None:
    hubs.site.route("/robots.txt", answer)
    fetched = hubs.folder.fetch(request_seconds=0.3, attempts=2)
    assert fetched.captures == []
    assert hubs.site.hub_requests == []
    assert fetched.receipt.stop_reason == fetched.receipt.robots
    assert fetched.receipt.robots.startswith("robots.txt could not be had: ")
    hubs.site.unroute("/robots.txt")
    assert hubs.fetch().outcomes(hubs.bad) == ["ok"]  # the next run asks anew


def test_a_fault_of_the_transfer_is_tried_again_and_counted(hubs: Pair) -> None:
    sound = answers.robots(ROBOTS["allows all"])
    hubs.site.route("/robots.txt", broken_answers.short_body(b"x"), broken_answers.garbage(), sound)
    fetched = hubs.fetch()
    assert (fetched.receipt.retries, fetched.receipt.requests) == (2, 5)


def test_a_large_file_is_read_as_far_as_the_rfc_asks(hubs: Pair) -> None:
    hubs.site.route("/robots.txt", answers.robots(hostile_bodies.large_robots()))
    fetched = hubs.folder.fetch()
    assert fetched.outcomes(hubs.bad) == fetched.outcomes(hubs.good) == ["blocked_by_robots"]
    assert fetched.receipt.robots_line == "line 2: Disallow: /citations/ (2)"
    assert not fetched.receipt.stop_reason
    late = b"#" * 520_000 + b"\nUser-agent: *\nDisallow: /\n"
    hubs.site.route("/robots.txt", answers.robots(late))
    assert hubs.fetch().outcomes(hubs.bad) == ["ok"]


def test_a_file_beyond_every_cap_is_read_up_to_it(hubs: Pair) -> None:
    hubs.site.route("/robots.txt", answers.robots(hostile_bodies.large_robots(3_000_000)))
    fetched = hubs.folder.fetch(transfer_bytes=1 << 20)
    assert fetched.outcomes(hubs.bad) == ["blocked_by_robots"]


def test_a_redirect_within_the_site_is_followed(hubs: Pair) -> None:
    hubs.site.route("/robots.txt", answers.redirect("/robots-of-the-year.txt"))
    hubs.site.route("/robots-of-the-year.txt", answers.robots(ROBOTS["disallows all"]))
    fetched = hubs.folder.fetch()
    assert fetched.outcomes(hubs.bad) == ["blocked_by_robots"]
    assert fetched.last(hubs.bad).reason == "robots.txt does not allow it: line 2: Disallow: /"
    assert fetched.receipt.redirects == 1


def test_a_redirect_that_the_rules_forbid_is_not_followed(hubs: Pair) -> None:
    capitals = f"/citations/{hubs.bad.upper()}"  # the same view
    hubs.site.robots = f"User-agent: *\nDisallow: {capitals}\n"
    fetched = hubs.fetch(answers.redirect(capitals))
    assert fetched.outcomes(hubs.bad) == ["blocked_by_robots"]
    assert hubs.attempts() == 1


def test_views_and_twins_that_are_forbidden_are_not_asked_for(tmp_path: Path) -> None:
    with SiteServer(world_of([large_hub(), small_hub(1)])) as site:
        large, small = site.hubs
        site.robots = "User-agent: *\nDisallow: /*?\nDisallow: /citations/*.json$\n"
        folder = Folder(tmp_path, site, twins=True, filtered_views_per_hub=2)
        folder.list_hubs(large, small)
        fetched = folder.fetch()
        assert fetched.outcomes(large) == ["ok", *["blocked_by_robots"] * 3]
        assert fetched.outcomes(small) == ["ok", "blocked_by_robots"]
        assert [one.path for one in site.hub_requests] == [f"/citations/{large}", f"/citations/{small}"]
        assert "line 3: Disallow: /citations/*.json$ (2)" in fetched.receipt.robots_line


def test_the_rules_are_asked_about_the_url_that_is_sent(tmp_path: Path) -> None:
    with SiteServer(world_of([large_hub()])) as site:
        (hub_id,) = site.hubs
        folder = Folder(tmp_path, site, filtered_views_per_hub=40)
        folder.list_hubs(hub_id)
        fetched = folder.fetch()
        sent = [site.url(one.target) for one in site.hub_requests]
        assert sent == [one.url for one in fetched.captures]


@pytest.mark.parametrize(
    ("kind", "asked", "pause", "is_capped"),
    [
        ("crawl-delay", 3.0, 0.05, True),
        ("huge crawl-delay", 86_400.0, 0.05, True),
        ("garbage crawl-delay", 0.0, 0.0, False),
    ],
)
def test_the_crawl_delay_is_kept_up_to_the_cap_and_told(
    hubs: Pair, kind: str, asked: float, pause: float, is_capped: bool
) -> None:
    hubs.site.route("/robots.txt", answers.robots(ROBOTS[kind]))
    receipt = hubs.fetch(longest_pause_seconds=0.05).receipt
    assert (receipt.crawl_delay_seconds, receipt.is_crawl_delay_capped) == (asked, is_capped)
    assert receipt.pause_seconds >= pause


def test_a_short_crawl_delay_is_kept(hubs: Pair, request_times: list[float]) -> None:
    hubs.site.robots = "User-agent: *\nCrawl-delay: 0.2\n"
    receipt = hubs.fetch(longest_pause_seconds=1).receipt
    assert not receipt.is_crawl_delay_capped
    assert len(hubs.site.hub_requests) == 2
    assert request_times[-1] - request_times[-2] > 0.1999


def test_it_is_asked_for_once_a_run_and_before_anything_else(hubs: Pair) -> None:
    hubs.fetch()
    hubs.fetch()
    assert [one.path == "/robots.txt" for one in hubs.site.requests] == [True, False, False] * 2


def test_a_server_that_refuses_connections_is_unreachable(tmp_path: Path) -> None:
    server = FaultServer()
    server.close()
    folder = Folder(tmp_path, server, attempts=1)
    folder.list_hubs(*two())
    assert folder.fetch().receipt.stop_reason.startswith("robots.txt could not be had: there was no answer in HTTP")


def two() -> list[str]:
    return list(world_of([small_hub(1), small_hub(2)]).hubs)
