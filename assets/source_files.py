"""The files below the paths to take in: their names, kinds and sizes, for the preview in the UI.

Nothing is opened or judged here; landing does that. The asset `sources` calls it.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import dagster as dg

MAX_EXAMPLES = 20
"""So many files are shown; the counts are of all."""


class SourceFile(NamedTuple):
    """One file: its path below the given one, what its name says that it is, and its size."""

    file: str
    kind: str
    bytes: int


def source_files(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """Name every regular file in the paths, each path's in the order of names."""
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for one in found:
            if one.is_file():
                name = one.name if one == path else str(one.relative_to(path))
                yield SourceFile(name, _kind(one.name), one.stat().st_size)


def preview(files: Sequence[SourceFile]) -> dg.TableMetadataValue:
    """Show the first files as a table in the UI."""
    records = [dg.TableRecord(dict(one._asdict())) for one in files[:MAX_EXAMPLES]]
    columns = [
        dg.TableColumn("file", "string"),
        dg.TableColumn("kind", "string"),
        dg.TableColumn("bytes", "int"),
    ]
    return dg.MetadataValue.table(records, dg.TableSchema(columns))


def _kind(name: str) -> str:
    lowered = name.lower()
    kinds = {
        ".html": "page",
        ".htm": "page",
        ".json": "JSON twin",
        ".full.txt": "full text",
        ".list.txt": "list text",
        **dict.fromkeys((".warc", ".warc.gz", ".warc.zst"), "WARC"),
        **dict.fromkeys((".arc", ".arc.gz"), "ARC"),
        ".wacz": "WACZ",
        "captures.csv": "list of captures",
    }
    return next((kind for suffix, kind in kinds.items() if lowered.endswith(suffix)), "other")
