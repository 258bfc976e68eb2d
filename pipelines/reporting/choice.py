"""Which hubs a report is about: those that are named, by uuid or by a part of the title, or those cited most.

`cli.report` hands on what people typed. Nothing is written here.
"""

from typing import Final
from uuid import UUID

import duckdb

from pipelines.building.hub_names import hub_named

MOST_CITED: Final = 5
"""So many hubs are told of when none is named."""


def chosen(connection: duckdb.DuckDBPyConnection, named: list[str]) -> list[UUID]:
    """Give the ids of the hubs, each once, in the order in which they were named.

    Args:
        connection: the published file.
        named: uuids, or parts of titles in any case; none: the hubs that are cited most.

    Raises:
        NoSuchHub: when a name fits no hub, or more than one.
    """
    if not named:
        found = connection.execute(
            "SELECT hub_id FROM hubs ORDER BY citing_papers_printed DESC NULLS LAST, hub_id LIMIT ?", [MOST_CITED]
        ).fetchall()
        return [hub_id for (hub_id,) in found]
    return list(dict.fromkeys(hub_named(connection, one)[0] for one in named))
