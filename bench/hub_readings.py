"""Readings to measure the build with: many captures of many hubs, written as Parquet by DuckDB, and their raw index.

The same scale gives the same rows. A hub has ten captures, one a day and each landed on its day; a capture lists forty
citing papers, of which a fifth are not as the capture before showed them: another verdict, role or number of mentions,
and one in a hundred another paper. Nothing is measured here; `bench.building` does that.
"""

from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.building.inputs import LANDED
from schemas import registry, table
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.claim_readings import ClaimReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.table import Table

DAYS: Final = 10
ROWS: Final = 40
BATCH: Final = 2000
"""Captures in one file: the pipeline writes 200, and a store of ten times that size would be merged."""

_CAPTURES: Final = """
    SELECT
        hub, day, 50 + hub % 50 AS percent,
        left(sha256('capture ' || hub || ' ' || day), 20) AS capture_id,
        format('00000000-0000-4000-8000-{{:012d}}', hub) AS hub_id
    FROM (SELECT capture % {hubs} AS hub, capture // {hubs} AS day FROM range({first}, {last}) AS captures (capture))
"""

_PAPERS: Final = f"""
    SELECT *, (day + paper) // 5 AS turn
    FROM (
        -- Two hubs share their papers; in a hundred days each place has another one.
        SELECT *, (hub // 2) * 100 + place + 50 * ((day + hub // 2 + 7 * place) // 100) AS paper
        FROM captures
        CROSS JOIN range(1, {ROWS} + 1) AS rows (place)
    )
"""

_CELLS: Final[dict[type[Table], tuple[str, dict[str, str]]]] = {
    CaptureReadings: (
        "captures",
        {
            "rendering": "'html'",
            "outcome": "'ok'",
            "encoding": "'utf-8'",
            "replacement_characters": "0",
            "text_lines": "200",
            "furniture_lines": "60",
            "residue_lines": "0",
            "quarantined_cells": "0",
            "citing_papers_listed": str(ROWS),
            "representative_papers": "0",
            "is_complete": "true",
        },
    ),
    HubReadings: (
        "captures",
        {
            "title": "'Work ' || hub || ' on the reading of long pages'",
            "title_raw": "'Work ' || hub || ' on the reading of long pages'",
            "tier": "'hub'",
            "label": "CASE WHEN (hub + day) % 10 < 8 THEN 'Canonical reference' END",
            "verdict_sentence": "'Mixed citation behavior. Most common role is background (' || percent || '%).'",
            "verdict_kind": "'mixed'",
            "dominant_role": "'background'",
            "dominant_percent": "percent",
            "citing_papers_printed": str(ROWS),
            "external_citations_printed": "1000 + hub % 900 + day",
            "external_source": "'Crossref'",
            "abstract": "repeat('Pages are long and readers are few. ', 20)",
            "abstract_raw": "repeat('Pages are long and readers are few. ', 20)",
        },
    ),
    CitingPaperReadings: (
        "papers",
        {
            "block": "'explorer'",
            "rank": "place",
            "line_number": "60 + 2 * place",
            "arxiv_id": "format('{:04d}.{:05d}', 1000 + paper // 100000, paper % 100000)",
            "url": "format('https://pith.science/paper/{:04d}.{:05d}', 1000 + paper // 100000, paper % 100000)",
            "title": "'Paper ' || paper || ', or what a reader of many pages can remember of them'",
            "title_raw": "'Paper ' || paper || ', or what a reader of many pages can remember of them'",
            "category": "['cs.LG', 'cs.CL', 'cs.CV', 'stat.ML', 'gr-qc'][1 + paper % 5]",
            "posted_on": "DATE '2019-01-01' + (paper % 2500)::INTEGER",
            "verdict": "['unverdicted', 'accept', 'conditional', 'reject'][1 + (paper + turn) % 4]",
            "role": "['background', 'method', 'baseline'][1 + (paper + turn) % 3]",
            "ref_number": "1 + paper % 80",
            "mention_count": "1 + (paper + turn) % 5",
            "link_type": "'internal anchor'",
            "summary": (
                "'Number ' || paper || ' shows that a page is read to its last line when each line is counted, and "
                "that what was not read is worth a row of its own.'"
            ),
        },
    ),
    FacetReadings: (
        "captures CROSS JOIN range(0, 10) AS values (place)",
        {
            "block": "'facets'",
            "facet": "['field', 'role', 'polarity'][1 + place % 3]",
            "value": "'value ' || place",
            "n": "1 + (hub + day * place // 4) % 30",
            "line_number": "20 + place",
        },
    ),
    ClaimReadings: (
        "captures CROSS JOIN range(0, 14) AS values (place)",
        {
            "number": ("['citing_papers', 'sentence_percent', 'classified_percent', 'external_citations'][1 + place]"),
            "position": "greatest(place - 3, 1)",
            "printed_text": "'some words with ' || place",
            "printed_value": f"CASE place WHEN 0 THEN {ROWS} WHEN 3 THEN 1000 + hub % 900 + day ELSE percent END",
            "facet": "CASE WHEN place > 3 THEN ['field', 'role', 'polarity'][1 + (place - 4) % 3] END",
            "value": "CASE WHEN place > 3 THEN 'value ' || (place - 4) WHEN place IN (1, 2) THEN 'background' END",
            "line_number": "10 + place",
        },
    ),
}
"""For each reading that has rows: what its rows are made from, and its cells; the others are NULL."""


