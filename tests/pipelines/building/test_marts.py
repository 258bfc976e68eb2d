"""The views of `marts`, the search and the dictionary in the file, against the same computed apart from SQL."""

import math
import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from random import Random
from shutil import copy
from typing import Any
from uuid import UUID

import duckdb
import pytest

from pipelines.building.build import build
from pipelines.building.fingerprint import recipe
from pipelines.building.macros import add_helpers
from pipelines.building.marts import sample_queries
from pipelines.reporting.questions import of_hub, of_warehouse
from pipelines.warehouse.audit import audit_table
from pipelines.warehouse.connections import keeping_open, open_published
from pipelines.warehouse.publish import publish
from pipelines.warehouse.scratch import open_scratch
from pipelines.workspace import DataFolder
from schemas import ddl, registry, table
from schemas.marts.capture_quality import CaptureQuality
from schemas.meta import META
from schemas.table import column
from tests import shared_samples
from tests.pipelines.building.support import HUB, Page, Rows, at, built, store
from tests.pipelines.building.worlds import views, world


def ask(path: Path, sql: str) -> Rows:
    """Ask a file; rows as dictionaries."""
    with open_published(path) as connection:
        connection.execute(sql)
        names = [column[0] for column in connection.description or ()]
        return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]


def published(folder: DataFolder, page: Page, minutes: float) -> Path:
    """Land one page, build a minute later and publish."""
    store(folder, [page], at(minutes))
    build(folder, at(minutes + 1))
    return publish(folder)


EVERY = (*registry.SEARCH, *registry.MARTS)


OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(scope="module", autouse=True)
def _kept_open() -> Iterator[None]:
    """Most tests here only ask, and a file that is open is asked in a tenth of the time."""
    with keeping_open():
        yield


@pytest.fixture
def sample(loaded_sample: DataFolder) -> Path:
    """The sample, published; not to be written to."""
    return loaded_sample.warehouse


