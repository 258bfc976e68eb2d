"""What the random worlds of these tests say of their pages is what a written page, read by the parser, says.

And the views by which property tests look at them are the tables of a real build.
"""

from pathlib import Path
from random import Random

import pytest

from schemas import ddl, registry, table
from tests.pagewriter.markups import MARKUPS
from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pipelines.building.support import HUB, ask, built, observed
from tests.pipelines.building.worlds import END, World, page, views, world
from tests.pipelines.parsing.support import read

VIEWED = ("citations", "papers", "paper_aliases", "claims")


def written(papers: World, minute: int, listed_at_most: int | None) -> HubRecord:
    """The record of the hub of a world at a minute."""
    living = [(one, facts) for one in papers if (facts := one.at(minute))]
    rows = page(papers, minute, {}, "html").explorer
    return HubRecord(
        HUB,
        "A made-up work on lanterns",
        tier="hub",
        citing_papers_printed=len(living),
        listed_at_most=listed_at_most,
        papers=tuple(
            CitingPaper(
                arxiv_id=row["arxiv_id"],
                title_raw=f"A made-up study of number {one.number}",
                category=facts.category,
                posted_on=row["posted_on"],
                verdict=facts.verdict,
                summary=f"Shows what lantern {one.number} does.",
                is_listed=True,
                role=facts.role,
                ref_number=1 + one.number,
                link_type="internal anchor",
                polarity=facts.polarity and facts.polarity.replace("_", " "),
            )
            for (one, facts), row in zip(living, rows, strict=True)
        ),
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_page_is_complete_where_the_parser_says_so(seed: int) -> None:
    chance = Random(seed)
    papers = world(chance)
    compared = set()
    for minute in (0, END // 3, END):
        for filters in (
            {},
            {"cat": "cs.LG"},
            {"year": "2019"},
            {"year": "2031"},
            {"verdict": "ACCEPT", "cat": "cs.CL"},
        ):
            for is_cut in (False, True):
                told = page(papers, minute, filters, "html", is_cut)
                record = written(papers, minute, len(told.explorer) if is_cut else None)
                if not record.papers:
                    continue
                reading = read(MARKUPS["html_articles"](record, filters), HUB, filters)
                assert reading.capture.citing_papers_listed == len(told.explorer)
                assert reading.capture.is_complete == told.is_complete, (minute, filters, is_cut)
                compared.add(told.is_complete)
    assert compared == {False, True}


def test_the_views_of_property_tests_are_the_tables_of_a_build(tmp_path: Path) -> None:
    chance = Random(1)
    pages = views(chance, world(chance))
    folder = built(tmp_path / "built", *pages)
    models = {table.name(model): model for model in registry.TABLES}
    with observed(tmp_path / "viewed", pages, *VIEWED) as connection:
        for name in VIEWED:
            columns = ", ".join(ddl.quoted(one.name) for one in table.columns(models[name]))
            statement = f"SELECT COLUMNS(*)::VARCHAR FROM (SELECT {columns} FROM {name}) ORDER BY ALL"
            rows = ask(folder, statement)
            assert connection.execute(statement).fetchall() == rows
            assert rows or name == "claims"
