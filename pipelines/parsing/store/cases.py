"""A page and its expected reading, as a folder: a test case that anyone can add without writing code.

`pithhouse probe --save-case` writes a case; the tests read every case again and compare. The page of a committed case
must be made up or rewritten in other words: no page's real text enters the repository.
"""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pipelines.landing.header_text import parse_utc, utc_text
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading

PAGE: Final = "page.bin"
CASE: Final = "case.json"
_NO_ID: Final = "0" * 20


def write_case(folder: Path, body: bytes, source: CaptureContext, note: str) -> None:
    """Write a case: the bytes, what else is known, and what today's parser reads.

    Args:
        folder: created if it does not exist; a case in it is replaced.
        body: the page.
        source: what the parser knows besides the bytes.
        note: where the page comes from.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "note": note,
        "url": source.url,
        "hub_id": source.hub_id,
        "captured_at": utc_text(source.captured_at),
        "declared_charset": source.declared_charset,
        "source_rendering": source.source_rendering,
        "is_filtered": source.is_filtered,
        "reading": as_plain(read_capture(body, _without_id(source))),
    }
    (folder / PAGE).write_bytes(body)
    (folder / CASE).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_case(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Load a case, and read its page again.

    Returns:
        The reading that the case expects, and the reading by today's parser.

    Raises:
        OSError, ValueError, KeyError: the case is incomplete.
    """
    told = json.loads((folder / CASE).read_text(encoding="utf-8"))
    source = CaptureContext(
        _NO_ID,
        told["hub_id"],
        told["url"],
        parse_utc(told["captured_at"]),
        told["declared_charset"],
        told["source_rendering"],
        told["is_filtered"],
    )
    return told["reading"], as_plain(read_capture((folder / PAGE).read_bytes(), source))


def as_plain(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON types, without the capture's id."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(reading), default=_as_text))
    rows = [plain["capture"], *(row for rows in plain.values() if isinstance(rows, list) for row in rows)]
    for row in [*rows, *([plain["hub"]] if plain["hub"] else [])]:
        row.pop("capture_id", None)
    return plain


def _as_text(value: object) -> str:
    return utc_text(value) if isinstance(value, datetime) else str(value)


def _without_id(source: CaptureContext) -> CaptureContext:
    return CaptureContext(
        _NO_ID,
        source.hub_id,
        source.url,
        source.captured_at,
        source.declared_charset,
        source.source_rendering,
        source.is_filtered,
    )
