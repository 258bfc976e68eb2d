"""The views of `marts`, the search and the dictionary in the file, against the same computed apart from SQL."""

import math
import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from pipelines.building.audit import audit_table
from pipelines.building.build import build
from pipelines.building.house import House
from pipelines.building.marts import sample_queries
from pipelines.building.publish import publish
from pipelines.building.query import open_published
from schemas import registry, table
from tests.pipelines.building.support import HUB, SAMPLE, Page, Rows, at, load, store


def ask(path: Path, sql: str) -> Rows:
    """Ask a file; rows as dictionaries."""
    with open_published(path) as connection:
        connection.execute(sql)
        names = [column[0] for column in connection.description or ()]
        return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]


def published(house: House, page: Page, minutes: float) -> Path:
    """Land one page, build a minute later and publish."""
    store(house, [page], at(minutes))
    build(house, at(minutes + 1))
    return publish(house)


EVERY = (*registry.SEARCH, *registry.MARTS)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House(tmp_path_factory.mktemp("sample"))
    load(house, SAMPLE)
    return house.warehouse


@pytest.fixture(scope="module")
def cited(sample: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Current citing papers by hub and id."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    sql = "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM citations JOIN papers USING (paper_id)"
    for row in ask(sample, f"{sql} WHERE is_current"):
        found[row["hub_id"]][row["paper_id"]] = row
    return found


@pytest.mark.parametrize("model", EVERY, ids=table.title)
def test_each_keeps_its_contract(sample: Path, model: Any) -> None:
    assert audit_table(sample, model) == []
    assert ask(sample, f"FROM {table.title(model)} LIMIT 1")


def test_an_overview_counts_papers_and_not_rows(sample: Path, cited: Any) -> None:
    overview = ask(sample, "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.hub_overview")
    assert len(overview) == ask(sample, "SELECT count(*) AS n FROM hubs")[0]["n"]
    for hub in overview:
        papers = cited[hub["hub_id"]].values()
        novelty = [one["novelty"] for one in papers if one["novelty"] is not None]
        assert hub["citing_papers_known"] == len(papers)
        assert hub["papers_with_novelty"] == len(novelty)
        assert hub["accepted_papers"] == sum(one["verdict"] == "accept" for one in papers)
        assert hub["papers_with_verdict"] == sum(one["verdict"] not in {None, "unverdicted"} for one in papers)
        assert hub["mean_novelty"] == (pytest.approx(statistics.mean(novelty)) if novelty else None)
        assert hub["median_novelty"] == (pytest.approx(statistics.median(novelty)) if novelty else None)


def test_a_timeline_ends_at_all_papers_with_a_date(sample: Path, cited: Any) -> None:
    months: dict[str, Rows] = defaultdict(list)
    sql = "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.citation_timeline ORDER BY hub_id, month"
    for row in ask(sample, sql):
        months[row["hub_id"]].append(row)
    for hub_id, rows in months.items():
        dated = Counter(one["posted_on"].replace(day=1) for one in cited[hub_id].values() if one["posted_on"])
        assert {one["month"]: one["citing_papers"] for one in rows} == dated
        assert rows[-1]["cumulative_citing_papers"] == dated.total()
        assert rows[-1]["undated_papers"] == len(cited[hub_id]) - dated.total()


def test_shares_have_their_base_and_the_unknown_is_in_none(sample: Path, cited: Any) -> None:
    for hub_id, papers in cited.items():
        found = ask(sample, f"FROM marts.citation_mix WHERE hub_id = '{hub_id}'")
        for dimension in ("role", "polarity", "field", "verdict", "novelty"):
            rows = [one for one in found if one["dimension"] == dimension]
            assert {one["base_n"] for one in rows} <= {sum(one["n"] for one in rows)}
            shares = [one["share"] for one in rows if one["share"] is not None]
            assert not shares or sum(shares) == pytest.approx(1)
        fields = {one["value"]: one["n"] for one in found if one["dimension"] == "field" and one["n"]}
        assert fields == Counter(one["category"] for one in papers.values() if one["category"])


def test_works_cited_together(sample: Path, cited: Any) -> None:
    pairs = ask(sample, "SELECT COLUMNS(*)::VARCHAR FROM marts.co_citation")
    both = {
        (one, other): len(cited[one].keys() & cited[other].keys())
        for one in cited
        for other in cited
        if one < other and cited[one].keys() & cited[other].keys()
    }
    assert {(one["hub_id"], one["other_hub_id"]): int(one["papers_citing_both"]) for one in pairs} == both
    for one in pairs:
        either = len(cited[one["hub_id"]].keys() | cited[one["other_hub_id"]].keys())
        assert int(one["papers_citing_either"]) == either


def test_rising_hubs_and_the_reading_list(sample: Path, cited: Any) -> None:
    for hub in ask(sample, "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.rising_hubs"):
        days = [(hub["as_of"] - one["posted_on"]).days for one in cited[hub["hub_id"]].values() if one["posted_on"]]
        assert hub["citing_papers_last_90_days"] == sum(0 <= one < 90 for one in days)
        assert hub["citing_papers_90_days_before"] == sum(90 <= one < 180 for one in days)
    listed = ask(sample, "SELECT hub_id::VARCHAR AS hub_id, paper_id FROM marts.reading_list")
    assert {(one["hub_id"], one["paper_id"]) for one in listed} == {(hub, one) for hub in cited for one in cited[hub]}


def test_a_hub_without_citing_papers_is_in_the_overview(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    published(house, Page(0, hub={"title": "Alone"}), 1)
    [hub] = ask(house.warehouse, "FROM marts.hub_overview")
    assert (hub["citing_papers_known"], hub["mean_novelty"], hub["first_citing_paper_on"]) == (0, None, None)
    assert ask(house.warehouse, "FROM marts.citation_mix") == []
    assert ask(house.warehouse, "FROM search('nothing of it')") == []


def test_the_last_load_is_compared_with_the_file_before(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    paper = {"arxiv_id": "2601.00001", "title": "One", "novelty": 6.0}
    published(house, Page(0, [paper], hub={"title": "Work", "tier": "hub"}), 1)
    assert [one["what"] for one in ask(house.warehouse, "FROM marts.last_changes")] == ["hub"]
    later = Page(10, [paper | {"novelty": 7.0}], hub={"title": "Work", "tier": "super_hub"})
    published(house, later, 11)
    changes = {one["change"] for one in ask(house.warehouse, "FROM marts.last_changes")}
    assert changes == {"tier moved hub to super_hub", "novelty 6.0 to 7.0"}
    assert ask(house.warehouse, "SELECT DISTINCT hub_id::VARCHAR AS id FROM marts.hub_overview") == [{"id": HUB}]


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text)
    return re.findall(r"[^\W_]+", "".join(one for one in plain if not unicodedata.combining(one)).lower())


def test_search_ranks_as_bm25_does(sample: Path) -> None:
    sql = (
        "SELECT 'p' || paper_id AS id, concat_ws(' ', title, summary) AS text FROM papers LEFT JOIN summaries USING "
        "(paper_id) UNION ALL SELECT 'w' || hub_id, concat_ws(' ', title, abstract) FROM hubs LEFT JOIN abstracts "
        "USING (hub_id)"
    )
    texts = {one["id"]: Counter(words(one["text"].replace("$", ""))) for one in ask(sample, sql)}
    mean = statistics.mean(one.total() for one in texts.values())
    asked = ["remembering", "long", "texts"]
    scores: dict[str, float] = {}
    for name, counted in texts.items():
        for word in asked:
            if counted[word]:
                holding = sum(one[word] > 0 for one in texts.values())
                weight = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
                length = 0.25 + 0.75 * counted.total() / mean
                scores[name] = scores.get(name, 0) + weight * counted[word] * 2.2 / (counted[word] + 1.2 * length)
    found = ask(sample, "FROM search('Remembering LONG, texts')")
    assert {("p" if one["kind"] == "citing paper" else "w") + one["id"] for one in found} == scores.keys()
    assert [one["score"] for one in found] == pytest.approx(sorted(scores.values(), reverse=True), abs=0.01)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Möbius Résumé", ["mobius", "resume"]),
        (r"G\"{o}del's $\alpha$-stable", ["godel", "s", "alpha", "stable"]),
        ("α-decay, ΒΓ", ["alpha", "decay", "beta", "gamma"]),
        ("long-form (2026)", ["long", "form", "2026"]),
        ("", []),
        ("'; DROP TABLE hubs", ["drop", "table", "hubs"]),
    ],
)
def test_words_are_folded(sample: Path, text: str, folded: list[str]) -> None:
    with open_published(sample) as connection:
        assert connection.execute("SELECT words_of(?)", [text]).fetchall() == [(folded,)]
        assert len(connection.execute("FROM search(?)", [text]).fetchall()) >= 0


