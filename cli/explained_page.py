"""The page that `pithhouse explain --html` writes: one file, no script, no network, light and dark.

The template and the style sheet belong to `pipelines.reporting`, which escapes all foreign text; the page's content
security policy blocks anything that escaping might miss (FAULTS F32).
"""

from collections import Counter
from typing import Any, Final

from cli.line_marks import MARKS, described, kind_of
from cli.screen import clean
from pipelines.landing.captures import Capture
from pipelines.provenance.explain import STATES, ExplainedLine, Explanation
from pipelines.reporting.page import rendered

AROUND: Final = 90
"""Number of bytes shown before and after those of a line."""

_HUES: Final = {
    "hubs": 145,
    "abstracts": 185,
    "papers": 215,
    "citations": 235,
    "summaries": 260,
    "facet_counts": 305,
    "captures": 120,
    "label": 0,
    "furniture": 0,
    "residue": 45,
    "quarantine": 5,
    "unread": 60,
}
"""The hue of each kind of line, in the order of the legend; other kinds come after these."""

_OTHER_HUE: Final = 90
_GREY: Final = frozenset(("label", "furniture"))


def page_of(capture: Capture, made: Explanation, body: bytes) -> str:
    """Render a capture line by line as one HTML page.

    Args:
        capture: the capture, for the heading.
        made: what became of its lines.
        body: its raw bytes.

    Returns:
        The HTML. Each line expands to show its bytes; the legend's checkboxes hide and show kinds of lines.
    """
    row = made.reading.capture
    return rendered(
        "explained",
        capture={
            "capture_id": clean(capture.capture_id),
            "url": clean(capture.url),
            "captured_at": f"{capture.captured_at:%Y-%m-%d %H:%M:%S}",
            "rendering": clean(str(row.rendering)),
            "outcome": clean(row.outcome),
            "bytes": len(body),
        },
        refused=[clean(one) for one in (row.reason, *made.refused) if one],
        kinds=_kinds(made.lines),
        lines=[_line(one, body) for one in made.lines],
    )


def _kinds(lines: tuple[ExplainedLine, ...]) -> list[dict[str, Any]]:
    known, marks = list(_HUES), {str(state): mark for state, mark in MARKS.items()}
    meanings = {str(state): meaning for state, meaning in STATES.items()}
    counted = Counter(map(kind_of, lines))
    return [
        {
            "name": kind,
            "lines": counted[kind],
            "hue": _HUES.get(kind, _OTHER_HUE),
            "saturation": 0 if kind in _GREY else 70,
            "mark": marks.get(kind, MARKS["read"]),
            "means": meanings.get(kind, f"read into {kind}"),
        }
        for kind in sorted(counted, key=lambda one: known.index(one) if one in known else len(known))
    ]


def _line(line: ExplainedLine, body: bytes) -> dict[str, Any]:
    return {
        "kind": kind_of(line),
        "mark": MARKS[line.state],
        "number": line.number,
        "became": clean(described(line)),
        "text": clean(line.text),
        "where": f"block {clean(line.block)}" if line.block else "the page",
        "cells": [(clean(name), clean(value)) for name, value in line.cells],
        "place": _place(line.byte_start, line.byte_end, body),
    }


def _place(start: int | None, end: int | None, body: bytes) -> dict[str, Any] | None:
    if start is None or end is None:
        return None
    shown = {"before": body[max(start - AROUND, 0) : start], "here": body[start:end], "after": body[end : end + AROUND]}
    return {"start": start, "end": end} | {name: _decoded(part) for name, part in shown.items()}


def _decoded(part: bytes) -> str:
    return "\n".join(map(clean, part.decode("utf-8", "replace").split("\n")))
