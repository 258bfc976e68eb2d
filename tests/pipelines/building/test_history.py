"""History on two axes: when it held, by the captures; and since when that is known (docs/decisions/0016)."""

import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipelines.building.build import build
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, Cells, Page, Tables, ask, at, observed, store, tables_of
from tests.pipelines.building.worlds import END, views, world
from tests.tiers import examples

Rows = list[tuple[Any, ...]]

ASOF = "valid_from <= $ts AND coalesce(valid_to > $ts, true) AND known_from <= $k AND coalesce(known_to > $k, true)"
HISTORY = ("history_hubs", "history_citations", "history_papers", "history_facet_counts")
ASKED = {
    "hubs": "SELECT title, citing_papers_printed FROM {} ORDER BY ALL",
    "facet_counts": "SELECT facet, value, n FROM {} ORDER BY ALL",
    "papers": "SELECT title, posted_on, category, verdict FROM {} ORDER BY ALL",
    "citations": (
        "SELECT titles.title, one.role, one.polarity FROM {} AS one JOIN papers AS titles USING (paper_id) ORDER BY ALL"
    ),
}


def hours(count: int) -> datetime:
    return NOW + timedelta(hours=count)


def built(root: Path, *runs: Sequence[Page]) -> DataFolder:
    """A file whose captures landed in runs, an hour apart."""
    data = landed(root, *runs)
    build(data, hours(len(runs)))
    return data


def landed(root: Path, *runs: Sequence[Page]) -> DataFolder:
    """The captures and readings alone."""
    data = DataFolder(root)
    for number, pages in enumerate(runs):
        store(data, pages, hours(number))
    return data


def in_memory(root: Path, *runs: Sequence[Page]) -> Tables:
    """The same tables without the file, and so without macros."""
    return Tables(landed(root, *runs), is_checked=True)


def work(**cells: object) -> Cells:
    return {"title": "Work", "title_raw": "Work", **cells}


def paper(name: str, **cells: object) -> Cells:
    return {"title": name, "title_raw": name, "arxiv_id": f"9912.{ord(name[0]):05d}", **cells}


SPANS = "SELECT tier, valid_from, valid_to, known_from, known_to FROM history.hubs ORDER BY known_from, valid_from"


def test_a_change_closes_what_held_before(tmp_path: Path) -> None:
    pages = [Page(10, hub=work(tier="hub")), Page(20, hub=work(tier="hub")), Page(30, hub=work(tier="super_hub"))]
    assert ask(in_memory(tmp_path, pages), SPANS) == [
        ("hub", at(10), at(30), NOW, None),
        ("super_hub", at(30), None, NOW, None),
    ]


def test_what_was_open_is_known_as_open_until_its_end_is_known(tmp_path: Path) -> None:
    data = in_memory(tmp_path, [Page(10, hub=work(tier="hub"))], [Page(30, hub=work(tier="super_hub"))])
    assert ask(data, SPANS) == [
        ("hub", at(10), None, NOW, hours(1)),
        ("hub", at(10), at(30), hours(1), None),
        ("super_hub", at(30), None, hours(1), None),
    ]


def test_an_older_capture_that_comes_late_takes_its_place(tmp_path: Path) -> None:
    """It is the past that changed in what we know, and only since it landed."""
    first = [Page(10, hub=work(tier="hub")), Page(30, hub=work(tier="mega_hub"))]
    data = built(tmp_path, first, [Page(20, hub=work(tier="super_hub"))])
    assert ask(data, SPANS) == [
        ("hub", at(10), at(30), NOW, hours(1)),
        ("mega_hub", at(30), None, NOW, None),
        ("hub", at(10), at(20), hours(1), None),
        ("super_hub", at(20), at(30), hours(1), None),
    ]
    tier = "SELECT tier FROM hubs_asof(?, ?)"
    assert ask(data, tier, at(25), NOW) == [("hub",)]
    assert ask(data, tier, at(25), hours(1)) == [("super_hub",)]
    assert ask(data, "SELECT tier FROM hubs_asof(?)", at(25)) == [("super_hub",)]
    assert ask(data, "FROM hubs_asof('2026-01-01')") == []
    assert ask(data, tier, at(25), at(0)) == []


