"""Every page of the bundled sample, and the two real captures where they are at hand, with what is known beside them.

Called by the tests that look at all of them. No rule of the parser is here.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path

from pipelines.parsing.vocabulary.capture_context import CaptureContext

REPO = Path(__file__).resolve().parents[4]
FOLDERS = [one for one in (REPO / "data" / "sample", REPO.parent / "shared" / "captures") if one.is_dir()]
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Stored:
    """A page: the name of its file, its bytes, and what is known beside them."""

    name: str
    body: bytes
    source: CaptureContext


def stored_pages() -> Iterator[Stored]:
    for folder in FOLDERS:
        with (folder / "captures.csv").open(encoding="utf-8") as table:
            for row in csv.DictReader(table):
                taken = datetime.fromisoformat(row["captured_at"])
                hub_id = row["file"].split(".", 1)[0]
                source = CaptureContext(row["file"], hub_id, row["url"], taken, is_filtered="?" in row["url"])
                yield Stored(row["file"], (folder / row["file"]).read_bytes(), source)


def letters_in(body: bytes, start: int | None, end: int | None, *, is_html: bool = True) -> str:
    """The letters that a reader sees of some bytes of a page in UTF-8, by other means than the parser's."""
    assert start is not None
    assert end is not None
    assert 0 <= start < end <= len(body)
    printed = body[start:end].decode()
    return "".join((unescape(_UNSEEN.sub("", printed)) if is_html else printed).split())