def write_readings(folder: Path, hubs: int, first: int, last: int) -> None:
    """Write the readings of captures `first` to `last`, batch by batch, as the store of readings does.

    Args:
        folder: the folder of one parser version.
        hubs: how many hubs there are; capture n is of hub n % hubs, on day n // hubs.
        first: the first capture.
        last: the one behind the last.
    """
    with duckdb.connect() as connection:
        for start in range(first, last, BATCH):
            captures = _CAPTURES.format(hubs=hubs, first=start, last=min(start + BATCH, last))
            batch = folder / f"{start:08d}"
            batch.mkdir(parents=True)
            for model in registry.READINGS:
                rows, cells = _CELLS.get(model, ("captures", {}))
                listed = ", ".join(
                    f"({cells.get(one.name, 'capture_id' if one.name == 'capture_id' else 'NULL')})"
                    f"::{one.sql_type} AS {one.name}"
                    for one in table.columns(model)
                )
                connection.execute(
                    f"COPY (WITH captures AS ({captures}), papers AS ({_PAPERS}) SELECT {listed} FROM {rows}"
                    f"{'' if cells else ' WHERE false'}) "
                    f"TO '{batch / table.name(model)}.parquet' (COMPRESSION zstd)"
                )


def landed(hubs: int, count: int) -> pl.DataFrame:
    """Give the raw index of so many captures."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found: pl.DataFrame = connection.sql(f"""
            SELECT
                capture_id, hub_id, 'https://pith.science/citations/' || hub_id AS url, '{{}}' AS filters,
                NULL AS unread_parameters, '{{}}' AS view,
                'html' AS source_rendering,
                TIMESTAMPTZ '2026-01-01' + to_days(day::INTEGER) + to_seconds(hub) AS captured_at,
                TIMESTAMPTZ '2026-01-01 20:00' + to_days(day::INTEGER) AS landed_at,
                'ok' AS outcome, '' AS reason, 200::INTEGER AS http_status, 'crawl.warc.gz' AS source,
                sha256(capture_id) AS body_sha256, 100000::BIGINT AS body_bytes,
                'crawl.warc.gz' AS warc_file, hub AS warc_offset, capture_id AS read_as, NULL AS confirms,
                captured_at AS confirmed_at
            FROM ({_CAPTURES.format(hubs=hubs, first=0, last=count)})
        """).pl()
    return found.select(LANDED.names()).cast(LANDED)
