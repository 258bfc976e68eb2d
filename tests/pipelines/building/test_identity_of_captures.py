"""Papers of one title, and papers spelt in two ways, from the bytes of made-up pages to the tables."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.readings import ReadingStore
from pipelines.workspace import DataFolder
from tests.pipelines.building.support import NOW, Tables, ask
from tests.tiers import rest_deep

HUBS = [f"{letter * 8}-0000-4000-8000-00000000000{letter}" for letter in "abc"]
HTML = """<!doctype html><html><head><meta charset="utf-8"></head><body><main><div>hub</div><h1>Hub {hub}</h1>
<p>{n} Pith papers cite this work. Polarity classification is still indexing.</p><p>{n} Pith papers citing it</p>
<section><h2>citing papers explorer</h2>
{rows}
</section></main></body></html>
"""
TEXT = """pith. sign in

hub

Hub {hub}

{n} Pith papers cite this work. Polarity classification is still indexing.

{n} Pith papers citing it

citing papers explorer

{rows}
"""
Listed = tuple[str, str, str, str]
"""arXiv id (shown in HTML alone), title, category and date, summary."""


def capture(folder: Path, place: int, kind: str, *rows: Listed) -> None:
    """Write a capture of a hub and its line of captures.csv."""
    hub, listed = HUBS[place], []
    for number, (arxiv_id, title, printed, summary) in enumerate(rows, 1):
        meta = f"{printed} · accept · none · ref {number} · internal anchor"
        if kind == "html":
            link = f'<a href="/paper/{arxiv_id}">{title}</a>'
            listed.append(f"<div><h3>{link}</h3><p>{meta}</p><p>{summary}</p></div>")
        else:
            listed.append(f"• {title} {meta}\n\n{summary}\n")
    name, page = f"{hub}.{'html' if kind == 'html' else 'full.txt'}", HTML if kind == "html" else TEXT
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(page.format(hub=hub[0].upper(), n=len(rows), rows="\n".join(listed)), encoding="utf-8")
    table = folder / "captures.csv"
    before = table.read_text() if table.exists() else "file,url,captured_at\n"
    table.write_text(f"{before}{name},https://pith.science/citations/{hub},2026-11-0{place + 1}T00:00:00Z\n")


def papers(root: Path) -> list[tuple[object, ...]]:
    """Land and read the folder; gives hubs, title, category, date and verdict of each paper."""
    data = DataFolder(root / "data")
    RawStore(data.raw).append(arrivals([root / "captures"], NOW), NOW)
    ReadingStore(data.readings).read_new(RawStore(data.raw))
    return ask(
        Tables(data, is_checked=True),
        "SELECT list(DISTINCT left(hub_id::VARCHAR, 1) ORDER BY left(hub_id::VARCHAR, 1)), arxiv_id, title, category, "
        "posted_on FROM citations JOIN papers USING (paper_id) GROUP BY ALL ORDER BY title, posted_on",
    )


def test_works_of_one_title_and_titles_that_differ_by_signs_stay_apart(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    capture(
        folder, 0, "html",
        ("2501.00001", "Editorial", "cs.DL · 2025-01-02", "Opens a made-up issue on made-up libraries."),
        ("2501.00009", "Learning C for Compilers", "cs.PL · 2025-01-03", "Teaches a language to a made-up compiler."),
    )  # fmt: skip
    capture(
        folder, 1, "text",
        ("", "Editorial", "hep-th · 1999-03-04", "Opens another made-up issue, on strings, in another century."),
        ("", "Learning C++ for Compilers", "cs.SE · 2011-05-06", "Teaches another language to a made-up compiler."),
    )  # fmt: skip
    assert papers(tmp_path) == [
        (["b"], None, "Editorial", "hep-th", date(1999, 3, 4)),
        (["a"], "2501.00001", "Editorial", "cs.DL", date(2025, 1, 2)),
        (["a"], "2501.00009", "Learning C for Compilers", "cs.PL", date(2025, 1, 3)),
        (["b"], None, "Learning C++ for Compilers", "cs.SE", date(2011, 5, 6)),
    ]


@pytest.mark.parametrize(
    ("linked", "shown"),
    rest_deep(
        ("Finding Libraries", "ﬁnding Libra\u00adries"),
        ("k-Means for Street Lamps", "𝑘-Means for Street Lamps"),
        ("Strassen Under Made-Up Snow", "Straßen Under Made\u2011Up Sn\u200bow"),
        ("Salt &amp; Made-Up Pepper", "Salt &amp;amp; Made-Up Pepper"),
        ("Reading Quiet Ledgers", "Ｒｅａｄｉｎｇ\u00a0Quiet Ledgers."),
    ),
)
def test_one_paper_in_two_spellings_is_one(tmp_path: Path, linked: str, shown: str) -> None:
    folder = tmp_path / "captures"
    capture(folder, 0, "html", ("2501.00001", linked, "cs.LG · 2025-01-01", "Shows that made-up lamps draw moths."))
    capture(folder, 1, "text", ("", shown, "cs.LG · 2025-01-01", "Says a made-up thing of one page."))
    [(hubs, arxiv_id, *_)] = papers(tmp_path)
    assert (hubs, arxiv_id) == (["a", "b"], "2501.00001")


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Lighting Made-Up Rooms", "cs.LG · 2019-05-06"),
        ("Lighting Made-Up Rooms", "math.CO · 2025-01-01"),
        pytest.param("Lighting Made-Up Rooms*", "cs.LG · 2025-01-01", marks=pytest.mark.deep),
        pytest.param("Lighting Made-Up Rooms 2", "cs.LG · 2025-01-01", marks=pytest.mark.deep),
    ],
)
def test_another_date_category_or_sign_is_another_paper(tmp_path: Path, title: str, printed: str) -> None:
    folder = tmp_path / "captures"
    row = ("2501.00001", "Lighting Made-Up Rooms", "cs.LG · 2025-01-01", "Shows that made-up lamps draw moths.")
    capture(folder, 0, "html", row)
    capture(folder, 1, "text", ("", title, printed, "Says a made-up thing of one page."))
    capture(folder, 2, "text", row)
    assert [hubs for hubs, *_ in sorted(papers(tmp_path), key=str)] == [["a", "c"], ["b"]]