def test_what_a_capture_does_not_show_stays(tmp_path: Path) -> None:
    pages = [Page(10, hub=work(label="Mixed citations")), Page(20, hub=work(tier="hub"), rendering="list_text")]
    found = ask(in_memory(tmp_path, pages), "SELECT label, tier, valid_from FROM history.hubs ORDER BY valid_from")
    assert found == [("Mixed citations", None, at(10)), ("Mixed citations", "hub", at(20))]


def test_the_cells_of_the_sentence_stay_together(tmp_path: Path) -> None:
    mixed = work(verdict_sentence="Mixed", verdict_kind="mixed", dominant_role="method", dominant_percent=60)
    pages = [Page(10, hub=mixed), Page(20, hub=work(verdict_sentence="Indexing", verdict_kind="indexing"))]
    found = ask(
        in_memory(tmp_path, pages), "SELECT verdict_kind, dominant_percent FROM history.hubs ORDER BY valid_from"
    )
    assert found == [("mixed", 60), ("indexing", None)]


def test_a_citation_has_no_row_while_it_is_gone(tmp_path: Path) -> None:
    both, one = [paper("A"), paper("B")], [paper("A")]
    pages = [
        Page(minutes, explorer=rows, is_complete=True)
        for minutes, rows in ((10, both), (20, one), (30, one), (40, both))
    ]
    data = built(tmp_path, pages)
    statement = (
        "SELECT valid_from, valid_to FROM history.citations JOIN papers USING (paper_id) WHERE title = ? ORDER BY 1"
    )
    assert ask(data, statement, "B") == [(at(10), at(20)), (at(40), None)]
    assert ask(data, statement, "A") == [(at(10), None)]
    [(listed,)] = ask(data, "SELECT count(*) FROM citations_asof(?)", at(25))
    assert listed == 1


def test_changes_are_told_in_words(tmp_path: Path) -> None:
    before = Page(
        10,
        hub=work(tier="hub", label="Mixed citations", citing_papers_printed=5),
        explorer=[paper("A", verdict="unverdicted", novelty=6.0), paper("B")],
        facets=[("facets", "polarity", "background", 4), ("facets", "polarity", "unclear", 1)],
        is_complete=True,
    )
    after = Page(
        20,
        hub=work(tier="super_hub", label="Canonical reference", citing_papers_printed=12),
        explorer=[paper("A", verdict="accept", novelty=7.0, role="method"), paper("C")],
        facets=[("facets", "polarity", "background", 10), ("facets", "polarity", "unclear", 2)],
        is_complete=True,
    )
    other = Page(20, hub=work(), explorer=[paper("A")], hub_id="11111111-2222-4333-8444-555555555555")
    data = built(tmp_path, [before, after, other])
    found = [change for (change,) in ask(data, "SELECT change FROM changes_between(?, ?)", at(15), at(25))]
    assert sorted(found) == [
        "base grew from 5 to 12",
        "citing paper appeared: C",
        "citing paper left: B",
        "citing papers grew from 5 to 12",
        "hub first seen: Work",
        "label changed from Mixed citations to Canonical reference",
        "novelty changed from 6.0 to 7.0",
        "role changed from nothing to method",
        "tier moved from hub to super_hub",
        "verdict changed from unverdicted to accept",
    ]
    assert ask(data, "FROM changes_between(?, ?)", at(30), at(40)) == []


