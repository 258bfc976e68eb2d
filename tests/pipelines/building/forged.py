"""A published warehouse whose readings are those of a worse parser: what a change of the parser is tested against.

The pages, the landing, the build and the swap are real; only some cells of the readings are changed before they are
written, as a former parser might have read them.
"""

from pathlib import Path

from pipelines.building.build import build
from pipelines.landing.raw_store import RawStore
from pipelines.landing.sources import arrivals
from pipelines.parsing.store.frames import frames
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.vocabulary.records import QuarantineRow, Reading
from pipelines.parsing.workers.task import landed_page, run
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from schemas.refusals import RefusedBecause
from tests.pipelines.building.support import NOW, SAMPLE

HUB = "63cb51b3-f9cb-5ed9-b0a2-2107820abc64"
PAGE = f"{HUB}.20260922T060000Z.html"
WORSE = "arxiv:9912.00017"
REFUSED = "arxiv:9912.00018"
REFUSAL = ("papers", "novelty", "6.0")


def forged(root: Path, *, is_worse: bool = True) -> DataFolder:
    """A house with one page of the sample, published from readings that are worse, or from today's."""
    data, folder = DataFolder(root / "data"), root / "pages"
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes((SAMPLE / PAGE).read_bytes())
    address = f"https://pith.science/citations/{HUB}"
    (folder / "captures.csv").write_text(f"file,url,captured_at\npage.html,{address},2026-09-22T06:00:00Z\n")
    raw = RawStore(data.raw)
    (capture,) = raw.append(arrivals([folder], NOW), NOW).captures
    page = landed_page(raw, capture)
    reading = page if isinstance(page, Reading) else run(page)
    if is_worse:
        _worsen(reading)
    ReadingStore(data.readings).write(frames([reading]))
    build(data, NOW)
    publish(data)
    return data


def _worsen(reading: Reading) -> None:
    """Read the title wrongly, one novelty wrongly, and refuse another."""
    assert reading.hub is not None
    reading.hub.title = "A title that was read wrongly"
    for row in reading.citing_papers:
        if f"arxiv:{row.arxiv_id}" == WORSE and row.novelty is not None:
            row.novelty = 1.5
        if f"arxiv:{row.arxiv_id}" == REFUSED:
            row.novelty = None
    table, column, printed = REFUSAL
    because = RefusedBecause.IMPOSSIBLE_VALUE
    reason = "not a score that was known"
    refused = QuarantineRow(
        reading.capture.capture_id, 1, table, column, printed, reason, 10, 13, refused_because=because
    )
    reading.quarantine.append(refused)
    reading.capture.quarantined_cells = 1
