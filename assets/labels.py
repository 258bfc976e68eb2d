"""The names that the assets share: groups, owners, tags.

They are declared here once, so that a group or an owner is renamed in one place.
"""

from datetime import timedelta
from typing import Final

import dagster as dg

LANDING: Final = "landing"
PARSING: Final = "parsing"
TABLES: Final = "tables"
HISTORY: Final = "history"
MARTS: Final = "marts"
PUBLISHING: Final = "publishing"

COMMAND: Final = {"pithhouse/started_by": "command"}
"""The tag of runs that a command starts: it reports their failure itself, so the sensor does not."""

REPARSE: Final = "reparse"
"""The job that reads every capture anew."""

OWNERS: Final = ["team:pithhouse"]

SOURCE: Final = {"pithhouse/layer": "source"}
RAW: Final = {"pithhouse/layer": "raw"}
READINGS: Final = {"pithhouse/layer": "readings"}
WAREHOUSE: Final = {"pithhouse/layer": "warehouse"}

DAILY: Final = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26))
"""One missed day warns, two are a failure (FAULTS F36)."""
