"""The parts of a citing paper's meta line: which are printed, in which words, and how they are set apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tests.fidelity.markup import Child, Element, Raw, el
from tests.fidelity.records import Paper, Style

SEPARATORS: Final = {
    "dot": " · ", "pipe": " | ", "bullet": " • ", "em_dash": " — ", "en_dash": " – ", "comma": ", ", "slash": " / ",
    "semicolon": "; ", "two_blanks": "\u00a0\u00a0", "blank": " ", "none": "", "tight_dot": "·", "own_element": "·",
}  # fmt: skip
_NAMES: Final = {
    "category": "field", "date": "posted", "verdict": "verdict", "novelty": "novelty", "refs": "refs", "role": "role",
    "ref": "ref", "link": "link", "extra": "more", "authors": "by",
}  # fmt: skip
_PLAIN: Final = {
    "category": "{}", "date": "{}", "verdict": "{}", "novelty": "novelty {}", "refs": "{} refs", "role": "{}",
    "ref": "ref {}", "link": "{}", "extra": "{}", "authors": "{}",
}  # fmt: skip
_EMOJI: Final = {"date": "📅 ", "verdict": "⚖️ ", "novelty": "✨ ", "category": "🏷️ "}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the line: its kind, its value, and the value in the style's words."""

    kind: str
    value: str
    words: str
    iso: str = ""


def parts_of(paper: Paper, block: str, style: Style) -> list[Part]:
    """List the parts that the style prints, in the source's order."""
    absent = style["printed"]
    found: list[tuple[str, str | None]] = [
        ("category", paper.category),
        ("date", _date(paper, style)),
        ("verdict", None if absent == "no_verdict" else paper.verdict),
    ]
    if block == "explorer":
        found += [
            ("role", None if absent == "no_role" else paper.role or "none"),
            ("ref", None if absent == "no_ref" else str(paper.ref)),
            ("link", None if absent == "no_link_type" else paper.link_type),
        ]
    else:
        refs = None if absent == "no_ref" or paper.refs is None else str(paper.refs)
        found += [("novelty", None if absent == "no_novelty" else f"{paper.novelty:.1f}"), ("refs", refs)]
    found += _extra(paper, style)
    names = f"{paper.authors[0]} et al."
    found = [("authors", names), *found] if style["authors"] == "meta_first" else found
    found += [("authors", names)] if style["authors"] == "meta_last" else []
    iso = paper.posted_on.isoformat()
    return [Part(kind, value, _words(kind, value, style["wording"]), iso) for kind, value in found if value is not None]


def _extra(paper: Paper, style: Style) -> list[tuple[str, str | None]]:
    """A part that the source's line has not."""
    later = paper.posted_on + timedelta(days=40)
    words = {
        "id": f"arXiv:{paper.arxiv_id}", "pages": "12 pages", "updated": f"updated {later}", "cited": "cited 14 times",
        "minutes": "5 min read", "comments": "3 comments", "venue": "Proc. of Nothing 2020",
    }  # fmt: skip
    return [] if style["extra_part"] == "none" else [("extra", words[style["extra_part"]])]


def _date(paper: Paper, style: Style) -> str:
    return f"{paper.posted_on:%d %B %Y}" if style["wording"] == "long_date" else paper.posted_on.isoformat()


def _words(kind: str, value: str, wording: str) -> str:
    plain = _PLAIN[kind].format(value)
    if kind in ("extra", "authors"):
        return value
    if kind in ("category", "date"):
        changed = {"labelled": f"{_NAMES[kind]} {value}", "labelled_colon": f"{_NAMES[kind].capitalize()}: {value}"}
        return f"Published {value}" if wording == "published" and kind == "date" else changed.get(wording, plain)
    forms: dict[str, str] = {
        "capitals": plain[0].upper() + plain[1:] if kind != "refs" else f"{value} Refs",
        "upper": plain.upper(),
        "labelled": f"{_NAMES[kind]} {value}",
        "labelled_colon": f"{_NAMES[kind].capitalize()}: {value}",
        "hash": f"ref #{value}" if kind == "ref" else plain,
        "score_of_ten": f"{plain}/10" if kind == "novelty" else plain,
    }
    return forms.get(wording, plain)


