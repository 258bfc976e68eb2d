"""The report: asks the published file, and writes one HTML file that needs nothing else.

What is asked is in `questions`, how it looks in `page`. `cli.report` calls `write_report`. The warehouse is only read.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from pipelines.reporting.choice import chosen
from pipelines.reporting.page import Section, report_page
from pipelines.reporting.questions import of_hub, of_warehouse
from pipelines.warehouse.connections import open_published


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the file, its size in bytes, the ids of the hubs that it tells of, and how many statements."""

    file: str
    bytes: int
    hubs: tuple[str, ...]
    statements: int


def write_report(warehouse: Path, named: list[str], out: Path) -> Written:
    """Write the report on some hubs.

    Args:
        warehouse: the published DuckDB file.
        named: uuids or parts of titles; none: the hubs that are cited most.
        out: the file to write; one that is there is replaced as a whole.

    Raises:
        NotPublished: when there is no such warehouse.
        NoSuchHub: when a name fits no hub, or more than one.
    """
    hub_ids = chosen(warehouse, named)
    with open_published(warehouse) as connection:
        overview = of_warehouse(connection)
        sections = {str(hub_id): Section(f"hub-{hub_id}", of_hub(connection, hub_id)) for hub_id in hub_ids}
    text = report_page(overview, sections).encode()
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        beside.write_bytes(text)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    asked = len(overview) + sum(len(one.answers) for one in sections.values())
    return Written(str(out), len(text), tuple(sections), asked)
