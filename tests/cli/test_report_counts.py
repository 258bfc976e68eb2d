"""`pithhouse report` puts printed counts first: every share on the page is compared with the counts in the file."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cli.main import ended
from pipelines.warehouse.connections import open_published

PRINTED_FACETS = ("year", "field", "verdict", "role", "polarity")
FADING = "Cell Atlases Without Cells"  # its newest page no longer prints a field and a year that an earlier one did


def made(data: Path, out: Path, *named: str) -> LexborHTMLParser:
    """The page that the command writes."""
    assert ended(["report", *named, "--data", str(data), "--out", str(out)]) == 0
    return LexborHTMLParser(out.read_text("utf-8"))


def asked(data: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with open_published(data / "warehouse.duckdb") as connection:
        return connection.execute(sql, list(values)).fetchall()


def printed_counts(data: Path, hub_id: str) -> dict[str, dict[str, int]]:
    """What the newest page with each facet prints of a hub, from the table as it is."""
    rows = asked(
        data,
        "SELECT facet, value, n, epoch_us(last_captured_at) FROM facet_counts WHERE hub_id::VARCHAR = ?",
        hub_id,
    )
    newest = {facet: max(at for other, _, _, at in rows if other == facet) for facet, *_ in rows}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, n, at in rows:
        if at == newest[facet]:
            found[facet][value if facet == "field" else value.lower().replace("_", " ")] = n
    return found


def exact(node: LexborNode, column: str) -> str:
    """The unrounded value of the first cell of that column."""
    cell = node.css_first(f"data[data-column={column}]")
    assert cell is not None
    return str(cell.attributes["value"])


def shown(figure: LexborNode) -> dict[str, tuple[int, float]]:
    """What a chart shows: value -> count and share."""
    return {
        exact(row, "value"): (int(exact(row, "n")), float(exact(row, "share"))) for row in figure.css(".bars tbody tr")
    }


def exact_others(figure: LexborNode) -> str:
    """The values that a chart folds into one, or nothing."""
    return exact(figure, "others") if figure.css_first("data[data-column=others]") else ""


@pytest.mark.parametrize("named", [[], [FADING]], ids=["the most cited", "a hub whose page dropped a value"])
def test_every_share_is_of_the_base_that_the_newest_page_prints(
    named: list[str], sample_house: Path, tmp_path: Path
) -> None:
    page = made(sample_house, tmp_path / "report.html", *named)
    sections = page.css("section.hub")
    compared = 0
    for section in sections:
        hub_id = str(section.attributes["id"]).removeprefix("hub-")
        printed = printed_counts(sample_house, hub_id)
        for facet in PRINTED_FACETS:
            figure = section.css_first(f"figure[data-dimension={facet}]")
            assert figure is not None
            bars, base = shown(figure), sum(printed[facet].values())
            if not printed[facet]:
                assert "Counts printed" not in figure.text()
                continue
            assert f"of {base:,}" in " ".join(figure.text().split()), (hub_id, facet)
            assert exact(figure, "base_n") == str(base)
            folded = [value for value in bars if value not in printed[facet]]
            assert sum(n for n, _ in bars.values()) == base
            assert len(folded) <= 1
            for value, (n, share) in bars.items():
                whole = len(printed[facet]) - len(bars) + 1 if value in folded else printed[facet][value]
                assert n == whole, (hub_id, facet, value)
                assert share == pytest.approx(whole / base), (hub_id, facet, value)
                compared += 1
    assert len(sections) == (1 if named else 5)
    assert compared > (10 if named else 60)


def test_a_value_that_the_newest_page_no_longer_prints_is_not_shown(sample_house: Path, tmp_path: Path) -> None:
    dropped = asked(
        sample_house,
        "SELECT facet, facet_counts.value FROM facet_counts JOIN hubs USING (hub_id) "
        "WHERE title LIKE ? QUALIFY facet_counts.last_captured_at < "
        "max(facet_counts.last_captured_at) OVER (PARTITION BY facet)",
        FADING + "%",
    )
    assert sorted(dropped) == [("field", "stat.ML"), ("year", "2023")]
    page = made(sample_house, tmp_path / "report.html", FADING)
    for facet, value in dropped:
        figure = page.css_first(f"figure[data-dimension={facet}]")
        assert figure is not None
        assert value not in {*shown(figure), *exact_others(figure).split(", ")}


def test_every_chart_says_how_much_was_read(sample_house: Path, tmp_path: Path) -> None:
    page = made(sample_house, tmp_path / "report.html", "Gradient Lanterns")
    said = [" ".join(figure.text().split()) for figure in page.css("figure")]
    assert len(said) == 7
    for text in said:
        assert " read, " in text
    field = next(text for text in said if text.startswith("By field"))
    assert "34 of 4,284 read, 0.8%" in field
    assert "cs.LG 4,260 99.4%" in field
    assert "13 others 13 0.3%" in field
    verdict = next(text for text in said if text.startswith("By verdict"))
    assert "unverdicted 4,273 99.7%" in verdict


def test_more_rows_than_the_page_counts_are_no_share_of_it(sample_house: Path, tmp_path: Path) -> None:
    page = made(sample_house, tmp_path / "report.html", "Patience Is Not Retrieval")
    figure = page.css_first("figure[data-dimension=field]")
    assert figure is not None
    assert "Rows: 26 read, more than the 24 that the page counts." in " ".join(figure.text().split())
    assert "citing papers read" in [one.text().strip() for one in page.css(".figures dt")]


def test_without_a_printed_count_rows_are_counted_and_said_to_be(sample_house: Path, tmp_path: Path) -> None:
    page = made(sample_house, tmp_path / "report.html", "Neutron Stars as Drums")
    novelty, role = (page.css_first(f"figure[data-dimension={name}]") for name in ("novelty", "role"))
    assert novelty is not None
    assert role is not None
    assert "Counted in rows: 6 of 23 citing papers read, 26%." in " ".join(novelty.text().split())
    assert "Unknown: no page prints counts, and no row that was read has a role." in role.text()


def test_role_and_polarity_are_named_apart(sample_house: Path, tmp_path: Path) -> None:
    page = made(sample_house, tmp_path / "report.html", "Gradient Lanterns")
    figures = {str(one.attributes["data-dimension"]): one for one in page.css("figure.mix")}
    for name in ("role", "polarity"):
        caption = figures[name].css_first("figcaption")
        assert caption is not None
        assert caption.text().startswith(f"By {name} ")
    [percent] = [one for one in page.css(".figures > div") if "polarity" in one.text()]
    assert round(shown(figures["polarity"])["background"][1] * 100) == int(exact(percent, "dominant_percent")) == 64
    assert round(shown(figures["role"])["background"][1] * 100) == 71


def test_a_report_on_a_work_starts_with_it_and_lists_its_parts(sample_house: Path, tmp_path: Path) -> None:
    page = made(sample_house, tmp_path / "report.html", "Gradient Lanterns")
    title = page.css_first("title")
    assert title is not None
    assert title.text().startswith("Gradient Lanterns: A Plain Optimizer for Deep Networks")
    headings = [one.text() for one in page.css("h1, h2, h3")]
    assert headings[0] == "Gradient Lanterns: A Plain Optimizer for Deep Networks"
    assert headings[-1] == "All hubs of the file"
    assert len(page.css("h1")) == 1
    targets = [str(one.attributes["href"])[1:] for one in page.css("nav a")]
    assert len(targets) == 6
    assert all(page.css_first(f"[id='{target}']") for target in targets)
    assert len(page.css(".chart.wide")) == 1  # the months of all hubs would be the same series for a file of one hub


def test_words_are_for_people(sample_house: Path, tmp_path: Path) -> None:
    page = made(sample_house, tmp_path / "report.html")
    for one in page.css("details.sql, style, head, a[href^='http']"):
        one.decompose()
    assert page.body is not None
    text = page.body.text()
    assert "mega hub" in text
    assert "_" not in text
