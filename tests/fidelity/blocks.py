"""The blocks of a page in a style, except the lists of papers: masthead, abstract, counts by value, labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tests.fidelity.markup import Child, Element, Raw, el
from tests.fidelity.records import Hub, Style

Pairs = Sequence[tuple[str, int]]

LABELS: Final = {"field": "fields", "year": "years", "verdict": "verdicts", "role": "roles", "polarity": "polarities"}
SUMMARIES: Final = {"role": "citation-role summary", "polarity": "citation-polarity summary"}
REPRESENTATIVES: Final = "representative citing papers"
EXPLORER: Final = "citing papers explorer"
_ICON: Final = '<svg viewBox="0 0 8 8"><title>Icon</title><path d="M0 0h8"></path></svg>'


def block(words: str, body: Sequence[Child], style: Style, count: int | None = None) -> list[Child]:
    """Write a label and a body, in the style's elements."""
    label = _label(words, style, count)
    table = next((one for one in body if isinstance(one, Element) and one.tag == "table"), None)
    if style["label"] == "caption" and table is not None:
        table.children.insert(0, el("caption", words))
        return [el("section", body)]
    if style["label"] == "legend":
        return [el("fieldset", label, body)]
    forms: dict[str, Callable[[], list[Child]]] = {
        "section": lambda: [el("section", label, body)],
        "flat": lambda: [*label, *body],
        "header_div": lambda: [el("div", el("div", label, class_="head"), el("div", body, class_="body"))],
        "details": lambda: [el("details", el("summary", label), body, open="")],
        "div": lambda: [el("div", label, body)],
        "nested": lambda: [el("div", el("div", label), el("div", el("div", body)))],
    }
    return forms[style["section"]]()


def _label(words: str, style: Style, count: int | None) -> list[Child]:
    form = style["label_form"]
    written = {"title": words.title(), "upper": words.upper(), "colon": f"{words}:"}.get(form, words)
    inner: list[Child] = [written]
    if form == "permalink":
        inner = [written, " ", el("a", "#", href=f"#{words.replace(' ', '-')}", class_="anchor")]
    elif form == "icon":
        inner = [Raw(_ICON), " ", written]
    elif form == "count" and count is not None:
        inner = [written, " ", el("span", str(count), class_="count")]
    elif form == "parens" and count is not None:
        inner = [f"{written} ({count})"]
    tag, attributes = style["label"] if style["label"] != "caption" else "h2", {}
    if tag == "span_role":
        tag, attributes = "span", {"role": "heading", "aria_level": "2"}
    made: Element = el(tag, inner, **attributes)
    label: list[Child] = [el("div", made)] if tag == "span" else [made]
    if form == "description" and words in (REPRESENTATIVES, EXPLORER):
        label.append(el("p", "Chosen by the machine, in made-up order.", class_="hint"))
    return label


def masthead(hub: Hub, style: Style, words: Callable[[str], list[Child]]) -> list[Child]:
    """Write tier, title, sentence and counts."""
    title = words(hub.title)
    tier = _tier(hub, style)
    heading: list[Child] = [el("h1", title)]
    if hub.tier != "none" and style["tier_place"] == "badge_in_title":
        badges = [el("span", text, class_="badge") for text in (hub.tier, hub.label) if text]
        heading = [el("h1", title, " ", _spaced(badges))]
        tier = []
    top = [*heading, *tier] if style["tier_place"] == "below_title" else [*tier, *heading]
    return [*top, el("p", _sentence(hub, style)), *_counts(hub, style)]


def _tier(hub: Hub, style: Style) -> list[Child]:
    if hub.tier == "none":
        return []
    words = [hub.tier, hub.label] if hub.label else [hub.tier]
    spans = [el("span", text) for text in words]
    forms: dict[str, Callable[[], list[Child]]] = {
        "two_lines": lambda: [el("div", text) for text in words],
        "label_nbsp": lambda: [el("div", " ".join(words).replace(" ", "\u00a0"))],
        "badge_line": lambda: [el("div", spans, class_="flex gap-2")],
    }
    return forms.get(style["tier_place"], lambda: [el("div", _spaced(spans))])()


def _spaced(elements: Sequence[Element]) -> list[Child]:
    out: list[Child] = []
    for one in elements:
        out += [" ", one] if out else [one]
    return out


def _sentence(hub: Hub, style: Style) -> list[Child]:
    if style["masthead"] == "nbsp":
        return [
            hub.sentence.replace("Pith paper", "Pith\u00a0paper")
            .replace("this work", "this\u00a0work")
            .replace("role is ", "role is\u00a0")
        ]
    number = str(hub.citing if hub.kind == "indexing" else hub.dominant_percent) + (
        "" if hub.kind == "indexing" else "%"
    )
    if style["masthead"] != "cut" or number not in hub.sentence:
        return [hub.sentence]
    before, _, after = hub.sentence.partition(number)
    first, _, rest = after.partition(".")
    return [
        *([before] if before else []),
        el("strong", number),
        first + ".",
        *([el("em", rest)] if rest.strip() else []),
    ]


def count_lines(hub: Hub) -> list[tuple[str, str]]:
    """List the counts: number and words, of which the last has its number inside."""
    papers = "paper" if hub.citing == 1 else "papers"
    found = [(f"{hub.citing:,}", f"Pith {papers} citing it")]
    if hub.external is not None:
        found.append((f"{hub.external:,}", "external citations · Crossref"))
    if hub.classified:
        found.append((f"{hub.classified[0].capitalize()} {hub.classified[1]}%", "of classified citations"))
    return found


