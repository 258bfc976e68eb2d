"""The public macros, in the published file and where it is attached beside other databases."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.building.macros import table_macros
from pipelines.workspace import DataFolder
from schemas.macros import HELPERS, PUBLIC

CALLS = (
    "search('remembering long texts')",
    r"""search('G\"{o}del''s α-stable \textbf{long}')""",
    "changes_between('2026-09-15', '2026-11-25')",
    "learned_between('2026-09-15', '2100-01-01')",
    *(f"{one}_asof('2026-10-01')" for one in ("hubs", "citations", "papers", "facet_counts")),
    *(f"{one}_asof('2100-01-01', '2100-01-01')" for one in ("hubs", "citations", "papers", "facet_counts")),
)
DECOYS = """
CREATE SCHEMA history; CREATE SCHEMA internals; CREATE SCHEMA marts;
CREATE TABLE papers (x INTEGER); CREATE TABLE hubs (x INTEGER); CREATE TABLE summaries (x INTEGER);
CREATE TABLE abstracts (x INTEGER); CREATE TABLE history.hubs (x INTEGER); CREATE TABLE history.papers (x INTEGER);
CREATE TABLE internals.search_terms (x INTEGER); CREATE MACRO internals.words_of(text) AS ['nothing'];
CREATE MACRO hubs_asof(ts) AS TABLE SELECT 'not this one' AS x;
"""


@pytest.fixture
def published(loaded_sample: DataFolder) -> Path:
    return loaded_sample.warehouse


@pytest.fixture(params=["p", "my file", 'odd"name'])
def elsewhere(request: pytest.FixtureRequest, published: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A database with tables of the same names, to which the published file is attached."""
    alias = '"' + request.param.replace('"', '""') + '"'
    with duckdb.connect() as connection:
        connection.execute(DECOYS)
        connection.execute(f"ATTACH '{published}' AS {alias} (READ_ONLY)")
        yield connection, alias


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM ({query})").fetchall()


def test_every_public_macro_is_called_here() -> None:
    called = {call.split("(", 1)[0] for call in CALLS}
    assert called == {one.name for one in PUBLIC} == set(table_macros())


@pytest.mark.parametrize("call", CALLS)
def test_a_macro_of_an_attached_file_reads_that_file(
    call: str, published: Path, elsewhere: tuple[duckdb.DuckDBPyConnection, str]
) -> None:
    connection, alias = elsewhere
    with duckdb.connect(published, read_only=True) as direct:
        expected = rows(direct, f"FROM {call}")
    assert expected
    assert rows(connection, f"FROM {alias}.{call}") == expected
    assert rows(connection, f"FROM {alias}.main.{call}") == expected


def test_it_also_does_in_a_relation_a_prepared_statement_and_a_view(
    elsewhere: tuple[duckdb.DuckDBPyConnection, str],
) -> None:
    connection, alias = elsewhere
    question = "remembering long texts"
    expected = connection.execute(f"FROM {alias}.search('{question}')").fetchall()
    assert connection.sql(f"FROM {alias}.search('{question}')").fetchall() == expected
    assert connection.execute(f"FROM {alias}.search(?)", [question]).fetchall() == expected
    connection.execute(f"CREATE VIEW found AS FROM {alias}.search('{question}')")
    assert connection.execute("FROM found").fetchall() == expected
    connection.execute(f"PREPARE asked AS FROM {alias}.search($1)")
    assert connection.execute(f"EXECUTE asked('{question}')").fetchall() == expected
    connection.execute(f"USE {alias}")
    assert connection.execute(f"FROM search('{question}')").fetchall() == expected


