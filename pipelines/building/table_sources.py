"""Which readings and tables each published table is made from, as the first lines of the statements say.

Nothing is declared here: `-- needs:` is followed through the temporary relations down to the readings (`sql_graph`).
The graph of assets is drawn by this; views are in `mart_sources`.
"""

from functools import cache
from typing import Final

from pipelines.building.inputs import TEXT_FORMS, reading_name
from pipelines.building.sql_graph import needs_of, steps_in
from schemas import registry, table
from schemas.readings.capture_readings import CaptureReadings
from schemas.sources import Sources
from schemas.table import Table

_IN_CODE: Final[dict[type[Table], type[Table]]] = {Sources: CaptureReadings}
"""The reading from which Python code, not a statement, computes a table: the schedule of the hubs to fetch."""

_FOLDERS: Final = ("base", "scratch", "claims", "history")


def readings_of(model: type[Table]) -> tuple[type[Table], ...]:
    """Return the readings that the rows of a table depend on, in the order of the registry."""
    found = _behind(table.name(model))
    return tuple(one for one in registry.READINGS if reading_name(one) in found or one is _IN_CODE.get(model))


def tables_of(model: type[Table]) -> tuple[type[Table], ...]:
    """Return the other published tables that a table's statements read."""
    found = _behind(table.name(model))
    return tuple(one for one in registry.TABLES if one is not model and table.name(one) in found)


def asks_for_papers(model: type[Table]) -> bool:
    """Return whether a table's statements ask which paper a row is of, which is decided by the forms of texts."""
    return not _behind(table.name(model)).isdisjoint(TEXT_FORMS.makes)


@cache
def _behind(name_of_table: str) -> frozenset[str]:
    """Return the relations that the statement of a table reads, and those that these are made from."""
    maker = {name: step for folder in _FOLDERS for step in steps_in(folder) for name in step.makes}
    maker |= dict.fromkeys(TEXT_FORMS.makes, TEXT_FORMS)
    waiting, known = list(needs_of(name_of_table)), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            if step := maker.get(name):
                waiting += step.needs
    return frozenset(known)
