"""A hub as people name it: by its uuid, the beginning of it, or a part of its title.

Nothing is written here, and nothing guessed: a name that fits several hubs is refused.
"""

from typing import Final
from uuid import UUID

import duckdb

from pipelines.warehouse.connections import NoSuchHub

_MAX_EXAMPLES: Final = 5


def hub_named(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[UUID, str | None]:
    """Find a hub.

    Args:
        connection: the published file.
        name: a uuid or its beginning, a whole title, or a part of one hub's title, in any case and without accents.

    Returns:
        Its uuid and its title (None where none is known).

    Raises:
        NoSuchHub: the name fits no hub, or more than one.
    """
    found: list[tuple[UUID, str | None]] = connection.execute(
        "SELECT hub_id, title FROM hubs WHERE starts_with(hub_id::VARCHAR, lower($name)) "
        "OR contains(strip_accents(lower(title)), strip_accents(lower($name))) "
        "ORDER BY lower(title) IS NOT DISTINCT FROM lower($name) DESC, title, hub_id",
        {"name": name.strip()},
    ).fetchall()
    whole = [hub_id for hub_id, title in found if title is not None and title.lower() == name.strip().lower()]
    if len(found) == 1 or len(whole) == 1:
        return found[0]
    if not found:
        listed = '`pithhouse query "SELECT hub_id, title FROM hubs ORDER BY title"` lists them'
        raise NoSuchHub(f"no hub has that uuid, or {name!r} in its title; {listed}")
    titles = "; ".join(f"{title} ({hub_id})" for hub_id, title in found[:_MAX_EXAMPLES])
    more = f"; and {len(found) - _MAX_EXAMPLES} more" if len(found) > _MAX_EXAMPLES else ""
    raise NoSuchHub(
        f"{len(found)} hubs have {name!r} in their title, or their uuid begins so: {titles}{more}. "
        "Name one by more of it"
    )
