"""The page that `pithhouse explain --html` writes: one file, no script, no network, light and dark.

Everything foreign is escaped, and a policy in the page forbids whatever escaping would miss (FAULTS F32). Nothing is
decided here about lines; `explain` calls `page_of`.
"""

from collections import Counter
from html import escape
from typing import Final

from cli.line_marks import MARKS, described, kind_of
from cli.screen import clean
from pipelines.landing.captures import Capture
from pipelines.provenance.explain import STATES, ExplainedLine, Explanation

AROUND: Final = 90
"""Bytes shown before and behind those of a line."""

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
_GREY: Final = frozenset(("label", "furniture"))

_STYLE: Final = """
:root{color-scheme:light dark;--page:#fcfcfb;--ink:#1d1d1b;--soft:#6b6b66;--rule:#e2e2dd;--l:38%;--tint:12%}
@media(prefers-color-scheme:dark){:root{--page:#161715;--ink:#e8e8e3;--soft:#9a9a92;--rule:#33342f;--l:68%;--tint:16%}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:1.5rem;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.25rem;margin:0 0 .25rem;overflow-wrap:anywhere}
p{margin:.25rem 0;color:var(--soft)}
code,.n,.f,pre{font:12.5px/1.5 ui-monospace,monospace}
.legend{display:flex;flex-wrap:wrap;gap:.4rem .6rem;margin:1rem 0;padding:0;list-style:none}
.legend label{display:flex;gap:.45rem;align-items:center;padding:.15rem .6rem;border-radius:1rem;cursor:pointer;
border:1px solid var(--rule)}
.legend b{color:var(--c)}
details,.line{border-left:3px solid var(--c);border-bottom:1px solid var(--rule)}
details[open]{background:color-mix(in srgb,var(--c) 6%,transparent)}
summary{display:grid;grid-template-columns:1rem 2.4rem 15.5rem 1fr;gap:.6rem;align-items:baseline;
padding:.2rem .6rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary:hover{background:color-mix(in srgb,var(--c) var(--tint),transparent)}
summary:focus-visible{outline:2px solid var(--c);outline-offset:-2px}
.m,.f{color:var(--c)}.m{font-weight:700}.n{color:var(--soft);text-align:right}
.f,.t{overflow-wrap:anywhere}
.furniture .t{color:var(--soft)}.label .t{font-weight:600}
.residue summary,.quarantine summary,.unread summary{background:color-mix(in srgb,var(--c) var(--tint),transparent)}
.more{padding:.2rem .6rem .6rem 5.4rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:.2rem 0;font-size:.9em}dd{margin:0}
dt{color:var(--c)}
pre{margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--soft)}
mark{background:color-mix(in srgb,var(--c) 26%,transparent);color:var(--ink);border-radius:2px}
@media(max-width:45rem){summary{grid-template-columns:1rem 2.5rem 1fr}.t{grid-column:1/-1}.more{padding-left:.6rem}}
"""


def page_of(capture: Capture, made: Explanation, body: bytes) -> str:
    """Write a capture line by line as one HTML page.

    Args:
        capture: what was captured, for the heading.
        made: what became of its lines.
        body: its bytes, to show those of each line.

    Returns:
        The page. Every line opens to its bytes; the legend's boxes hide and show kinds of lines.
    """
    kinds = Counter(kind_of(one) for one in made.lines)
    known = {name: place for place, name in enumerate(_HUES)}
    named = sorted(kinds, key=lambda kind: known.get(kind, len(known)))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(capture.capture_id)} explained</title><style>{_STYLE}{_colours(named)}</style>"
    )
    lines = "\n".join(_line(one, body) for one in made.lines)
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{_heading(capture, made, len(body))}'
        f"{_legend(named, kinds)}<main>\n{lines}\n</main></body></html>\n"
    )


def _heading(capture: Capture, made: Explanation, size: int) -> str:
    row = made.reading.capture
    said = [one for one in (row.reason, *made.refused) if one]
    facts = (
        f"{capture.captured_at:%Y-%m-%d %H:%M:%S} UTC",
        _text(str(row.rendering)),
        f"outcome <b>{_text(row.outcome)}</b>",
        f"{len(made.lines):,} lines",
        f"{size:,} bytes",
        f"capture <code>{_text(capture.capture_id)}</code>",
    )
    refused = "".join(f"<p>Refused: {_text(one)}</p>" for one in said)
    return f"<h1>{_text(capture.url)}</h1><p>{' · '.join(facts)}</p>{refused}"


def _colours(kinds: list[str]) -> str:
    rules = []
    for kind in kinds:
        saturation = "0%" if kind in _GREY else "70%"
        rules.append(f".{kind}{{--c:hsl({_HUES.get(kind, 90)} {saturation} var(--l))}}")
        rules.append(f"body:has(#hide-{kind}:not(:checked)) main .{kind}{{display:none}}")
    return "\n".join(rules)


def _legend(kinds: list[str], counts: Counter[str]) -> str:
    parts = []
    for kind in kinds:
        mark = MARKS.get(kind, MARKS["read"])  # type: ignore[call-overload]
        means = {str(state): meaning for state, meaning in STATES.items()}.get(kind, f"read into {kind}")
        parts.append(
            f'<li class="{kind}"><label title="{escape(means)}"><input type="checkbox" id="hide-{kind}" checked>'
            f"<b>{escape(mark)}</b>{escape(kind)} <b>{counts[kind]:,}</b></label></li>"
        )
    return f'<ul class="legend">{"".join(parts)}</ul>'


def _line(line: ExplainedLine, body: bytes) -> str:
    return (
        f'<details class="{kind_of(line)}"><summary><span class="m">{escape(MARKS[line.state])}</span>'
        f'<span class="n">{line.number}</span><span class="f">{_text(described(line))}</span>'
        f'<span class="t" dir="auto">{_text(line.text)}</span></summary>'
        f'<div class="more">{_bytes(line, body)}</div></details>'
    )


def _bytes(line: ExplainedLine, body: bytes) -> str:
    where = f"block {_text(line.block)}" if line.block else "the page"
    cells = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in line.cells)
    given = f"<dl>{cells}</dl>" if cells else ""
    start, end = line.byte_start, line.byte_end
    if start is None or end is None:
        return f"{given}<p>In {where}. Its place in the bytes was not found.</p>"
    before, here, behind = body[max(start - AROUND, 0) : start], body[start:end], body[end : end + AROUND]
    shown = f"{_decoded(before)}<mark>{_decoded(here)}</mark>{_decoded(behind)}"
    return f"{given}<p>In {where}. Bytes {start:,} to {end:,}, {end - start:,} of them.</p><pre>{shown}</pre>"


def _decoded(part: bytes) -> str:
    return escape("\n".join(map(clean, part.decode("utf-8", "replace").split("\n"))))


def _text(text: str) -> str:
    return escape(clean(text))
