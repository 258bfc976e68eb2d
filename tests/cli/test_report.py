"""`pithhouse report`: every value on the page is what the SQL beside it gives, and nothing breaks out of the page."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser

from cli.main import ended
from pipelines.warehouse.connections import open_published
from tests.cli.commands import Pithhouse

HOSTILE = "</code></pre></script><script>fetch('https://evil.example')</script><img src=x onerror=1> & 99"


@pytest.fixture(scope="module")
def page(sample_house: Path, tmp_path_factory: pytest.TempPathFactory) -> LexborHTMLParser:
    """The report on all hubs and the most cited ones, made by the command."""
    out = tmp_path_factory.mktemp("report") / "report.html"
    assert ended(["report", "--data", str(sample_house), "--out", str(out)]) == 0
    return LexborHTMLParser(out.read_text("utf-8"))


@pytest.fixture
def warehouse(sample_house: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_published(sample_house / "warehouse.duckdb") as connection:
        yield connection


def statements(page: LexborHTMLParser) -> dict[str, str]:
    """The SQL that stands on the page, by its id."""
    return {str(one.attributes["id"]): one.text() for one in page.css("details.sql code")}


def asked(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def said(value: Any, form: str) -> str:
    """How a value is to be said; written apart from the code that says it."""
    tiers = {"none": "below hub", "hub": "hub", "super_hub": "super hub", "mega_hub": "mega hub"}
    forms: dict[str, Callable[[Any], str]] = {
        "text": str,
        "count": lambda n: f"{n:,d}",
        "share": share_said,
        "percent": lambda n: f"{n:d}%",
        "novelty": lambda score: f"{score:.1f}",
        "yes": lambda is_so: {True: "yes", False: "no"}[is_so],
        "words": lambda words: " ".join(words.split("_")),
        "tier": lambda tier: tiers[tier],
        "change": lambda text: text.replace("super_hub", "super hub").replace("mega_hub", "mega hub"),
    }
    assert form != "text" or isinstance(value, str | int | date)
    return forms[form](value)


def share_said(value: float) -> str:
    """A share in per cent: no decimal between 10 and 90, for nothing and for all, else one; never a false 0 or 100."""
    if value in {0.0, 1.0} or 0.1 <= value <= 0.9 or value > 1:
        return f"{Decimal(str(round(value * 100, 9))).quantize(Decimal(1), ROUND_HALF_UP)}%"
    said = f"{round(value * 100, 9):.1f}%"
    return {"0.0%": "under 0.1%", "100.0%": "over 99.9%"}.get(said, said)


def test_every_value_equals_what_the_sql_beside_it_gives(
    page: LexborHTMLParser, warehouse: duckdb.DuckDBPyConnection
) -> None:
    answers = {name: asked(warehouse, sql) for name, sql in statements(page).items()}
    wrong, compared = [], 0
    for one in page.css("[data-sql][data-column]"):
        place = one.attributes
        value = answers[str(place["data-sql"])][int(str(place["data-row"]))][str(place["data-column"])]
        if one.tag == "span":
            is_right = value is None and not re.search(r"\d", one.text())
        else:
            form = str(place["data-form"])
            exact = str(value).lower() if isinstance(value, bool) else str(value)
            is_right = value is not None and place["value"] == exact and one.text() == said(value, form)
        compared += 1
        if not is_right:
            wrong.append((dict(place), one.text(), value))
    assert not wrong
    assert compared > 1000


def test_no_number_stands_on_the_page_without_its_sql(page: LexborHTMLParser) -> None:
    bare = LexborHTMLParser(str(page.html))
    for one in bare.css("[data-sql], details.sql, style, head"):
        one.decompose()
    assert bare.body is not None
    assert re.findall(r".*\d.*", bare.body.text()) == []


def test_every_mark_of_every_chart_says_what_its_sql_gives(
    page: LexborHTMLParser, warehouse: duckdb.DuckDBPyConnection
) -> None:
    drawn = page.css(".chart")
    assert len(drawn) == 2 * (1 + len(page.css("section.hub")))
    sql = statements(page)
    for chart in drawn:
        rows = asked(warehouse, sql[str(chart.attributes["data-sql"])])
        wanted = [f"{row['month']}: {row['citing_papers']} posted" for row in rows]
        marks = [path for path in chart.css("path[aria-label]") if path.attributes.get("role") == "graphics-symbol"]
        assert [path.attributes["aria-label"] for path in marks] == wanted
        assert [path.text() for path in marks] == wanted


def test_the_bars_are_as_long_as_their_shares(page: LexborHTMLParser) -> None:
    bars = page.css("td.bar")
    assert len(bars) > 20
    for bar in bars:
        value = bar.css_first("data")
        assert value is not None
        assert bar.attributes["style"] == f"--share: {value.attributes['value']}"


def test_each_statement_stands_once_and_is_answered_by_query(page: LexborHTMLParser, asking: Pithhouse) -> None:
    found = page.css("details.sql code")
    assert len({one.attributes["id"] for one in found}) == len(found) > 50
    for part in ("-role", "-year", "-coverage"):
        one = next(sql for name, sql in statements(page).items() if name.endswith(part))
        assert asking("query", one, "--json").json


def test_the_page_needs_nothing_else(page: LexborHTMLParser) -> None:
    assert page.css("script, iframe, object, embed, img, base, style[src]") == []
    assert [one.attributes["href"] for one in page.css("link")] == ["data:,"]
    assert not re.search(r"@import|url\(", str(page.html))
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]")
    assert policy is not None
    assert str(policy.attributes["content"]).startswith("default-src 'none'")
    ids = [one.attributes["id"] for one in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for link in page.css("a[href^='#']"):
        assert str(link.attributes["href"]).removeprefix("#") in ids


def test_a_hub_is_named_by_uuid_or_by_part_of_its_title(asking: Pithhouse, tmp_path: Path) -> None:
    [hub] = asking("query", "SELECT hub_id, title FROM hubs WHERE title LIKE 'Gradient Lanterns%'", "--json").json
    by_id = asking("report", hub["hub_id"], "--out", tmp_path / "a.html", "--json").json
    by_title = asking("report", "gradient LANT", hub["hub_id"], "--out", tmp_path / "b.html", "--json").json
    assert by_id["hubs"] == by_title["hubs"] == [hub["hub_id"]]
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", "b.html"}


def test_a_name_that_fits_none_or_several_is_told_apart(asking: Pithhouse, tmp_path: Path) -> None:
    none = asking("report", "no such words", "--out", tmp_path / "a.html")
    several = asking("report", "a", "--out", tmp_path / "a.html")
    assert (none.code, several.code) == (2, 2)
    assert "no hub has that uuid, or 'no such words' in its title" in none.err
    assert "hubs have 'a' in their title" in several.err
    assert not list(tmp_path.iterdir())


def test_page_text_cannot_break_out(sample_house: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    copy = tmp_path / "data" / "warehouse.duckdb"
    shutil.copy(sample_house / "warehouse.duckdb", copy)
    with duckdb.connect(copy) as connection:
        for table, column in (("hubs", "title"), ("hubs", "authors"), ("papers", "title"), ("summaries", "summary")):
            connection.execute(f"UPDATE {table} SET {column} = ?", [HOSTILE])
        connection.execute("UPDATE papers SET url = 'javascript:alert(1)'")
    out = tmp_path / "report.html"
    assert ended(["report", "--data", str(tmp_path / "data"), "--out", str(out)]) == 0
    page = LexborHTMLParser(out.read_text("utf-8"))
    assert page.css("script, img, [onerror], a[href^='javascript']") == []
    assert HOSTILE in page.css(".summary")[0].text()
    assert page.css("section.hub h2")[0].text() == HOSTILE
    assert page.css("nav a")[1].text() == HOSTILE
    assert (
        ended(["report", HOSTILE[:20], "--data", str(tmp_path / "data"), "--out", str(out)]) == 2
    )  # all have that title
