"""The state of the listed hubs and the fetch receipts as frames: the inputs of the tables `sources` and `fetches`.

The values are computed in `pipelines.fetching`; this module converts them to the tables' columns.
"""

import json
from collections.abc import Mapping

import polars as pl

from pipelines.fetching.hub_list import ListedHub, read_hubs
from pipelines.fetching.receipt import kept
from pipelines.fetching.schedule import ViewState, next_due
from pipelines.fetching.site import Site
from pipelines.landing.hub_url import SITE, HubAddress, hub_url
from pipelines.settings import Settings
from pipelines.workspace import DataFolder
from schemas import table
from schemas.fetches import Fetches
from schemas.sources import Sources


def source_frame(folder: DataFolder, states: Mapping[HubAddress, ViewState], settings: Settings) -> pl.DataFrame:
    """Return the listed hubs with their state, in the columns of `sources`; uuids are text.

    Raises:
        OSError: the list of hubs cannot be read.
    """
    site = Site(settings.site or SITE)
    listed = read_hubs(folder.hubs_csv, site.hosts).hubs
    rows = [_source(one, states.get(HubAddress(one.hub_id, (), is_twin=False)), settings, site) for one in listed]
    return pl.DataFrame(rows, schema=table.polars_schema(Sources), orient="row")


def receipt_frame(folder: DataFolder) -> pl.DataFrame:
    """Return the receipts of all runs, in the columns of `fetches`."""
    schema = table.polars_schema(Fetches)
    rows = []
    for one in kept(folder.receipts):
        values = {name: getattr(one, name) for name in schema}
        values |= {name: values[name] or None for name in ("robots_line", "stop_reason")}
        rows.append(values | {"outcomes": json.dumps(one.outcomes, sort_keys=True)})
    return pl.DataFrame(rows, schema=schema, orient="row")


def _source(hub: ListedHub, state: ViewState | None, settings: Settings, site: Site) -> dict[str, object]:
    page = state.last_page if state else None
    address = HubAddress(hub.hub_id, (), is_twin=False)
    return {
        "hub_id": hub.hub_id,
        "url": hub_url(address, site.origin),
        "found_on": hub.found_on,
        "depth": hub.depth,
        "last_attempt_at": state.last_attempt.captured_at if state else None,
        "last_outcome": state.last_outcome if state else None,
        "last_page_at": page.captured_at if page else None,
        "capture_id": page.capture_id if page else None,
        "etag": page.etag if page else None,
        "last_modified": page.last_modified if page else None,
        "same_since": state.same_since if state else None,
        "visits": state.visits if state else 0,
        "changes": state.changes if state else 0,
        "failures": state.failures if state else 0,
        "next_due_at": next_due(state, settings),
    }
