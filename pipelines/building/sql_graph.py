"""The order of the statements in `sql/`, and the temporary relations that they make.

The order is derived: the first line of a statement (`-- needs: seen, landed`) names the relations that it reads, its
CREATE statements name the relations that it makes, and the steps are sorted topologically. A test compares these lines
with what DuckDB's parser finds in the statements.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Final, Self

import duckdb

from pipelines.building.statements import SQL, statement
from schemas import ddl

_NEEDS: Final = re.compile(r"-- needs: (.+)\n")
_MAKES: Final = re.compile(r"^CREATE (?:OR REPLACE )?TEMP (TABLE|VIEW) (\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that makes temporary relations from others.

    Attributes:
        name: the name of its file or function.
        needs: the relations that it reads.
        tables: the tables that it makes.
        views: the views that it makes; what they read has to be kept as long as they are used.
        run: makes them.
    """

    name: str
    needs: frozenset[str]
    tables: tuple[str, ...]
    views: tuple[str, ...]
    run: Callable[[duckdb.DuckDBPyConnection], object]

    @property
    def makes(self) -> tuple[str, ...]:
        """All relations that it makes."""
        return (*self.tables, *self.views)

    @classmethod
    def of(cls, name: str) -> Self:
        """Return the step that runs a statement of `sql/`."""
        sql = statement(name)
        made = _MAKES.findall(sql)
        tables, views = (tuple(one for kind, one in made if kind == which) for which in ("TABLE", "VIEW"))
        return cls(name, needs_of(name), tables, views, lambda connection: connection.execute(sql))


def needs_of(name: str) -> frozenset[str]:
    """Return the relations named in a statement's first line."""
    found = _NEEDS.match(statement(name))
    return frozenset(found[1].split(", ")) if found else frozenset()


@cache
def steps_in(folder: str) -> tuple[Step, ...]:
    """Return a step for each statement in a folder of `sql/` that makes relations."""
    names = sorted(one.name.removesuffix(".sql") for one in SQL.joinpath(folder).iterdir())
    return tuple(step for step in map(Step.of, names) if step.makes)


class Relations:
    """The temporary relations of one connection; each is made when first required, after everything that it needs."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        steps: Iterable[Step],
        given: Iterable[str],
        wanted: Collection[str] | None = None,
    ) -> None:
        """Start with relations that exist already.

        Args:
            connection: the connection in which the relations are made.
            steps: the steps that can make relations, at most one for each relation.
            given: the relations that exist already.
            wanted: the relations that are needed in the end; a table on the way to them is dropped as soon as nothing
                needs it any more. None: nothing is dropped but by `release`.
        """
        self.connection = connection
        self._wanted = wanted
        self._maker = {name: step for step in steps for name in step.makes}
        self._there = set(given)

    def add(self, *names: str) -> None:
        """Record relations that were made elsewhere."""
        self._there.update(names)

    def require(self, names: Iterable[str]) -> None:
        """Make the relations that do not exist yet, and what they need.

        Raises:
            KeyError: no step makes one of them.
            duckdb.Error: a statement fails.
        """
        asked = list(names)
        for step in self._ordered(asked):
            step.run(self.connection)
            self._there.update(step.makes)
            if self._wanted is not None:
                self.release([*self._wanted, *asked])

    def renew(self, changed: Collection[str], kept: Collection[str]) -> None:
        """Record that some relations have changed: relations made from them are made again when required.

        Args:
            changed: the changed relations.
            kept: names of the steps whose relations stay valid all the same.
        """
        stale = set(changed)
        steps = {step for step in self._maker.values() if step.name not in kept}
        while found := {step for step in steps if step.needs & stale}:
            steps -= found
            stale.update(name for step in found for name in step.makes)
        self._there -= stale - set(changed)

    def release(self, needed: Iterable[str]) -> None:
        """Drop the tables made by steps that are no longer needed.

        Args:
            needed: the relations that are still needed directly; what they depend on is kept as well.
        """
        still = set()
        waiting = list(needed)
        while waiting:
            name = waiting.pop()
            step = self._maker.get(name)
            if name not in still and step and (name in step.views or name not in self._there):
                waiting += step.needs
            still.add(name)
        for step in set(self._maker.values()):
            for name in self._there.intersection(step.tables) - still:
                self.connection.execute(f"DROP TABLE {name}")
                self._there.remove(name)

    def _ordered(self, names: Iterable[str]) -> Iterator[Step]:
        """Return the steps that make some relations, each after the steps that it depends on."""
        sorter: TopologicalSorter[Step] = TopologicalSorter()
        waiting, known = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name in self._there or name in known:
                continue
            known.add(name)
            step = self._maker[name]
            sorter.add(step, *(self._maker[one] for one in step.needs if one not in self._there))
            waiting += step.needs
        return iter(tuple(sorter.static_order()))


def drop_scratch(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop all temporary relations: once the tables and what the next build needs are there, they only take memory."""
    found = connection.execute(
        "SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary AND NOT internal "
        "UNION ALL SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary"
    )
    for kind, name in found.fetchall():
        connection.execute(f"DROP {kind} {ddl.quoted(name)}")
