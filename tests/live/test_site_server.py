"""That the site server serves what the worlds say: pages that the parser reads back, validators, codings, changes.

No test of the fetcher may be here: it believes these. Everything runs on loopback.
"""

from __future__ import annotations

import gzip
import http.client
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from pipelines.landing.hub_url import parse_hub_url
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.records import Reading
from tests.live import answers, worlds
from tests.live.site_server import SiteServer, World
from tests.pagewriter.markups import HTML_MARKUPS
from tests.pagewriter.records import Filters, HubRecord, listed_papers
from tests.pagewriter.sample import hub_records
from tests.pagewriter.sample_hubs import PENDING
from tests.pipelines.parsing.support import assert_reads_as, read, source

LARGE = worlds.large_hub()


@pytest.fixture(scope="module")
def sample() -> Iterator[SiteServer]:
    with SiteServer(worlds.sample_site()) as running:
        yield running


@pytest.fixture
def small() -> Iterator[SiteServer]:
    with SiteServer(worlds.many_hubs(12)) as running:
        yield running


@pytest.fixture(scope="module")
def large() -> Iterator[SiteServer]:
    with SiteServer(worlds.large_site()) as running:
        yield running


def get(site: SiteServer, target: str, **fields: str) -> tuple[http.client.HTTPResponse, bytes]:
    with closing(http.client.HTTPConnection(site.host, site.port, timeout=10)) as client:
        client.request("GET", target, headers={name.replace("_", "-"): value for name, value in fields.items()})
        answer = client.getresponse()
        return answer, answer.read()


def page_of(site: SiteServer, record: HubRecord, filters: Filters | None = None) -> Reading:
    """The page as fetched and read by the parser."""
    query = "&".join(f"{name}={value}" for name, value in (filters or {}).items())
    answer, body = get(site, f"/citations/{record.hub_id}" + (f"?{query}" if query else ""))
    assert (answer.status, answer.getheader("content-type")) == (200, "text/html; charset=utf-8")
    return read(body, record.hub_id, filters)


def rows(reading: Reading) -> set[str | None]:
    return {one.arxiv_id for one in reading.citing_papers if one.block == "explorer"}


# Worlds


def test_the_sample_is_served_and_read_back_cell_for_cell(sample: SiteServer) -> None:
    assert len(sample.hubs) == len({record.hub_id for record in hub_records()}) >= 12
    assert {sample.markups.get(hub_id, "html_articles") for hub_id in sample.hubs} == set(HTML_MARKUPS)
    for hub_id, record in sample.hubs.items():
        assert record.title_raw != PENDING
        assert record == worlds.sample_states()[hub_id][-1]
        assert_reads_as(page_of(sample, record), record, sample.markups.get(hub_id, "html_articles"), {})


def test_the_sample_has_hubs_with_more_than_one_state() -> None:
    states = worlds.sample_states()
    assert sum(len(of_one) > 1 for of_one in states.values()) >= 3
    assert all(record.hub_id == hub_id for hub_id, of_one in states.items() for record in of_one)


def test_twins(sample: SiteServer) -> None:
    for hub_id, record in sample.hubs.items():
        answer, body = get(sample, f"/citations/{hub_id}.json")
        if record.twin is None:
            assert answer.status == 404
            continue
        assert (answer.status, answer.getheader("content-type")) == (200, "application/json")
        reading = read_capture(body, source(hub_id, named="json"))
        assert (reading.capture.outcome, reading.capture.rendering) == ("ok", "json")
        assert sample.page_bytes(hub_id, twin=True) == body
        assert get(sample, f"/citations/{hub_id}.json?year=2025")[0].status == 404


def test_many_hubs_are_the_same_every_time_and_complete(small: SiteServer) -> None:
    assert worlds.many_hubs(12) == worlds.many_hubs(12)
    assert len(worlds.many_hubs(500).hubs) == 500
    assert sum(record.twin is not None for record in worlds.many_hubs(100).hubs.values()) == 10
    for hub_id, record in small.hubs.items():
        reading = page_of(small, record)
        assert_reads_as(reading, record, small.markups[hub_id], {})
        assert reading.capture.is_complete
        assert parse_hub_url(f"https://pith.science/citations/{hub_id}").hub_id == hub_id
    shared: dict[str | None, set[str]] = {}
    for record in worlds.many_hubs(200).hubs.values():
        for paper in record.papers:
            shared.setdefault(paper.arxiv_id, set()).add(f"{paper.title_raw} {paper.category} {paper.posted_on}")
    assert all(len(facts) == 1 for facts in shared.values())


def test_the_large_hub_shows_50_of_130_rows(large: SiteServer) -> None:
    reading = page_of(large, LARGE)
    assert_reads_as(reading, LARGE, "html_articles", {})
    assert reading.hub is not None
    assert (reading.hub.citing_papers_printed, len(rows(reading)), reading.capture.is_complete) == (130, 50, False)
    years = {one.value: one.n for one in reading.facets if one.facet == "year"}
    assert years == {"2026": 60, "2025": 40, "2024": 20, "2023": 10}


