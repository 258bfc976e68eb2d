"""dlt: a resource that yields Arrow batches, merged into DuckDB by hub; the ETags are in the resource's own state."""

import sys
from collections.abc import Iterator
from pathlib import Path

import dlt
import pyarrow as pa
from dlt.sources.helpers import requests

from bench.peers.hub_page import Row, read_rows

BATCH = 10_000
SCHEMA = pa.schema(
    {
        "hub_id": pa.string(),
        "paper_id": pa.string(),
        "title": pa.string(),
        "category": pa.string(),
        "posted_on": pa.date32(),
        "verdict": pa.string(),
        "novelty": pa.float64(),
        "summary": pa.string(),
    }
)


@dlt.resource(name="rows", write_disposition="merge", merge_key="hub_id")
def hub_rows(urls: list[str]) -> Iterator[pa.Table]:
    """Ask for every page that is not as known; gives the rows of those that changed."""
    etags: dict[str, str] = dlt.current.resource_state().setdefault("etags", {})
    rows: list[Row] = []
    client = requests.Client()
    for url in urls:
        answer = client.get(url, headers={"If-None-Match": etags[url]} if url in etags else {})
        if answer.status_code == 304:
            continue
        rows += read_rows(url, answer.content)
        etags[url] = answer.headers["ETag"]
        if len(rows) >= BATCH:
            yield pa.Table.from_pylist(rows, schema=SCHEMA)
            rows = []
    if rows:
        yield pa.Table.from_pylist(rows, schema=SCHEMA)


def main(addresses: str, path: str) -> None:
    """Run the pipeline; its state is kept beside the DuckDB file and in it."""
    pipeline = dlt.pipeline(
        pipeline_name="hubs",
        pipelines_dir=str(Path(path).parent / "pipelines"),
        destination=dlt.destinations.duckdb(path),
        dataset_name="main",
    )
    pipeline.run(hub_rows(Path(addresses).read_text().split()))


if __name__ == "__main__":
    main(*sys.argv[1:])