def meta_of(parts: list[Part], style: Style) -> list[Child]:
    """Set the parts of a line apart; give what stands in the line."""
    blocks: dict[str, Callable[[], list[Child]]] = {
        "dl": lambda: [el("dl", [el("div", el("dt", _NAMES[p.kind]), el("dd", p.value)) for p in parts])],
        "list": lambda: [el("ul", [el("li", _inner(p, style)) for p in parts], class_="meta")],
        "cells": lambda: [el("table", el("tr", [el("td", _inner(p, style)) for p in parts]))],
        "badges": lambda: [el("span", _inner(p, style), class_="badge rounded-full px-2") for p in parts],
    }
    if style["parts"] in blocks:
        return blocks[style["parts"]]()
    separator = style["separator"]
    if separator == "leading_dot":
        return [el("span", "· ", _inner(part, style), " ") for part in parts]
    if separator == "trailing_dot":
        return [el("span", _inner(part, style), " · ") for part in parts]
    out: list[Child] = []
    for place, part in enumerate(parts):
        if place and separator == "own_element":
            out.append(el("span", SEPARATORS[separator], aria_hidden="true", class_="mx-1"))
        elif place and SEPARATORS[separator]:
            out.append(SEPARATORS[separator])
        out += _set(part, style)
    return out if style["parts"] != "text" or style["decoration"] != "none" else _joined(out)


def _joined(children: list[Child]) -> list[Child]:
    """Make one text of texts."""
    return ["".join(child for child in children if isinstance(child, str))]


def _set(part: Part, style: Style) -> list[Child]:
    inner = _inner(part, style)
    if style["parts"] == "text":
        return inner
    if style["parts"] == "time" and part.kind == "date":
        return [el("time", inner, datetime=part.iso)]
    if style["parts"] == "links" and part.kind in ("category", "verdict"):
        return [el("a", inner, href=f"?{'cat' if part.kind == 'category' else 'verdict'}={part.value}")]
    return [el("span", inner)]


def _inner(part: Part, style: Style) -> list[Child]:
    inner: list[Child] = [part.words]
    if style["parts"] == "strong" and part.words != part.value:
        at = part.words.lower().index(part.value.lower())
        before, value, after = part.words[:at], part.words[at:][: len(part.value)], part.words[at + len(part.value) :]
        inner = [*([before] if before else []), el("strong", value), *([after] if after else [])]
    decoration = style["decoration"]
    if decoration == "emoji" and part.kind in _EMOJI:
        return [_EMOJI[part.kind], *inner] if style["parts"] != "text" else [_EMOJI[part.kind] + part.words]
    if decoration == "sr_only" and part.kind in ("verdict", "category"):
        return [el("span", _NAMES[part.kind].capitalize(), " ", class_="sr-only"), *inner]
    if decoration == "svg_title" and part.kind == "date":
        return [Raw('<svg viewBox="0 0 8 8"><title>Calendar</title><path d="M0 0h8"></path></svg>'), *inner]
    if decoration == "tooltip" and part.kind == "novelty":
        return [*inner, el("span", "How new the reviewer finds it", role="tooltip", class_="tooltip")]
    if decoration == "title_attribute":
        return [el("span", inner, title=f"The {_NAMES[part.kind]} of this paper: {part.value}")]
    return inner


def line_tag(children: list[Child], wanted: str) -> str:
    """Give the element of a line: a paragraph cannot hold a table."""
    holds_blocks = any(isinstance(child, Element) and child.tag in ("dl", "ul", "table") for child in children)
    return "div" if holds_blocks else wanted
