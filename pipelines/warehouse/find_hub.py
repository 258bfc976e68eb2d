"""Find a hub by the name that a person gives: its uuid or the beginning of it, or part of its title.

There is no guessing: a name that matches several hubs is refused.
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
        name: a uuid or its beginning, a whole title, or part of a title; case and accents are ignored.

    Returns:
        Its uuid and its title (None if unknown).

    Raises:
        NoSuchHub: the name matches no hub, or more than one.
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
        f"{len(found)} hubs have {name!r} in their title, or a uuid that begins with it: {titles}{more}. "
        "Give more of the title, or the uuid"
    )
