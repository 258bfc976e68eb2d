"""The bundled sample: which hub was taken when, where and in which rendering; `python -m
tests.pagewriter.sample data/sample`.

No hub's text may be here (sample_hubs.py) and no rendering (markups.py). Called by hand when the sample
changes, and by tests/test_sample.py, which keeps the folder equal to what this writes.
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.pagewriter import sample_hubs as hubs
from tests.pagewriter.records import HubRecord
from tests.pagewriter.sample_parts import MARK
from tests.pagewriter.writer import CAPTURES, Capture, render

README = "README.md"
_WWW = "www.pith.science"
_README = """\
# The bundled sample

{captures} captures of {hubs} hub pages that do not exist. Every work, paper, abstract and summary here is made up:
each abstract ends with `{mark}`, each HTML page says so in its footer,
and the arXiv ids are of ranges that were never given out.

The pages were written by `tests/pagewriter` after what is known of the site's format: in five HTML markups,
because the site's own HTML was not seen, in both text renderings, and as JSON twins. `captures.csv` says which
file was taken from which address at which time. To make the folder again after a change:

```
python -m tests.pagewriter.sample data/sample
```

| work | rendering | filters | captured at (UTC) |
| --- | --- | --- | --- |
{rows}
"""


def captures() -> list[Capture]:
    """Every capture of the sample, by time."""
    return [*_september(), *_october(), *_november()]


def hub_records() -> list[HubRecord]:
    """Every record of the sample, in the order of its first capture; a hub that changed is there once per
    state.
    """
    seen: dict[tuple[str, str, int], HubRecord] = {}
    for capture in captures():
        record = capture.record
        seen.setdefault((record.hub_id, record.title_raw, record.citing_papers_printed), record)
    return list(seen.values())


def _september() -> list[Capture]:
    rehearsal, atlas = hubs.rehearsal_in_september(), hubs.atlas_small()
    moebius, conditioning = hubs.moebius(), hubs.conditioning()
    return [
        Capture(rehearsal, "html_divs", _at(9, 3, 6, 0)),
        Capture(rehearsal, "json", _at(9, 3, 6, 1)),
        Capture(atlas, "html_tables", _at(9, 5, 6, 0)),
        Capture(hubs.martingales_pending(), "html_definitions", _at(9, 8, 6, 0)),
        Capture(hubs.drums(), "full_text", _at(9, 12, 6, 0), {"year": "2018"}),
        Capture(moebius, "html_articles", _at(9, 14, 6, 0), host=_WWW),
        Capture(moebius, "list_text", _at(9, 20, 18, 30)),
        Capture(conditioning, "html_definitions", _at(9, 22, 6, 0)),
        Capture(conditioning, "json", _at(9, 22, 6, 1)),
        Capture(hubs.bare(), "html_divs", _at(9, 25, 6, 0)),
    ]


def _october() -> list[Capture]:
    lanterns, patience, energy = hubs.lanterns(), hubs.patience(), hubs.energy()
    return [
        Capture(lanterns, "html_articles", _at(10, 1, 6, 0)),
        Capture(lanterns, "json", _at(10, 1, 6, 1)),
        Capture(lanterns, "full_text", _at(10, 2, 21, 15), {"year": "2025"}),
        Capture(patience, "html_table_cells", _at(10, 6, 6, 0)),
        Capture(patience, "html_divs", _at(10, 6, 6, 5), {"year": "2025"}),
        Capture(patience, "html_tables", _at(10, 6, 6, 10), {"cat": "cs.CL", "role": "background"}),
        Capture(patience, "html_definitions", _at(10, 6, 6, 15), {"verdict": "ACCEPT"}),
        Capture(patience, "html_articles", _at(10, 6, 6, 20), {"polarity": "use_method"}),
        Capture(patience, "json", _at(10, 6, 6, 25)),
        Capture(energy, "full_text", _at(10, 11, 6, 0)),
        Capture(energy, "list_text", _at(10, 18, 6, 0)),
        Capture(hubs.glass(), "list_text", _at(10, 20, 6, 0)),
        Capture(hubs.libraries(), "html_table_cells", _at(10, 24, 6, 0)),
    ]


def _november() -> list[Capture]:
    rehearsal = hubs.rehearsal_in_november()
    return [
        Capture(hubs.drums(), "html_tables", _at(11, 2, 6, 0)),
        Capture(hubs.glass(), "html_divs", _at(11, 3, 6, 0)),
        Capture(hubs.nonsense(), "html_definitions", _at(11, 4, 6, 0)),
        Capture(hubs.footnotes(), "html_articles", _at(11, 6, 6, 0)),
        Capture(hubs.martingales(), "html_divs", _at(11, 8, 6, 0)),
        Capture(hubs.atlas_grown(), "html_definitions", _at(11, 9, 6, 0)),
        Capture(rehearsal, "html_tables", _at(11, 12, 6, 0)),
        Capture(rehearsal, "json", _at(11, 12, 6, 1)),
        Capture(rehearsal, "list_text", _at(11, 15, 9, 45)),
    ]


def _at(month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def sample_files() -> dict[str, bytes]:
    """Every file of the sample's folder and its bytes: the captures, captures.csv and the README."""
    return {**render(captures()), README: _readme().encode()}


def _readme() -> str:
    taken = captures()
    hubs_shown = len({capture.record.hub_id for capture in taken})
    return _README.format(captures=len(taken), hubs=hubs_shown, mark=MARK, rows="\n".join(map(_readme_row, taken)))


def _readme_row(capture: Capture) -> str:
    filters = " ".join(f"{name}={value}" for name, value in capture.filters.items())
    title = capture.record.title_raw.replace("\\", "\\\\")  # Markdown would eat the backslash of TeX
    return f"| {title} | {capture.markup} | {filters} | {capture.captured_at:%Y-%m-%d %H:%M} |"


def write_sample(folder: Path) -> int:
    """Write the sample into the folder, in place of the captures that its captures.csv named before.

    Gives the bytes written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = sample_files()
    for name in _captures_named_in(folder) - set(files):
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return sum(map(len, files.values()))


def _captures_named_in(folder: Path) -> set[str]:
    table = folder / CAPTURES
    if not table.exists():
        return set()
    with table.open(encoding="utf-8", newline="") as rows:
        return {Path(row["file"]).name for row in csv.DictReader(rows)}


def main(arguments: list[str]) -> int:
    """The command: takes the folder; gives the exit code."""
    if len(arguments) != 1:
        print("usage: python -m tests.pagewriter.sample FOLDER", file=sys.stderr)
        return 2
    size = write_sample(Path(arguments[0]))
    print(f"{len(captures())} captures, {size:,} bytes, in {arguments[0]}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
