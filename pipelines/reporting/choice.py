"""Which hubs a report is about: those that are named, by uuid or by a part of the title, or those cited most.

`report` hands on what people typed. Nothing is written here.
"""

from pathlib import Path
from typing import Final
from uuid import UUID

from pipelines.exporting.bibliography import find_hub
from pipelines.warehouse.connections import open_published

MOST_CITED: Final = 5
"""How many hubs a report describes when none is named."""


def chosen(warehouse: Path, named: list[str]) -> list[UUID]:
    """Return the ids of the hubs, each once, in the order in which they were named.

    Args:
        warehouse: the published file; it must not be open in this process.
        named: uuids, or parts of titles in any case; none: the hubs that are cited most.

    Raises:
        NotPublished: when there is no such warehouse.
        NoSuchHub: when a name fits no hub, or more than one.
    """
    if named:
        return list(dict.fromkeys(UUID(find_hub(warehouse, one)[0]) for one in named))
    with open_published(warehouse) as connection:
        found = connection.execute(
            "SELECT hub_id FROM hubs ORDER BY citing_papers_printed DESC NULLS LAST, hub_id LIMIT ?", [MOST_CITED]
        ).fetchall()
    return [hub_id for (hub_id,) in found]
