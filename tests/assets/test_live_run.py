"""The job against a site on loopback: what its assets report in the UI of a run that fetched."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.fetching.hub_list import ListedHub, add_hubs
from pipelines.warehouse import summary
from tests.assets.runs import NOON, Runner, metadata, runner
from tests.live import worlds
from tests.live.site_server import SiteServer
from tests.pipelines.landing.samples import LANDED

CONTACT = "a-secret-address@example.org"


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer(worlds.many_hubs(6, markup="html_articles")) as opened:
        yield opened


@pytest.fixture
def listed(site: SiteServer, tmp_path: Path) -> Iterator[Runner]:
    """A data folder that names the site in its settings and its hubs in the list."""
    with runner(tmp_path) as one:
        add_hubs(one.folder.hubs_csv, [ListedHub(hub) for hub in site.hubs], LANDED)
        (tmp_path / "pithhouse.toml").write_text(
            f'site = "http://{site.address}"\ntest_server = "{site.address}"\ncontact = "{CONTACT}"\n'
            "seconds_between_requests = 0\ntwins = false\n",
            encoding="utf-8",
        )
        yield one


def test_a_run_reports_what_was_due_and_how_the_site_was_asked(site: SiteServer, listed: Runner) -> None:
    result = listed.run(raise_on_error=True)
    taken, landed = metadata(result, "intake"), metadata(result, "raw_pages")
    assert (taken["hubs_listed"], taken["hubs_due"]) == (6, 6)
    assert {one["reason"] for one in taken["first_hubs_due"]} == {"it was never fetched"}
    assert (landed["new_captures"], landed["bad_captures"], landed["requests"]) == (6, 0, 7)
    assert landed["receipt"]["outcomes"] == {"ok": 6}
    read = metadata(result, "readings")
    assert (read["captures_read"], read["captures_read_on_arrival"], read["batches"]) == (6, 6, 1)
    assert (landed["read_on_arrival"]["read"], read["outcomes"]) == (6, {"ok": 6})
    assert summary.rows(listed.folder.warehouse)["hubs"] == 6
    assert summary.rows(listed.folder.warehouse)["fetches"] == 1
    again = listed.run(at=NOON)
    assert metadata(again, "intake")["hubs_due"] == 0, "at the same moment nothing is due"
    assert metadata(again, "warehouse")["is_unchanged"] is True
    assert metadata(again, "readings")["captures_read"] == 0, "what another run read is not this one's"


@pytest.mark.deep
def test_the_contact_is_sent_to_the_site_and_shown_nowhere(site: SiteServer, listed: Runner) -> None:
    result = listed.run(raise_on_error=True)
    assert {one.field("user-agent") for one in site.requests} == {f"Pithhouse/0.1.0 (+{CONTACT})"}
    events = json.dumps([str(one) for one in result.all_events])
    assert CONTACT not in events
    for path in listed.folder.root.rglob("*"):
        if path.is_file() and path.name != "pithhouse.toml":
            assert CONTACT.encode() not in path.read_bytes(), path