@pytest.fixture(scope="module", params=["sample", 0, *(pytest.param(one, marks=pytest.mark.deep) for one in (1, 2))])
def file(request: pytest.FixtureRequest, loaded_sample: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, or a random world of two hubs that share some of their citing papers."""
    if request.param == "sample":
        return loaded_sample.warehouse
    chance = Random(request.param)
    pages = views(chance, world(chance)) + [replace(one, hub_id=OTHER) for one in views(chance, world(chance))]
    return built(tmp_path_factory.mktemp("world"), *pages).building


@pytest.fixture(scope="module")
def cited(file: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Current citations, with the paper's cells, by hub and paper; every hub is there."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        one["id"]: defaultdict(list) for one in ask(file, "SELECT hub_id::VARCHAR AS id FROM hubs")
    }
    sql = "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM citations JOIN papers USING (paper_id)"
    for row in ask(file, f"{sql} WHERE is_current ORDER BY occurrence"):
        found[row["hub_id"]][row["paper_id"]].append(row)
    return found


def papers_of(cited: Any, hub_id: str) -> Rows:
    """The first citation of each paper, for the cells that are the paper's own."""
    return [citations[0] for citations in cited[hub_id].values()]


@pytest.mark.parametrize("model", EVERY, ids=table.title)
def test_each_keeps_its_contract(file: Path, model: Any) -> None:
    assert audit_table(file, model) == []


@pytest.mark.parametrize("model", EVERY, ids=table.title)
def test_each_has_rows_of_the_sample(sample: Path, model: Any) -> None:
    assert ask(sample, f"FROM {table.title(model)} LIMIT 1")


def test_an_overview_counts_papers_and_not_rows(file: Path, cited: Any) -> None:
    overview = ask(file, "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.hub_overview")
    assert {one["hub_id"] for one in overview} == cited.keys()
    for hub in overview:
        papers = papers_of(cited, hub["hub_id"])
        novelty = [one["novelty"] for one in papers if one["novelty"] is not None]
        days = [one["posted_on"] for one in papers if one["posted_on"]]
        assert hub["citing_papers_known"] == len(papers)
        assert hub["representative_papers"] == sum(
            any(one["is_representative"] for one in citations) for citations in cited[hub["hub_id"]].values()
        )
        assert hub["papers_with_novelty"] == len(novelty)
        assert hub["accepted_papers"] == sum(one["verdict"] == "accept" for one in papers)
        assert hub["papers_with_verdict"] == sum(one["verdict"] not in {None, "unverdicted"} for one in papers)
        assert hub["mean_novelty"] == (pytest.approx(statistics.mean(novelty)) if novelty else None)
        assert hub["median_novelty"] == (pytest.approx(statistics.median(novelty)) if novelty else None)
        assert hub["first_citing_paper_on"] == min(days, default=None)
        assert hub["last_citing_paper_on"] == max(days, default=None)


def test_a_timeline_ends_at_all_papers_with_a_date(file: Path, cited: Any) -> None:
    months: dict[str, Rows] = {hub_id: [] for hub_id in cited}
    sql = "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.citation_timeline ORDER BY hub_id, month"
    for row in ask(file, sql):
        months[row["hub_id"]].append(row)
    for hub_id, rows in months.items():
        papers = papers_of(cited, hub_id)
        dated = Counter(one["posted_on"].replace(day=1) for one in papers if one["posted_on"])
        assert {one["month"]: one["citing_papers"] for one in rows} == dated
        until = 0
        for one in rows:
            until += one["citing_papers"]
            assert one["cumulative_citing_papers"] == until
            assert one["undated_papers"] == len(papers) - dated.total()


def test_shares_have_their_base_and_the_unknown_is_in_none(file: Path, cited: Any) -> None:
    for hub_id, papers in cited.items():
        counted: dict[str, Counter[str | None]] = defaultdict(Counter)
        for one in [one for citations in papers.values() for one in citations]:
            counted["role"][one["role"]] += 1
            counted["polarity"][one["polarity"] and one["polarity"].replace("_", " ")] += 1
        for one in papers_of(cited, hub_id):
            counted["field"][one["category"]] += 1
            counted["verdict"][one["verdict"]] += 1
            whole = None if one["novelty"] is None else int(one["novelty"])
            counted["novelty"][None if whole is None else f"{whole}.0 to {whole}.9" if whole < 10 else "10.0"] += 1
        found = ask(file, f"FROM marts.citation_mix WHERE hub_id = '{hub_id}'")
        for dimension in ("role", "polarity", "field", "verdict", "novelty"):
            known = {value: n for value, n in counted[dimension].items() if value is not None}
            rows = [one for one in found if one["dimension"] == dimension]
            assert {one["value"]: one["n"] for one in rows if one["n"]} == known
            assert {one["base_n"] for one in rows} <= {sum(known.values())}
            shares = [one["share"] for one in rows if one["share"] is not None]
            assert (sum(shares) == pytest.approx(1)) if known else not shares


def test_the_printed_counts_beside_shares_are_those_of_the_facets(file: Path, cited: Any) -> None:
    counts = ask(file, "SELECT hub_id::VARCHAR AS hub_id, facet, value, n, last_captured_at FROM facet_counts")
    newest: dict[tuple[str, str], datetime] = {}
    for one in sorted(counts, key=itemgetter("last_captured_at")):
        newest[one["hub_id"], one["facet"]] = one["last_captured_at"]
    printed: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in counts:
        value = one["value"] if one["facet"] == "field" else one["value"].lower().replace("_", " ")
        counter = printed[one["hub_id"], one["facet"]]
        if one["last_captured_at"] == newest[one["hub_id"], one["facet"]]:
            counter[value] = max(counter[value], one["n"])
    for one in ask(file, "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.citation_mix"):
        facet = printed.get((one["hub_id"], one["dimension"]), Counter())
        assert one["printed_n"] == facet.get(one["value"])
        assert one["printed_base_n"] == (facet.total() if facet else None)


def test_a_value_that_the_newest_page_no_longer_prints_is_in_no_base(tmp_path: Path) -> None:
    """Nor is a value counted twice that a page prints in two forms."""
    older = Page(1, facets=[("facets", "role", "background", 30), ("facets", "role", "extension", 10)])
    newer = Page(2, facets=[("facets", "role", "background", 36), ("filters", "role", "Background", 36)])
    file = built(tmp_path, older, newer).building
    rows = ask(file, "SELECT value, printed_n, printed_base_n FROM marts.citation_mix WHERE dimension = 'role'")
    assert rows == [{"value": "background", "printed_n": 36, "printed_base_n": 36}]
    kept = ask(file, "SELECT value, n FROM facet_counts WHERE facet = 'role' ORDER BY value")
    assert {one["value"]: one["n"] for one in kept} == {"Background": 36, "background": 36, "extension": 10}


def test_works_cited_together(file: Path, cited: Any) -> None:
    pairs = ask(file, "SELECT COLUMNS(*)::VARCHAR FROM marts.co_citation")
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
        assert float(one["similarity"]) == pytest.approx(int(one["papers_citing_both"]) / either)


def test_rising_hubs(file: Path, cited: Any) -> None:
    rising = ask(file, "SELECT hub_id::VARCHAR AS hub_id, * EXCLUDE (hub_id) FROM marts.rising_hubs")
    assert {one["hub_id"] for one in rising} == cited.keys()
    for hub in rising:
        days = [(hub["as_of"] - one["posted_on"]).days for one in papers_of(cited, hub["hub_id"]) if one["posted_on"]]
        last, before = sum(0 <= one < 90 for one in days), sum(90 <= one < 180 for one in days)
        assert (hub["citing_papers_last_90_days"], hub["citing_papers_90_days_before"]) == (last, before)
        assert hub["growth"] == last - before
    assert [one["growth"] for one in rising] == sorted((one["growth"] for one in rising), reverse=True)
    seen = ask(file, "SELECT hub_id::VARCHAR AS hub_id, last_captured_at FROM main.hubs")
    assert {one["hub_id"]: one["last_captured_at"] for one in rising} == {
        one["hub_id"]: one["last_captured_at"] for one in seen
    }


def test_the_question_for_rising_works_names_those_that_rise_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    papers = {HUB: ("2601.00001", at(0).date()), OTHER: ("2601.00002", date(2020, 1, 1))}
    pages = [
        Page(0, [{"arxiv_id": arxiv_id, "title": arxiv_id, "posted_on": day}], hub_id=hub_id)
        for hub_id, (arxiv_id, day) in papers.items()
    ]
    store(folder, pages, at(1))
    build(folder, at(2))
    [question] = ask(folder.building, "SELECT sql FROM meta.queries WHERE name = 'rising'")
    assert {one["growth"] for one in ask(folder.building, "FROM marts.rising_hubs")} == {0, 1}
    assert [one["growth"] for one in ask(folder.building, question["sql"])] == [1]


def test_the_reading_list_has_each_citing_paper_once_with_a_role_where_one_is_known(file: Path, cited: Any) -> None:
    listed = ask(file, "SELECT hub_id::VARCHAR AS hub_id, paper_id, role FROM marts.reading_list")
    roles = {
        (hub_id, paper_id): next((one["role"] for one in citations if one["role"]), None)
        for hub_id, papers in cited.items()
        for paper_id, citations in papers.items()
    }
    assert {(one["hub_id"], one["paper_id"]): one["role"] for one in listed} == roles
    assert len(listed) == len(roles)


def test_a_paper_that_cites_in_two_roles_builds_on_the_work_as_a_method(tmp_path: Path) -> None:
    """The first sample query asks for 2026 and no later year, and for any of a paper's citations."""
    rows = [
        {"title": name, "title_raw": name, "arxiv_id": arxiv_id, "role": role, "ref_number": number, "posted_on": day}
        for number, (name, arxiv_id, role, day) in enumerate(
            [
                ("Twice", "2601.00001", "background", date(2026, 1, 5)),
                ("Twice", "2601.00001", "method", date(2026, 1, 5)),
                ("Never", "2601.00002", "background", date(2026, 1, 6)),
                ("Next year", "2701.00003", "method", date(2027, 1, 7)),
            ],
            1,
        )
    ]
    file = built(tmp_path, Page(1, rows, hub={"title": "Gradient Lanterns"})).building
    [asked] = [one for one in sample_queries() if one.name == "builds_on_as_method"]
    assert [one["title"] for one in ask(file, asked.sql.removesuffix(";"))] == ["Twice"]


def test_views_hold_in_a_file_that_is_attached_to_another(sample: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {ddl.literal(str(sample))} AS pith (READ_ONLY)")
        for model in registry.MARTS:
            name = table.title(model)
            [own] = ask(sample, f"SELECT count(*) AS n FROM {name}")
            assert connection.execute(f"SELECT count(*) FROM pith.{name}").fetchall() == [(own["n"],)]
        connection.execute("USE pith")
        assert connection.execute("FROM search('remembering') LIMIT 1").fetchall()


class WithOtherWords(CaptureQuality):
    """One row per capture, in other words."""

    url: str = column("Another description.")


def test_a_file_is_built_anew_when_a_view_is_described_in_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    before = recipe()
    changed = tuple(WithOtherWords if one is CaptureQuality else one for one in registry.IN_THE_FILE)
    monkeypatch.setattr(registry, "IN_THE_FILE", changed)
    assert recipe() != before


def test_nothing_landed_gives_empty_views(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = shared_samples.empty_warehouse(tmp_path_factory).building
    for model in EVERY:
        assert ask(file, f"FROM {table.title(model)}") == []
    assert ask(file, "FROM search('anything')") == []


def test_papers_without_a_date_are_in_no_month(tmp_path: Path) -> None:
    paper = {"title": "Undated", "title_raw": "Undated"}
    file = built(tmp_path, Page(1, [paper], hub={"title": "Work"})).building
    assert ask(file, "FROM marts.citation_timeline") == []
    [hub] = ask(file, "FROM marts.hub_overview")
    assert (hub["citing_papers_known"], hub["first_citing_paper_on"]) == (1, None)
    [rising] = ask(file, "SELECT citing_papers_last_90_days AS last, growth FROM marts.rising_hubs")
    assert rising == {"last": 0, "growth": 0}


def test_a_hub_without_citing_papers_is_in_the_overview(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    published(folder, Page(0, hub={"title": "Alone"}), 1)
    [hub] = ask(folder.warehouse, "FROM marts.hub_overview")
    assert (hub["citing_papers_known"], hub["mean_novelty"], hub["first_citing_paper_on"]) == (0, None, None)
    assert ask(folder.warehouse, "FROM marts.citation_mix") == []
    assert ask(folder.warehouse, "FROM search('nothing of it')") == []


def test_a_capture_that_could_not_be_read_changes_no_mart_of_hubs(tmp_path: Path) -> None:
    """A login page in place of the hub, a file that was refused, and a page of the list that may be a part of it."""
    folder = DataFolder(tmp_path / "data")
    paper = {"arxiv_id": "2601.00001", "title": "One", "posted_on": at(0).date()}
    whole = Page(0, [paper], hub={"title": "Work"}, is_complete=True)
    store(folder, [whole], at(1))
    build(folder, at(2))
    marts = "FROM marts.hub_overview JOIN marts.rising_hubs USING (hub_id)"
    before = ask(folder.building, marts)
    assert [(one["captures"], one["is_complete"], one["as_of"], one["growth"]) for one in before] == [
        (1, True, at(0).date(), 1)
    ]
    later = 60 * 24 * 100
    login = Page(later, hub=None, outcome="not_a_hub")
    refused = Page(later, hub=None, outcome="refused", landed_as="refused", hub_id=None, url="file:readme.html")
    store(folder, [login, refused], at(later + 1))
    build(folder, at(later + 2))
    assert ask(folder.building, marts) == before
    part = Page(later + 3, [paper], hub={"title": "Work"}, url=f"https://pith.science/citations/{HUB}?page=2")
    store(folder, [part], at(later + 4))
    build(folder, at(later + 5))
    [after] = ask(folder.building, marts)
    assert (after["captures"], after["is_complete"], after["as_of"]) == (2, True, at(later + 3).date())


def test_a_report_compares_the_two_newest_pages_that_were_read(tmp_path: Path) -> None:
    """A login page in place of the newest one was once taken for a page of the hub."""
    folder, day = DataFolder(tmp_path / "data"), 60 * 24
    pages = [Page(place * day, hub={"title": "Work", "tier": tier}) for place, tier in enumerate(("hub", "super_hub"))]
    for page in (*pages, *(Page(place * day, hub=None, outcome="not_a_hub") for place in (2, -400))):
        published(folder, page, abs(page.minutes) + 1)
    with open_published(folder.warehouse) as connection:
        told = of_hub(connection, UUID(HUB))["changes"].records()
        [span] = of_warehouse(connection)["warehouse"].records()
    assert [one["change"] for one in told] == ["tier moved from hub to super_hub"]
    assert (span["first_captured_on"], span["last_captured_on"]) == tuple(f"{at(one):%Y-%m-%d}" for one in (0, day))


def test_the_last_load_is_compared_with_the_file_before(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    paper = {"arxiv_id": "2601.00001", "title": "One", "novelty": 6.0}
    published(folder, Page(0, [paper], hub={"title": "Work", "tier": "hub"}), 1)
    assert [one["what"] for one in ask(folder.warehouse, "FROM marts.last_changes")] == ["hub"]
    later = Page(10, [paper | {"novelty": 7.0}], hub={"title": "Work", "tier": "super_hub"})
    published(folder, later, 11)
    changes = {one["change"] for one in ask(folder.warehouse, "FROM marts.last_changes")}
    assert changes == {"tier moved from hub to super_hub", "novelty changed from 6.0 to 7.0"}
    assert ask(folder.warehouse, "SELECT DISTINCT hub_id::VARCHAR AS id FROM marts.hub_overview") == [{"id": HUB}]


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
        (r"Fran\c{c}ois, Erd\H{o}s and \v Skoda", ["francois", "erdos", "and", "skoda"]),
        (r"\textbf{one} $\mathbb{R}^{n}$ \frac{1}{2}", ["textbf", "one", "mathbb", "r", "n", "frac", "1", "2"]),
        (
            "ϵ-greedy, ϕ, µm, ΤΕΛΟΣ",
            ["epsilon", "greedy", "phi", "mu", "m", *"tau epsilon lambda omicron sigma".split()],
        ),
        ("Łódź, Søren, Straße", ["lodz", "soren", "strasse"]),
        ("e\u0301tude", ["etude"]),
        ("long-form (2026)", ["long", "form", "2026"]),
        ("", []),
        ("'; DROP TABLE hubs", ["drop", "table", "hubs"]),
    ],
)
def test_words_are_folded(sample: Path, text: str, folded: list[str]) -> None:
    with open_published(sample) as connection:
        assert connection.execute("SELECT internals.words_of(?)", [text]).fetchall() == [(folded,)]
        held = "SELECT count(DISTINCT document) FROM internals.search_terms WHERE list_contains(?, term)"
        hits = connection.execute("SELECT count(*) FROM search(?)", [text]).fetchall()
        assert hits == connection.execute(held, [folded]).fetchall()


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
        "UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal "
        "AND NOT starts_with(view_name, 'file_')",
    )
    listed = ask(sample, "SELECT schema_name || '.' || name AS name FROM meta.tables")
    assert sorted(one["name"] for one in there) == sorted(one["name"] for one in listed)
    described = [(name, column) for name, (_, listed) in META.items() for column in listed]
    made = ask(sample, "SELECT table_name AS t, column_name AS c FROM duckdb_columns() WHERE schema_name = 'meta'")
    assert sorted(described) == sorted((one["t"], one["c"]) for one in made)
    for kind in ("columns", "tables", "views"):
        assert ask(sample, f"SELECT * FROM duckdb_{kind}() WHERE comment IS NULL AND NOT internal") == [], kind


def test_plain_texts_have_the_same_words_without_folding() -> None:
    signs = [chr(code) for code in range(1, 128)]
    chance = Random(1)
    texts = ["".join(chance.choices(signs, k=40)) for _ in range(2000)] + [*signs, "", "One-sided  TESTS, 3.5 of x_y"]
    with open_scratch() as connection:
        add_helpers(connection)
        different = connection.execute(
            "SELECT text FROM (SELECT unnest(?::VARCHAR[]) AS text) "
            "WHERE internals.words_of(text) <> internals.folded_words_of(text)",
            [texts],
        ).fetchall()
    assert different == []


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati"])
def test_no_view_and_no_saved_query_depends_on_the_time_zone_of_the_session(
    zone: str, file: Path, tmp_path: Path
) -> None:
    """Eleven hours behind UTC and fourteen before it. DuckDB takes the machine's zone by itself."""
    own = copy(file, tmp_path)  # with settings that can be changed
    with duckdb.connect(own, read_only=True) as here, duckdb.connect(own, read_only=True) as there:
        here.execute("SET TimeZone = 'UTC'")
        there.execute(f"SET TimeZone = '{zone}'")
        views = here.execute("SELECT 'FROM marts.' || view_name FROM duckdb_views() WHERE schema_name = 'marts'")
        asked = [*views.fetchall(), *here.execute("SELECT sql FROM meta.queries").fetchall()]
        assert len(asked) > 20
        for (query,) in asked:
            one, other = (sorted(map(repr, _moments(connection, query))) for connection in (here, there))
            assert one == other, query


def _moments(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    """The rows of a query, with times as microseconds since 1970."""
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    cells = [f'epoch_us("{one[0]}")' if "ZONE" in one[1] else f'"{one[0]}"' for one in described]
    return connection.execute(f"SELECT {', '.join(cells)} FROM ({query.rstrip().rstrip(';')})").fetchall()
