"""The reading `hub_readings`: what a capture says about the cited work; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.hubs import HubCells
from schemas.table import column


class HubReadings(HubCells):
    """One row per capture that shows a cited work: its cells as this page or JSON twin prints them."""

    capture_id: str = columns.capture_id()
    abstract: str = column("The abstract in Unicode. NULL: none printed.", null=True)
    abstract_raw: str = column("The abstract as printed, TeX kept. NULL: none printed.", null=True)
    classified_polarity: str = column(
        "The polarity in the count line `Background 80% of classified citations`. NULL: none printed.",
        null=True,
    )
    classified_percent: pl.Int32 = column(
        "The percentage in the same line. NULL: none printed.", null=True, ge=0, le=100
    )
    filtered_shown: pl.Int32 = column(
        "First number of `Showing 2 of 2 citing papers after filters`. NULL: none printed.", null=True, ge=0
    )
    filtered_total: pl.Int32 = column("Second number of the same line. NULL: none printed.", null=True, ge=0)
    twin_inbound_count: pl.Int32 = column(
        "The JSON twin's pith_inbound_count; 240 looks like a cap. NULL: no JSON twin.", null=True, ge=0
    )
    twin_external_count: pl.Int32 = column(
        "The JSON twin's external_cited_by_count. NULL: no JSON twin.", null=True, ge=0
    )
    twin: str = column("The whole JSON twin, keys as printed. NULL: no JSON twin.", null=True, sql="JSON")

    class Config:
        """The reading's name."""

        name = "hub_readings"