def test_views_of_the_large_hub_complete_it(large: SiteServer) -> None:
    found = set[str | None]()
    for year, count in {"2025": 40, "2024": 20, "2023": 10}.items():
        reading = page_of(large, LARGE, {"year": year})
        assert_reads_as(reading, LARGE, "html_articles", {"year": year})
        assert (len(rows(reading)), reading.capture.is_complete) == (count, True)
        found |= rows(reading)
    too_large = page_of(large, LARGE, {"year": "2026"})
    assert too_large.hub is not None
    assert (too_large.hub.filtered_shown, too_large.hub.filtered_total) == (50, 60)
    assert not too_large.capture.is_complete
    assert len(found | rows(too_large)) == 120
    by_field = [page_of(large, LARGE, {"year": "2026", "cat": cat}) for cat in ("cs.LG", "cs.CL")]
    assert [(len(rows(one)), one.capture.is_complete) for one in by_field] == [(36, True), (24, True)]
    verdicts = ("UNVERDICTED", "ACCEPT", "CONDITIONAL", "REJECT")
    by_verdict = [page_of(large, LARGE, {"year": "2026", "verdict": verdict}) for verdict in verdicts]
    assert [len(rows(one)) for one in by_verdict] == [24, 12, 12, 12]
    roles = [page_of(large, LARGE, {"year": "2026", "role": role}) for role in ("background", "method", "baseline")]
    assert len(set.union(*map(rows, roles))) == 34
    for split in (by_field, by_verdict):
        assert len(found.union(*map(rows, split))) == 130
    assert page_of(large, LARGE, {"polarity": "use_method"}).capture.is_complete


def test_an_unknown_filter_has_no_page_and_an_empty_view_has_one(large: SiteServer) -> None:
    assert get(large, f"/citations/{LARGE.hub_id}?colour=red")[0].status == 404
    empty = page_of(large, LARGE, {"year": "1999"})
    assert empty.hub is not None
    assert (empty.hub.filtered_total, rows(empty)) == (0, set())


def test_linked_hubs_are_a_tree_with_links_back() -> None:
    world = worlds.linked_site(15)
    ids = list(world.hubs)
    with SiteServer(world) as site:
        found, frontier, depths = {ids[0]}, [ids[0]], []
        while frontier:
            depths.append(len(frontier))
            pages = [get(site, f"/citations/{hub_id}")[1].decode() for hub_id in frontier]
            linked = {hub_id for hub_id in ids if any(f'href="/citations/{hub_id}"' in page for page in pages)}
            frontier = sorted(linked - found)
            found |= linked
        assert depths == [1, 2, 4, 8]
        assert f'href="/citations/{ids[0]}"' in site.page_bytes(ids[14]).decode()
        for record in world.hubs.values():
            assert page_of(site, record).capture.outcome == "ok"


# What a live site does


def test_what_is_not_there(small: SiteServer) -> None:
    first, second, *_ = small.hubs
    unknown = worlds.hub_id_of("nobody")
    for target in ("/", "/paper/9912.00001", f"/citations/{unknown}", f"/citations/{unknown}.json", "/citations/"):
        assert get(small, target)[0].status == 404
    del small.hubs[first]
    small.gone.add(second)
    assert [get(small, f"/citations/{hub_id}")[0].status for hub_id in (first, second)] == [404, 410]
    assert small.log.statuses == {404: 6, 410: 1}
    with closing(http.client.HTTPConnection(small.host, small.port)) as client:
        client.request("POST", "/citations/", body=b"made up")
        assert client.getresponse().status == 405


def test_robots(small: SiteServer) -> None:
    answer, body = get(small, "/robots.txt")
    assert (answer.status, body) == (200, b"User-agent: *\nDisallow: /search\n")
    small.robots = "User-agent: *\nDisallow: /\n"
    assert get(small, "/robots.txt")[1] == b"User-agent: *\nDisallow: /\n"
    small.robots = None
    assert get(small, "/robots.txt")[0].status == 404
    assert (len(small.requests), small.hub_requests) == (3, [])


def test_unchanged_pages_are_304_and_changed_ones_are_not(small: SiteServer) -> None:
    hub_id = next(iter(small.hubs))
    target = f"/citations/{hub_id}"
    first, body = get(small, target)
    tag, date = first.getheader("etag", ""), first.getheader("last-modified", "")
    assert tag.startswith('"')
    assert date == "Sun, 01 Nov 2026 00:00:00 GMT"
    for fields in ({"If_None_Match": tag}, {"If_Modified_Since": date}, {"If_None_Match": f'"x", W/{tag}'}):
        answer, nothing = get(small, target, **fields)
        assert (answer.status, nothing, answer.getheader("etag")) == (304, b"", tag)
    assert (small.log.statuses[304], len(small.conditional_requests)) == (3, 3)
    small.hubs[hub_id] = worlds.small_hub(0, version=1)
    changed, new = get(small, target, If_None_Match=tag, If_Modified_Since=date)
    assert (changed.status, changed.getheader("last-modified")) == (200, "Sun, 01 Nov 2026 00:01:00 GMT")
    assert new != body
    assert changed.getheader("etag") != tag
    assert_reads_as(read(new, hub_id), worlds.small_hub(0, version=1), small.markups[hub_id], {})
    assert get(small, target, If_Modified_Since=date)[0].status == 200
    assert get(small, target, If_None_Match='"x"', If_Modified_Since="Wed, 25 Nov 2026 00:00:00 GMT")[0].status == 200
    assert get(small, target, If_Modified_Since="no date")[0].status == 200