def test_what_holds_today_is_what_the_tables_say(loaded_sample: DataFolder) -> None:
    data = loaded_sample
    cells = {
        "hubs": "* EXCLUDE (url, gone_at, first_captured_at, last_captured_at, capture_id)",
        "papers": "* EXCLUDE (arxiv_doi, first_captured_at, last_captured_at, capture_id)",
        "facet_counts": "hub_id, facet, value, n",
        "citations": "hub_id, paper_id, occurrence, ref_number, mention_count, role, polarity, link_type",
    }
    for name, chosen in cells.items():
        today = chosen.replace(
            "url, gone_at, first_captured_at, last_captured_at", "valid_from, valid_to, known_from, known_to"
        )
        today = today.replace(
            "arxiv_doi, first_captured_at, last_captured_at", "valid_from, valid_to, known_from, known_to"
        )
        held = f"SELECT {today} FROM history.{name} WHERE valid_to IS NULL AND known_to IS NULL"
        table = f"SELECT {chosen} FROM {name}" + (" WHERE is_current" if name == "citations" else "")
        assert ask(data, f"({held}) EXCEPT ({table})") == []
        assert ask(data, f"({table}) EXCEPT ({held})") == []
    overlaps = (
        "history.{0} AS x JOIN history.{0} AS y USING (hub_id) WHERE (x.valid_from, x.known_from) <> (y.valid_from, "
    )
    overlaps += "y.known_from) AND x.known_to IS NULL AND y.known_to IS NULL AND x.valid_from < y.valid_from"
    assert ask(data, f"SELECT 1 FROM {overlaps.format('hubs')} AND coalesce(x.valid_to > y.valid_from, true)") == []


@examples(3)
@given(seed=st.integers(0, 2**32))
def test_what_was_known_is_what_the_captures_of_then_say(seed: int) -> None:
    """As of any time, as known at any time: the tables that only the captures of before, landed by then, give.

    And what is known today does not depend on the order in which they landed.
    """
    chance = Random(seed)
    pages = views(chance, world(chance), ("html", "html", "full_text", "json"))
    landed = [(one, chance.randint(0, 3)) for one in pages]
    with tempfile.TemporaryDirectory() as folder:
        data, at_once = DataFolder(Path(folder, "all")), DataFolder(Path(folder, "at once"))
        for hour in range(4):
            store(data, [one for one, of in landed if of == hour], hours(hour))
        store(at_once, pages)
        moments = [(chance.randint(0, 3), chance.randint(0, END)) for _ in range(2)]
        with tables_of(data, "papers", *HISTORY) as connection, tables_of(at_once, *HISTORY) as once:
            found = [_asof(connection, hour, minute) for hour, minute in moments]
            for name in HISTORY:
                today = f"SELECT * EXCLUDE (known_from, known_to) FROM {name} WHERE known_to IS NULL ORDER BY ALL"
                assert connection.execute(today).fetchall() == once.execute(today).fetchall()
        for (hour, minute), answers in zip(moments, found, strict=True):
            known = [one for one, of in landed if of <= hour and one.minutes <= minute]
            with observed(Path(folder, f"{hour} {minute}"), known, *ASKED) as connection:
                connection.execute("CREATE TEMP VIEW current AS FROM citations WHERE is_current")
                for name, statement in ASKED.items():
                    asked = statement.format("current" if name == "citations" else name)
                    assert connection.execute(asked).fetchall() == answers[name], (name, hour, minute)


def _asof(connection: Any, hour: int, minute: int) -> dict[str, Rows]:
    given_times = {"ts": at(minute), "k": hours(hour)}
    return {
        name: connection.execute(statement.format(f"(FROM history_{name} WHERE {ASOF})"), given_times).fetchall()
        for name, statement in ASKED.items()
    }


def test_every_macro_takes_text_and_times(tmp_path: Path) -> None:
    data = built(tmp_path, [Page(10, explorer=[paper("A")], facets=[("facets", "role", "method", 1)], hub=work())])
    for name, one in product(
        ["hubs_asof", "citations_asof", "papers_asof", "facet_counts_asof"],
        ["'2026-03-02'", "DATE '2026-03-02'", "TIMESTAMPTZ '2026-03-02 00:00:00+00'"],
    ):
        calls = (f"{name}({one})", f"{name}({one}, '2100-01-01')", f"{name}({one}, '2026-03-03')")
        counts = ", ".join(f"(SELECT count(*) FROM {call})" for call in calls)
        assert ask(data, f"SELECT {counts}") == [(1, 1, 0)]
