"""The order of the statements follows from what they need, and that is what their SQL reads."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from pipelines.building.sql_graph import Relations, Step, needs_of, steps_in
from pipelines.building.statements import SQL, statement
from schemas import registry, table

FOLDERS = ("base", "scratch", "incremental", "claims", "history", "tables")
NAMES = [one.name.removesuffix(".sql") for folder in FOLDERS for one in SQL.joinpath(folder).iterdir()]


def read(tree: object, own: set[str]) -> Iterator[str]:
    """The relations that a syntax tree reads; names of its WITH are put into `own`."""
    if isinstance(tree, list):
        for one in tree:
            yield from read(one, own)
    elif isinstance(tree, dict):
        own.update(one["key"] for one in (tree.get("cte_map") or {"map": []})["map"])
        if tree.get("type") == "BASE_TABLE" and not tree["catalog_name"]:
            yield tree["table_name"]
        yield from read(list(tree.values()), own)


def reads(name: str) -> set[str]:
    """What a statement reads and does not make itself, by DuckDB's parser; an UPDATE only changes what was made."""
    found, own = set[str](), set[str]()
    with duckdb.connect() as connection:
        sql = statement(name).replace("$untroubled", "('')").replace("$parser_version", "''")
        for one in duckdb.extract_statements(sql):
            head, made, query = one.query.partition(" AS\n") if " TEMP " in one.query else ("", "", one.query)
            if one.type == duckdb.StatementType.UPDATE:
                continue
            if not made:  # a view of one line
                head, _, query = one.query.partition(" AS ") if " TEMP " in one.query else ("", "", one.query)
            own.update(head.split()[-1:])
            [(tree,)] = connection.execute("SELECT json_serialize_sql(?)", [query.strip().rstrip(";")]).fetchall()
            assert not json.loads(tree)["error"], query
            found.update(read(json.loads(tree), own))
    return found - own


def test_every_name_is_given_once() -> None:
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_names_all_that_it_reads(name: str) -> None:
    assert needs_of(name) == reads(name)


@pytest.mark.parametrize("folder", ["scratch", "incremental"])
def test_no_relation_is_made_twice(folder: str) -> None:
    made = [name for one in ("base", folder, "claims", "history") for step in steps_in(one) for name in step.makes]
    assert len(made) == len(set(made))


def test_tables_come_after_those_that_they_are_made_from() -> None:
    names = [table.name(model) for model in registry.TABLES]
    known = {name for folder in FOLDERS[:-1] for step in steps_in(folder) for name in step.needs}
    for place, name in enumerate(names):
        later = set(names[place:])
        made_from = {
            one
            for folder in FOLDERS[:-1]
            for step in steps_in(folder)
            if set(step.makes) & needs_of(name)
            for one in step.needs
        }
        assert not (needs_of(name) | made_from) & later, name
    assert known & set(names) == {"citations"}


def relations(*given: str, wanted: list[str] | None = None) -> tuple[Relations, list[str]]:
    """Relations a <- b <- c, where d is a view of b; and the names of the steps that ran."""
    ran: list[str] = []

    def step(name: str, *needs: str, is_view: bool = False) -> Step:
        def run(connection: duckdb.DuckDBPyConnection) -> None:
            ran.append(name)
            made = f"FROM {needs[0]}" if needs else "SELECT 1 AS n"
            connection.execute(f"CREATE OR REPLACE TEMP {'VIEW' if is_view else 'TABLE'} {name} AS {made}")

        return Step(name, frozenset(needs), () if is_view else (name,), (name,) if is_view else (), run)

    steps = [step("c", "b"), step("d", "b", is_view=True), step("b", "a"), step("a")]
    return Relations(duckdb.connect(), steps, given, wanted), ran


def tables(found: Relations) -> set[str]:
    """The tables that are there."""
    return {name for (name,) in found.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def test_each_is_made_once_after_what_it_needs() -> None:
    found, ran = relations()
    found.require(["c"])
    found.require(["d", "c"])
    assert ran == ["a", "b", "c", "d"]


def test_what_is_given_is_not_made() -> None:
    found, ran = relations("b")
    found.connection.execute("CREATE TEMP TABLE b AS SELECT 2 AS n")
    found.require(["c"])
    assert ran == ["c"]


def test_what_was_made_from_changed_relations_is_made_again() -> None:
    found, ran = relations()
    found.require(["c"])
    found.renew({"a"}, kept=["b"])
    found.require(["c"])
    assert ran == ["a", "b", "c"]
    found.renew({"b"}, kept=())
    found.require(["c"])
    assert ran == ["a", "b", "c", "c"]


def test_what_nothing_needs_is_dropped() -> None:
    found, _ = relations()
    found.require(["c", "d"])
    found.release(["d"])
    assert tables(found) == {"b"}, "the view d is of b"


def test_what_is_not_made_yet_keeps_what_it_needs() -> None:
    found, ran = relations()
    found.require(["b"])
    found.release(["c"])
    found.require(["c"])
    assert ran == ["a", "b", "c"]


def test_an_unknown_relation_is_an_error() -> None:
    found, _ = relations()
    with pytest.raises(KeyError):
        found.require(["e"])


@pytest.mark.parametrize(("wanted", "left"), [("c", {"c"}), ("d", {"b"})])
def test_tables_on_the_way_to_what_is_wanted_are_dropped(wanted: str, left: set[str]) -> None:
    found, _ = relations(wanted=[wanted])
    found.require([wanted])
    assert tables(found) == left
    assert found.connection.execute(f"SELECT n FROM {wanted}").fetchall() == [(1,)]
