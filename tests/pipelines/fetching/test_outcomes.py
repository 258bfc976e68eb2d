"""What comes of pages that are gone, no hub, another work's, lies or bombs (FAULTS.md F7, F8, F12 to F16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.fetching.schedule import next_due, view_states
from pipelines.landing.hub_url import HubAddress
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading
from tests.live import answers, broken_answers, hostile_bodies
from tests.live.exchange import Behaviour
from tests.live.site_server import SiteServer
from tests.live.worlds import small_hub, world_of
from tests.pagewriter.sample_hubs import PENDING
from tests.pipelines.fetching.support import Folder, Pair, values_of

OTHER = small_hub(99)
NOT_HUBS = {
    "login": hostile_bodies.LOGIN_PAGE,
    "captcha": hostile_bodies.CAPTCHA_PAGE,
    "maintenance": hostile_bodies.MAINTENANCE_PAGE,
    "parked": hostile_bodies.PARKED_PAGE,
}


def reading_outcome(folder: Folder, capture_id: str) -> str:
    captures = list(folder.raw.captures())
    return folder.readings.outcomes(captures)[capture_id]


# Nothing good is ever overwritten by something bad


BAD: dict[str, tuple[Behaviour, str]] = {
    "F1": (broken_answers.early_close(b"<html><body>" + b"x" * 500), "truncated"),
    "F2": (broken_answers.truncated_gzip(b"<html><body>" + b"x" * 500), "truncated"),
    "F3": (broken_answers.short_body(b"<html></html>"), "truncated"),
    "F4": (broken_answers.silence(), "failed"),
    "F5": (broken_answers.bomb(40), "too_large"),
    "F7": (answers.status(500), "failed"),
    "F9": (answers.redirect("http://127.0.0.2/citations/x"), "refused"),
    "F11": (answers.not_modified('"none of ours"'), "unchanged"),
    "F12 login": (answers.page(hostile_bodies.LOGIN_PAGE), "ok"),
    "F12 captcha": (answers.page(hostile_bodies.CAPTCHA_PAGE), "ok"),
    "F13": (answers.hub_page(OTHER), "ok"),
    "F13 twin": (answers.hub_page(replace(OTHER, twin=small_hub(10).twin), "json"), "ok"),
    "403": (answers.status(403, hostile_bodies.LOGIN_PAGE), "failed"),
    "empty": (answers.page(b""), "empty"),
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Folder, dict[str, str], object]]:
    """A site that was loaded whole, and then answered badly for each hub but one, each in another way."""
    with SiteServer(world_of(small_hub(number) for number in range(1, len(BAD) + 2))) as site:
        folder = Folder(tmp_path_factory.mktemp("spoilt"), site, attempts=1, page_bytes=1 << 20, failures_in_a_row=99)
        folder.list_hubs(*site.hubs)
        folder.fetch()
        folder.load()
        before = values_of(folder)
        hubs = dict(zip(BAD, site.hubs, strict=False))
        for name, hub_id in hubs.items():
            site.route(f"/citations/{hub_id}", BAD[name][0])
        fetched = folder.fetch(request_seconds=0.5)
        assert {name: fetched.outcomes(hub_id) for name, hub_id in hubs.items()} == {
            name: [outcome] for name, (_, outcome) in BAD.items()
        }
        (untouched,) = set(site.hubs) - set(hubs.values())
        assert fetched.outcomes(untouched) == ["unchanged"]
        folder.load()
        yield folder, hubs, before


def test_nothing_good_is_overwritten_by_something_bad(spoilt: tuple[Folder, dict[str, str], object]) -> None:
    folder, _, before = spoilt
    assert values_of(folder) == before


@pytest.mark.parametrize("name", BAD)
def test_every_bad_answer_is_a_capture_that_can_be_asked_for(
    spoilt: tuple[Folder, dict[str, str], object], name: str
) -> None:
    folder, hubs, _ = spoilt
    found = folder.ask("SELECT outcome, body_bytes FROM captures WHERE hub_id = ? ORDER BY captured_at", hubs[name])
    assert found[0][0] == "ok"
    read = {"F12 login": "not_a_hub", "F12 captcha": "not_a_hub", "F13": "wrong_work", "F13 twin": "wrong_work"}
    assert found[1][0] == read.get(name, BAD[name][1])
    (gone,) = folder.ask("SELECT count(*) FROM citations WHERE hub_id = ? AND NOT is_current", hubs[name])
    assert gone == (0,)


def test_what_is_known_of_a_page_survives_a_bad_answer(spoilt: tuple[Folder, dict[str, str], object]) -> None:
    folder, hubs, _ = spoilt
    for name, hub_id in hubs.items():
        (row,) = folder.ask(
            "SELECT etag IS NOT NULL, last_page_at, failures, last_attempt_at FROM sources WHERE hub_id = ?", hub_id
        )
        is_new_page = name == "F11"
        assert row[0], name
        assert row[2] == (0 if is_new_page else 1), name
        assert (row[1] == row[3]) == is_new_page, name


# F7


@pytest.mark.parametrize("code", [500, 502, 503, 599, 408, 425, 429])
def test_a_status_that_may_pass_is_tried_again_and_counted(hubs: Pair, code: int) -> None:
    fetched = hubs.fetch(answers.status(code), answers.status(code), hubs.site.as_usual)
    assert fetched.outcomes(hubs.bad) == ["retried", "retried", "ok"]
    assert [one.http_status for one in fetched.of(hubs.bad)] == [code, code, 200]
    assert fetched.of(hubs.bad)[0].reason.startswith(f"failed: the site answered {code} ")
    assert (fetched.receipt.retries, hubs.attempts()) == (2, 3)


@pytest.mark.parametrize("code", [300, 400, 401, 403, 405, 418, 451, 204, 205])
def test_no_other_status_is_tried_again(hubs: Pair, code: int) -> None:
    answer = answers.no_content() if code == 204 else answers.status(code, b"an error page\n")
    fetched = hubs.fetch(answer)
    (only,) = fetched.of(hubs.bad)
    assert (only.outcome, only.http_status, hubs.attempts()) == ("failed", code, 1)
    assert fetched.receipt.retries == 0
    assert hubs.folder.body(only) == (b"" if code == 204 else b"an error page\n")  # it is stored as well


@pytest.mark.parametrize("code", [403, 404, 410, 500])
@pytest.mark.parametrize(
    "body",
    [
        broken_answers.unasked(b"an error page", "br"),
        broken_answers.no_gzip(b"an error page"),
        broken_answers.short_body(b"an error page"),
        answers.page(b"x" * 70_000),
    ],
    ids=["coded", "no gzip", "cut", "large"],
)
def test_of_an_error_the_status_counts_whatever_its_body_is(hubs: Pair, code: int, body: Behaviour) -> None:
    fetched = hubs.fetch(with_status(code, body), transfer_bytes=50_000)
    expected = {403: ["failed"], 404: ["gone"], 410: ["gone"], 500: ["retried", "retried", "failed"]}[code]
    assert fetched.outcomes(hubs.bad) == expected


def with_status(code: int, answer: Behaviour) -> Behaviour:
    """The same bytes under another status."""

    def act(exchange: object) -> None:
        send = exchange.connection.sendall  # type: ignore[attr-defined]

        class Connection:
            def sendall(self, data: bytes) -> None:
                send(data.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 %d Whatever" % code, 1))

        exchange.connection = Connection()  # type: ignore[attr-defined]
        answer(exchange)  # type: ignore[arg-type]
        exchange.keeps = False  # type: ignore[attr-defined]

    return act


# F8


def test_a_page_that_is_gone_leaves_a_tombstone_and_its_history(hubs: Pair) -> None:
    hubs.fetch()
    hubs.folder.load()
    before = values_of(hubs.folder)
    gone_at = hubs.folder.now
    fetched = hubs.fetch(answers.status(410))
    (tombstone,) = fetched.of(hubs.bad)
    assert (tombstone.outcome, tombstone.http_status) == ("gone", 410)
    assert fetched.receipt.retries == 0
    hubs.folder.load()
    assert values_of(hubs.folder) == before
    (stone,) = hubs.folder.ask("SELECT captured_at FROM captures WHERE hub_id = ? AND outcome = 'gone'", hubs.bad)
    assert 0 <= (stone[0] - gone_at).total_seconds() < 1
    assert hubs.folder.ask("SELECT hub_id::VARCHAR, gone_at FROM hubs WHERE gone_at IS NOT NULL") == [
        (hubs.bad, *stone)
    ]
    hubs.site.unroute(hubs.path)
    assert hubs.fetch(days=1).outcomes(hubs.bad) in (["ok"], ["unchanged"])  # it came back


def test_what_is_gone_is_looked_for_after_the_longest_interval(hubs: Pair) -> None:
    hubs.fetch(answers.status(404), days=29)
    assert hubs.folder.fetch(days=2).of(hubs.bad) == []
    assert hubs.folder.fetch().outcomes(hubs.bad) == ["gone"]


def test_a_hub_that_is_no_more_is_asked_no_twin(hubs: Pair) -> None:
    hubs.site.route(hubs.path, answers.status(404))
    fetched = hubs.folder.fetch(twins=True)
    assert [one.path for one in hubs.site.hub_requests if hubs.bad in one.path] == [hubs.path]
    assert fetched.outcomes(hubs.good) == ["ok", "gone"]  # its twin is not there


# F12, F13


@pytest.mark.parametrize("body", NOT_HUBS.values(), ids=list(NOT_HUBS))
def test_a_page_that_is_no_hub_is_no_page_of_the_hub(hubs: Pair, body: str) -> None:
    hubs.fetch()
    (known,) = [one for one in hubs.folder.raw.captures() if one.hub_id == hubs.bad]
    fetched = hubs.fetch(answers.page(body, fields=[("ETag", '"of the login page"')]))
    hubs.folder.readings.read_new(hubs.folder.raw)
    assert reading_outcome(hubs.folder, fetched.last(hubs.bad).capture_id) == "not_a_hub"
    captures = list(hubs.folder.raw.captures())
    state = view_states(captures, hubs.folder.readings.outcomes(captures), hubs.folder.now)[
        HubAddress(hubs.bad, (), is_twin=False)
    ]
    assert state.last_page == known
    assert state.failures == 1
    due = next_due(state, hubs.folder.settings())
    assert due is not None
    assert due < hubs.folder.now  # soon, as after any failure
    hubs.site.unroute(hubs.path)
    again = hubs.fetch()
    asked = hubs.site.requests_to(hubs.path)[-1]
    assert asked.values("if-none-match") == [known.etag]
    assert again.outcomes(hubs.bad) == ["unchanged"]


def test_a_login_page_gives_no_hubs_to_discover(hubs: Pair) -> None:
    link = f'<a href="/citations/{OTHER.hub_id}">log in</a></main>'
    page = hostile_bodies.LOGIN_PAGE.replace("</main>", link)
    hubs.fetch(answers.page(page), discovery_depth=1)
    assert OTHER.hub_id not in hubs.folder.folder.hubs_csv.read_text("utf-8")


@pytest.mark.deep
def test_a_title_that_is_pending_is_read_and_said_to_be(tmp_path: Path) -> None:
    record = small_hub(3)
    with SiteServer(world_of([record, small_hub(4)])) as site:
        folder = Folder(tmp_path, site)
        folder.list_hubs(*site.hubs)
        folder.fetch()
        folder.load()
        site.hubs[record.hub_id] = replace(record, title_raw=PENDING)
        fetched = folder.fetch()
        folder.load()
        assert reading_outcome(folder, fetched.last(record.hub_id).capture_id) == "pending"
        [(title,)] = folder.ask("SELECT title FROM hubs WHERE hub_id = ?", record.hub_id)
        assert title == record.title_raw


def test_the_page_of_another_work_is_quarantined(hubs: Pair) -> None:
    fetched = hubs.fetch(answers.hub_page(OTHER))
    hubs.folder.load()
    capture = fetched.last(hubs.bad)
    assert reading_outcome(hubs.folder, capture.capture_id) == "wrong_work"
    assert hubs.folder.ask("SELECT count(*) FROM quarantine WHERE capture_id = ?", capture.capture_id) == [(1,)]
    assert hubs.folder.ask("SELECT hub_id::VARCHAR FROM hubs") == [(hubs.good,)]


# F14


@pytest.mark.parametrize("lie", list(hostile_bodies.character_lies("x</body>")))
def test_a_page_that_lies_about_its_characters_is_read(hubs: Pair, lie: str) -> None:
    text = hubs.site.page_bytes(hubs.bad).decode()
    body, content_type = hostile_bodies.character_lies(text)[lie]
    fetched = hubs.fetch(answers.page(body, content_type=content_type))
    capture = fetched.last(hubs.bad)
    assert hubs.folder.body(capture) == body  # raw is as it came
    honest = read_capture(text.encode(), CaptureContext("x", hubs.bad, capture.url, capture.captured_at))
    source = CaptureContext(
        "x", hubs.bad, capture.url, capture.captured_at, capture.declared_charset, capture.source_rendering
    )
    found = read_capture(body, source)
    assert found.capture.outcome == "ok"
    if lie == "utf-8 said, latin-1 sent":  # what cannot be known is counted, not guessed
        assert (found.capture.replacement_characters or 0) > 0
    else:
        assert [one.title for one in found.citing_papers] == [one.title for one in honest.citing_papers]


# F15, F16: what the run has to do; the pre-scan and the workers have tests of their own


def test_a_parser_that_fails_on_a_page_stops_neither_the_run_nor_the_landing(hubs: Pair) -> None:
    def read(body: bytes, source: CaptureContext) -> Reading:
        if source.hub_id == hubs.bad:
            raise MemoryError("made up")
        return read_capture(body, source)

    fetched = hubs.fetch(read=read, filtered_views_per_hub=5, discovery_depth=1)
    assert fetched.outcomes(hubs.bad) == ["ok"]
    assert not fetched.receipt.stop_reason


def test_links_are_found_in_linear_time(hubs: Pair) -> None:
    text = hubs.site.page_bytes(hubs.bad).decode()
    bomb = hostile_bodies.inside(text, '<p title="' + "href=/" * 700_000 + '">x</p>')
    assert hubs.fetch(answers.page(bomb), discovery_depth=1).outcomes(hubs.bad) == ["ok"]
