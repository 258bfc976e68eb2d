"""The asset graph as plain data: what the committed snapshot holds. `python -m tests.assets.graph` writes it anew.

A change of the snapshot is a change of what users see in the UI: say in the commit why.
"""

import json
import sys
from pathlib import Path
from typing import Any

from assets.definitions import build_defs

SNAPSHOT = Path(__file__).parent / "graph.json"


def graph() -> dict[str, Any]:
    """Keys, dependencies, groups, kinds, owners, checks and columns, all sorted."""
    defs = build_defs()
    found = defs.resolve_asset_graph()
    keys = sorted(found.get_all_asset_keys())
    return {
        "assets": {key.to_user_string(): _asset(found.get(key)) for key in keys},
        "checks": {
            f"{key.asset_key.to_user_string()}: {key.name}": {"blocking": found.get_check_spec(key).blocking}
            for key in sorted(found.asset_check_keys, key=str)
        },
        "jobs": sorted(one.name for one in defs.resolve_all_job_defs() if not one.name.startswith("__")),
        "schedules": {one.name: str(one.cron_schedule) for one in defs.get_repository_def().schedule_defs},
        "sensors": sorted(one.name for one in defs.sensors or ()),
    }


def _asset(node: Any) -> dict[str, Any]:
    return {
        "deps": sorted(key.to_user_string() for key in node.parent_keys),
        "group": node.group_name,
        "kinds": sorted(node.kinds),
        "owners": sorted(node.owners),
        "fresh": node.freshness_policy is not None,
        "table": node.metadata.get("dagster/table_name"),
        "columns": len(node.metadata["dagster/column_schema"].columns)
        if "dagster/column_schema" in node.metadata
        else 0,
    }


def as_text() -> str:
    return json.dumps(graph(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(as_text(), encoding="utf-8")
    sys.stderr.write(f"wrote {SNAPSHOT}\n")