def _counts(hub: Hub, style: Style) -> list[Child]:
    lines = count_lines(hub)
    texts = [f"{number} {words}" for number, words in lines]
    forms: dict[str, Callable[[], list[Child]]] = {
        "one_line": lambda: [el("p", " | ".join(texts))],
        "dl": lambda: [el("dl", [el("div", el("dt", words), el("dd", number)) for number, words in lines])],
        "number_block": lambda: [el("div", el("div", number), el("div", words)) for number, words in lines],
        "cards_row": lambda: [el("div", [el("span", text, class_="stat") for text in texts], class_="flex")],
        "cut": lambda: [el("p", el("b", number), " ", words) for number, words in lines],
        "nbsp": lambda: [el("p", text.replace(" ", "\u00a0")) for text in texts],
    }
    return forms.get(style["masthead"], lambda: [el("p", text) for text in texts])()


def abstract(hub: Hub, style: Style, words: Callable[[str], list[Child]]) -> list[Child]:
    """Write the abstract, in one paragraph or more."""
    if not hub.abstract:
        return []
    paragraphs: list[Child] = [el("p", words(text)) for text in hub.abstract]
    if style["abstract"] == "br":
        paragraphs = [el("p", hub.abstract[0], el("br"), el("br"), hub.abstract[1])]
    elif style["abstract"] == "folded":
        paragraphs = [el("details", el("summary", "Show abstract"), paragraphs)]
    return block("abstract", paragraphs, style)


def counted(hub: Hub, style: Style) -> list[Child]:
    """Write the two summaries and the facets."""
    out: list[Child] = []
    for name, found in hub.summaries.items():
        out += block(SUMMARIES[name], _pairs(found, style), style, len(found))
    for name, found in hub.facets.items():
        out += block(LABELS[name], _with_extra(_pairs(found, style), LABELS[name], found, style), style, len(found))
    return out


def _with_extra(body: list[Child], label: str, found: Pairs, style: Style) -> list[Child]:
    total = sum(n for _, n in found)
    inline: dict[str, tuple[bool, list[Child]]] = {
        "all": (True, [el("a", f"All {label}", href="?")]),
        "all_count": (True, [el("a", f"All {label}", href="?"), " ", el("span", str(total))]),
        "total": (False, [el("span", "total"), " ", el("span", str(total))]),
        "other": (False, [el("span", f"other {label}"), " ", el("span", "12")]),
        "more": (False, [el("button", "show more", type="button")]),
        "reset": (False, [el("a", "reset", href="?")]),
    }
    if style["facet_extra"] == "none":
        return body
    is_first, extra = inline[style["facet_extra"]]
    last = body[0]
    assert isinstance(last, Element)
    wrapped = list(extra)
    if last.tag in ("ul", "dl", "table"):
        item = {"ul": el("li", extra), "dl": el("dd", extra), "table": el("tr", el("td", extra))}[last.tag]
        wrapped = [item]
    elif last.tag in ("p", "div"):
        wrapped.insert(len(wrapped) if is_first else 0, " ")
    last.children = [*wrapped, *last.children] if is_first else [*last.children, *wrapped]
    return body


def _pairs(found: Pairs, style: Style) -> list[Child]:
    total = sum(n for _, n in found)
    spans = [(el("span", value), el("span", str(n))) for value, n in found]
    flat: list[Child] = []
    for value, count in spans:
        flat += [" "] if flat else []
        flat += [value, " ", count]
    items: dict[str, Callable[[str, int], list[Child]]] = {
        "li": lambda value, n: [value, " ", el("span", str(n))],
        "before": lambda value, n: [el("span", str(n)), " ", value],
        "parens": lambda value, n: [f"{value} ({n})"],
        "colon": lambda value, n: [f"{value}: {n}"],
        "times": lambda value, n: [f"{value} ×{n}"],
        "links": lambda value, n: [el("a", value, " ", el("span", str(n)), href=f"?f={value}")],
        "buttons": lambda value, n: [el("button", value, " ", el("span", str(n)), type="button")],
        "checkbox": lambda value, n: [
            el("label", el("input", type="checkbox", value=value), value, " ", el("span", str(n)))
        ],
        "percent": lambda value, n: [
            el("span", value),
            " ",
            el("span", str(n)),
            " ",
            el("span", f"{round(100 * n / total)}%"),
        ],
        "progress": lambda value, n: [
            value,
            " ",
            el("progress", f"{n}/{total}", value=str(n), max=str(total)),
            " ",
            str(n),
        ],
        "bars": lambda value, n: [el("span", value), el("div", class_="bar", style=f"width:{n}em"), el("span", str(n))],
    }
    form = style["facet"]
    if form in items:
        return [el("ul", [el("li", items[form](value, n)) for value, n in found])]
    whole: dict[str, Callable[[], Child]] = {
        "spans": lambda: el("div", flat),
        "text": lambda: el("p", " ".join(f"{value} {n}" for value, n in found)),
        "table": lambda: el("table", [el("tr", el("td", value), el("td", str(n))) for value, n in found]),
        "dl": lambda: el("dl", [child for v, n in found for child in (el("dt", v), el("dd", str(n)))]),
        "blocks": lambda: el("div", [child for v, n in found for child in (el("div", v), el("div", str(n)))]),
    }
    return [whole[form]()]
