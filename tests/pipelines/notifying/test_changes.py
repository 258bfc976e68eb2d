"""What a publish changed, in words, in the feed and on the webhook: real files, a real server, made-up pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pipelines.building.build import build
from pipelines.disk import part_of
from pipelines.landing.raw_store import RawStore
from pipelines.notifying.changes import MAX_SENTENCES, Change, changes, sentences
from pipelines.notifying.feed import ATOM, MAX_ENTRIES, add_entry
from pipelines.notifying.published import tell_changes
from pipelines.parsing.store.readings import ReadingStore
from pipelines.settings import settings_of
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.cli.commands import SAMPLE
from tests.listener import Listener, listening
from tests.pipelines.building.support import arrivals, load

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
HUB = "863654b3-bf7f-5e8d-a08d-dc0167505f82"


@pytest.fixture
def webhook() -> Iterator[str]:
    with listening() as address:
        yield address


def test_changes_are_said_in_sentences() -> None:
    found = [
        Change("Lanterns", "tier", "hub", "mega_hub"),
        Change("Lanterns", "citing papers", "120", "132"),
        *[Change("Lanterns", "citing paper", None, f"Paper {n}") for n in range(12)],
        Change("Lanterns", "citing paper", "Another", None),
        Change("Lanterns", "label", None, "Contested"),
        Change("Moths", "hub", None, "Moths"),
        Change(None, "verdict", "agrees", "contradicts"),
        Change(None, "verdict", None, "agrees"),
    ]
    assert sentences(found) == [
        "Tier of Lanterns moved from hub to mega_hub.",
        "Printed citing papers of Lanterns: from 120 to 132.",
        "Label of Lanterns changed from none to Contested.",
        "12 new citing papers of Lanterns.",
        "1 citing paper left the lists of Lanterns.",
        "New work: Moths.",
        "The verdict of 2 citing papers changed.",
    ]
    assert sentences([]) == []
    many = sentences(Change(f"Work {n}", "tier", "hub", "mega_hub") for n in range(MAX_SENTENCES + 7))
    assert (len(many), many[-1]) == (MAX_SENTENCES + 1, "And 7 more: `FROM marts.last_changes`.")


def test_a_publish_is_told_by_the_feed_and_the_webhook(tmp_path: Path, webhook: str) -> None:
    folder = DataFolder(tmp_path / "data")
    first, *later = sorted(SAMPLE.glob(f"{HUB}*.html"))
    load(folder, first)
    settings = settings_of(folder.root, changes_webhook=webhook)
    said = list(tell_changes(folder, settings))
    assert said[-1] == "The webhook answered 204."
    assert "secret-path" not in "".join(said)
    assert Listener.heard[0]["changes"][0].startswith("New work: ")
    RawStore(folder.raw).append(arrivals(later, LATER), LATER)
    ReadingStore(folder.readings).read_new(RawStore(folder.raw))
    build(folder, LATER)
    publish(folder)
    assert list(tell_changes(folder, settings))
    told = Listener.heard[1]
    assert told["event"] == "changes"
    assert told["changes"] == sentences(changes(folder.warehouse))
    assert told["text"].splitlines() == told["changes"]
    entries = ET.parse(folder.feed).getroot().findall(f"{{{ATOM}}}entry")
    contents = [one.findtext(f"{{{ATOM}}}content") for one in entries]
    assert contents == [told["text"], Listener.heard[0]["text"]], "the newest stands first"
    list(tell_changes(folder, settings_of(folder.root)))
    assert len(ET.parse(folder.feed).getroot().findall(f"{{{ATOM}}}entry")) == 2, "each publish once"


def test_the_feed_is_valid_whatever_a_title_holds_and_does_not_grow_forever(tmp_path: Path) -> None:
    path = tmp_path / "changes.atom"
    part_of(path).write_text("<feed>half of it, by a run that was killed")
    add_entry(path, "first", NOW, ["Tier of <b>&\x0b\ud800 蛾 \U0001f98b moved.", "Second."])
    feed = ET.parse(path).getroot()
    identity = feed.findtext(f"{{{ATOM}}}id")
    assert feed.findtext(f"{{{ATOM}}}updated") == "2026-12-01T12:00:00Z"
    assert feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}title") == "Tier of <b>& 蛾 \U0001f98b moved. And 1 more."
    for number in range(MAX_ENTRIES + 3):
        add_entry(path, str(number), NOW, ["One."])
    feed = ET.parse(path).getroot()
    assert feed.findtext(f"{{{ATOM}}}id") == identity
    ids = [one.findtext(f"{{{ATOM}}}id") for one in feed.findall(f"{{{ATOM}}}entry")]
    assert ids == [f"urn:pithhouse:{number}" for number in reversed(range(3, MAX_ENTRIES + 3))]
    order = [one.tag.partition("}")[2] for one in feed]
    assert order[:4] == ["id", "title", "updated", "author"]
    path.write_text("no feed", encoding="utf-8")
    add_entry(path, "again", NOW, ["One."])
    assert len(ET.parse(path).getroot().findall(f"{{{ATOM}}}entry")) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["changes.atom"]