def test_a_change_touches_its_hub_alone(small: SiteServer) -> None:
    targets = [f"/citations/{hub_id}" for hub_id in small.hubs]
    tags = [get(small, target)[0].getheader("etag", "") for target in targets]
    assert len(set(tags)) == 12
    small.hubs[worlds.small_hub(3).hub_id] = worlds.small_hub(3, version=1)
    again = [get(small, target, If_None_Match=tag)[0].status for target, tag in zip(targets, tags, strict=True)]
    assert again == [304] * 3 + [200] + [304] * 8


def test_validators_can_be_weak_or_switched_off(small: SiteServer) -> None:
    target = f"/citations/{next(iter(small.hubs))}"
    small.weak_etags = True
    tag = get(small, target)[0].getheader("etag", "")
    assert tag.startswith('W/"')
    assert get(small, target, If_None_Match=tag)[0].status == 304
    small.etags = False
    answer, _ = get(small, target, If_None_Match=tag)
    assert (answer.status, answer.getheader("etag")) == (200, None)
    date = answer.getheader("last-modified", "")
    small.last_modified = False
    answer, _ = get(small, target, If_Modified_Since=date)
    assert (answer.status, answer.getheader("last-modified")) == (200, None)


def test_gzip_is_sent_to_who_takes_it(small: SiteServer) -> None:
    hub_id = next(iter(small.hubs))
    plain, body = get(small, f"/citations/{hub_id}")
    assert plain.getheader("content-encoding") is None
    zipped, content = get(small, f"/citations/{hub_id}", Accept_Encoding="deflate, gzip;q=0.8")
    assert (zipped.getheader("content-encoding"), gzip.decompress(content)) == ("gzip", body)
    assert zipped.getheader("vary") == "Accept-Encoding"
    assert zipped.getheader("etag") != plain.getheader("etag")
    tag = zipped.getheader("etag", "")
    assert get(small, f"/citations/{hub_id}", Accept_Encoding="gzip", If_None_Match=tag)[0].status == 304
    assert get(small, f"/citations/{hub_id}", Accept_Encoding="gzip;q=0, br")[1] == body
    small.gzip = False
    assert get(small, f"/citations/{hub_id}", Accept_Encoding="gzip")[1] == body


def test_a_connection_is_kept(small: SiteServer) -> None:
    with closing(http.client.HTTPConnection(small.host, small.port, timeout=10)) as client:
        for hub_id in small.hubs:
            client.request("GET", f"/citations/{hub_id}")
            client.getresponse().read()
    assert ({one.connection for one in small.requests}, len(small.requests)) == ({1}, 12)
    assert len(small.hub_requests) == 12


def test_a_script_comes_before_the_site(small: SiteServer) -> None:
    hub_id = next(iter(small.hubs))
    small.route(f"/citations/{hub_id}", answers.status(500), small.as_usual)
    assert [get(small, f"/citations/{hub_id}")[0].status for _ in range(3)] == [500, 200, 200]


def test_a_false_record_is_refused_and_the_site_names_what_it_lacks(small: SiteServer) -> None:
    first, second, *_ = small.hubs
    with pytest.raises(ValueError, match=f"the address of {first}"):
        small.hubs[first] = small.hubs[second]
    with pytest.raises(LookupError, match="no page of"):
        small.page_bytes(worlds.hub_id_of("nobody"))
    assert small.hub_url(first, "year=2026") == f"http://{small.address}/citations/{first}?year=2026"
    assert small.hub_url(first, twin=True) == f"http://{small.address}/citations/{first}.json"


def test_requests_wait_at_the_gate(small: SiteServer) -> None:
    statuses: list[int] = []
    asking = threading.Thread(target=lambda: statuses.append(get(small, "/robots.txt")[0].status))
    small.gate.clear()
    asking.start()
    small.wait_for_requests(1)
    assert statuses == []
    assert not small.log.statuses
    small.gate.set()
    asking.join(10)
    assert statuses == [200]


def test_a_site_on_another_address_and_markup() -> None:
    world = World({LARGE.hub_id: replace(LARGE, listed_at_most=3)}, {LARGE.hub_id: "html_divs"})
    with SiteServer(world, "127.0.0.2") as site:
        assert site.address.startswith("127.0.0.2:")
        record = site.hubs[LARGE.hub_id]
        assert len(listed_papers(record, {})) == 3
        assert_reads_as(page_of(site, record), record, "html_divs", {})
