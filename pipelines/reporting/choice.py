"""Which hubs a report is about: those that are named, by uuid or by a part of the title, or those cited most.

`cli.report` hands on what people typed. Nothing is written here.
"""

from typing import Final
from uuid import UUID

import duckdb

MOST_CITED: Final = 5
"""So many hubs are told of when none is named."""
_SHOWN: Final = 5


class NoSuchHub(LookupError):  # noqa: N818 (what is the case)
    """What was named is no hub of the warehouse, or more than one. The message says which there are."""


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
    return list(dict.fromkeys(_named(connection, one) for one in named))


def _named(connection: duckdb.DuckDBPyConnection, name: str) -> UUID:
    found: list[tuple[UUID, str | None]] = connection.execute(
        "SELECT hub_id, title FROM hubs WHERE hub_id::VARCHAR = lower($name) OR contains(lower(title), lower($name)) "
        "ORDER BY lower(title) IS NOT DISTINCT FROM lower($name) DESC, title, hub_id",
        {"name": name.strip()},
    ).fetchall()
    whole = [hub_id for hub_id, title in found if title is not None and title.lower() == name.strip().lower()]
    if len(found) == 1 or len(whole) == 1:
        return found[0][0]
    if not found:
        listed = '`pithhouse query "SELECT hub_id, title FROM hubs ORDER BY title"` lists them'
        raise NoSuchHub(f"no hub has the uuid or the title {name!r}; {listed}")
    titles = "; ".join(f"{title} ({hub_id})" for hub_id, title in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise NoSuchHub(
        f"{len(found)} hubs have {name!r} in their title: {titles}{more}. Name one by more of it or its uuid"
    )