def test_fifteen_sample_queries_are_in_the_file_and_each_has_an_answer(sample: Path) -> None:
    asked = sample_queries()
    assert len(asked) == 15
    stored = ask(sample, "SELECT name, question, sql FROM meta.queries ORDER BY position")
    assert stored == [{"name": one.name, "question": one.question, "sql": one.sql} for one in asked]
    for one in asked:
        assert one.question.endswith("?")
        assert ask(sample, one.sql.removesuffix(";")), one.name


def test_the_file_explains_itself(sample: Path) -> None:
    columns = ask(sample, "SELECT schema_name, table_name, name, null_means FROM meta.columns")
    promised = {
        (*table.place(model), one.name): one.is_nullable
        for model in (*registry.TABLES, *EVERY)
        for one in table.columns(model)
    }
    told = {(one["schema_name"], one["table_name"], one["name"]): bool(one["null_means"]) for one in columns}
    assert told == promised
    there = ask(
        sample,
        "SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() WHERE schema_name <> 'meta' "
        "UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal",
    )
    listed = ask(sample, "SELECT schema_name || '.' || name AS name FROM meta.tables")
    assert sorted(one["name"] for one in there) == sorted(one["name"] for one in listed)
    silent = (
        "SELECT column_name FROM duckdb_columns() WHERE schema_name IN ('main', 'history', 'marts') AND comment IS NULL"
    )
    assert ask(sample, f"{silent} AND NOT internal") == []