def test_each_of_two_attached_files_answers_for_itself(published: Path, tmp_path: Path) -> None:
    """The other file has the same tables, an own name to be found by, and one paper less."""
    other = tmp_path / "other.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published}' AS one (READ_ONLY)")
        [(marker,)] = connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE database_name = 'one' AND starts_with(view_name, 'file_')"
        ).fetchall()
        connection.execute(f"ATTACH '{other}' AS two")
        connection.execute("COPY FROM DATABASE one TO two (SCHEMA)")
        renamed = marker[:-20] + "0" * 20
        connection.execute(f"CREATE VIEW two.internals.{renamed} AS SELECT true AS is_here")
        connection.execute(f"DROP VIEW two.internals.{marker}")
        macros = connection.execute(
            "SELECT function_name, list({'given': array_to_string(parameters, ', '), 'query': macro_definition}) "
            "FROM duckdb_functions() WHERE database_name = 'two' AND function_type = 'table_macro' GROUP BY ALL"
        ).fetchall()
        for name, ways in macros:
            listed = ", ".join(f"({way['given']}) AS TABLE {way['query'].replace(marker, renamed)}" for way in ways)
            connection.execute(f"CREATE OR REPLACE MACRO two.{name} {listed}")
        connection.execute(
            "INSERT INTO two.history.papers FROM one.history.papers WHERE paper_id <> 'arxiv:9912.00001'"
        )
        for current in ("memory", "one", "two"):
            connection.execute(f"USE {current}")
            left = connection.execute(
                "FROM one.papers_asof('2100-01-01') ANTI JOIN two.papers_asof('2100-01-01') USING (paper_id)"
            ).fetchall()
            assert [row[0] for row in left] == ["arxiv:9912.00001"], current


def test_no_public_macro_names_a_table_or_macro_that_duckdb_would_look_up_elsewhere(published: Path) -> None:
    with duckdb.connect(published, read_only=True) as connection:
        written = connection.execute(
            "SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_type = 'table_macro' "
            "AND NOT internal"
        ).fetchall()
        helpers = {one.name for one in HELPERS}
    for name, definition in written:
        assert not re.search(r"\b(FROM|JOIN) \(?\"?(main|history|internals|marts)\"?\.", definition), name
        assert not [one for one in helpers if f"{one}(" in definition], name
        assert "query_table" in definition, name


def test_every_macro_has_the_comment_of_its_declaration(published: Path) -> None:
    with duckdb.connect(published, read_only=True) as connection:
        found = connection.execute(
            "SELECT function_name, comment, function_name || '(' || array_to_string(parameters, ', ') || ')' "
            "FROM duckdb_functions() WHERE NOT internal"
        ).fetchall()
    assert {(name, comment) for name, comment, _ in found} == {
        (one.name, one.description) for one in (*PUBLIC, *HELPERS)
    }
    assert {call for *_, call in found} == {call for one in (*PUBLIC, *HELPERS) for call in one.calls}


def test_helpers_are_among_the_internals_and_what_people_call_is_not(published: Path) -> None:
    with duckdb.connect(published, read_only=True) as connection:
        found = connection.execute("SELECT schema_name, function_name FROM duckdb_functions() WHERE NOT internal")
        places = set(found.fetchall())
    assert places == {("main", one.name) for one in PUBLIC} | {("internals", one.name) for one in HELPERS}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu"])
def test_a_time_without_a_zone_is_utc_whatever_the_zone_of_the_session(zone: str, published: Path) -> None:
    """A page of the sample changed its count on 2026-11-12 at 06:00 UTC; DuckDB takes the machine's zone by itself."""
    expected = [
        ("'2026-11-12'", 96),
        ("DATE '2026-11-12'", 96),
        ("'2026-11-12 05:59'", 96),
        ("TIMESTAMP '2026-11-12 05:59:59.999999'", 96),
        ("'2026-11-12 06:00:00'", 112),
        ("'2026-11-12T06:00:00'", 112),
        ("TIMESTAMP '2026-11-12 06:00:00'", 112),
        ("'2026-11-12T06:00:00Z'", 112),
        ("'2026-11-12 06:00 UTC'", 112),
        ("'2026-11-12 01:00:00-05'", 112),
        ("'2026-11-12 11:44:59+05:45'", 96),
        ("TIMESTAMPTZ '2026-11-12 06:00:00+00'", 112),
        ("TIMESTAMPTZ '2026-11-12 05:59:59+00'", 96),
        ("'infinity'", 112),
    ]
    with duckdb.connect(published, read_only=True) as connection:
        connection.execute(f"SET TimeZone = '{zone}'")
        for time, count in expected:
            asked = f"SELECT citing_papers_printed FROM hubs_asof({time}) WHERE title LIKE 'Sparse%'"
            assert connection.execute(asked).fetchall() == [(count,)], time
            known = f"SELECT count(*) FROM hubs_asof('2100-01-01', {time})"
            assert connection.execute(known).fetchall() == [(0 if time != "'infinity'" else 14,)], time
