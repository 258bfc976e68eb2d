"""Elements of a page, and how they are written: with white space or none, upper case, references, comments."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final, Union

INLINE: Final = frozenset(
    "a abbr b button del em i input label math mi mn mo mrow s small span strong svg time title wbr".split()
)
VOID: Final = frozenset("br hr img input meta link path wbr".split())

_ENDS_BEFORE: Final = {
    "p": frozenset("p div ul ol dl table section article details figure h1 h2 h3 h4 h5 h6 fieldset blockquote".split()),
    "li": frozenset(("li",)),
    "tr": frozenset(("tr",)),
    "td": frozenset(("td",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
}
"""Elements whose end tag may be left out, and what ends them."""

Child = Union["Element", "Raw", str]


@dataclass(slots=True)
class Element:
    """An element."""

    tag: str
    children: list[Child] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """Markup that is written as it is."""

    text: str


def el(tag: str, *children: Child | Sequence[Child] | None, **attributes: str) -> Element:
    """Make an element; `class_` and `aria_label` are written without and with a hyphen."""
    flat: list[Child] = []
    for child in children:
        if child is None:
            continue
        flat += [child] if isinstance(child, str | Element | Raw) else list(child)
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return Element(tag, flat, names)


def is_block(child: Child) -> bool:
    """Tell whether white space around a child says nothing."""
    return isinstance(child, Element) and child.tag not in INLINE


class Writer:
    """Writes elements in one of the styles of bytes."""

    def __init__(self, form: str, draw: random.Random) -> None:
        self.form = form
        self.draw = draw

    def write(self, node: Child, depth: int = 0, *, is_closed: bool = True) -> str:
        """Write an element and what is in it."""
        if isinstance(node, Raw):
            return node.text
        if isinstance(node, str):
            return self._text(node)
        tag = node.tag.upper() if self.form == "upper_tags" else node.tag
        attributes = "".join(
            f" {name}" if value == "" else f' {name}="{escape(value)}"' for name, value in node.attributes.items()
        )
        if node.tag in VOID:
            return f"<{tag}{attributes}>"
        return f"<{tag}{attributes}>{self._inner(node, depth)}" + (f"</{tag}>" if is_closed else "")

    def _inner(self, node: Element, depth: int) -> str:
        written = [
            self.write(child, depth + 1, is_closed=self._is_closed(node, place))
            for place, child in enumerate(node.children)
        ]
        blocks = [is_block(child) for child in node.children]
        if self.form == "minified" or not any(blocks):
            inner = "".join(written)
            if self.form == "pretty" and node.tag in ("p", "li", "div", "td", "dd") and node.children:
                pad = "\n" + "  " * depth
                return f"{pad}  {inner}{pad}"
            return inner
        pad = "\n" + ("  " * (depth + 1) if self.form == "pretty" else "")
        out = ""
        for place, text in enumerate(written):
            out += (pad if blocks[place] or (place and blocks[place - 1]) else "") + text
        return out + (pad if blocks[-1] else "")

    def _is_closed(self, node: Element, place: int) -> bool:
        """Tell whether an end tag has to be written: HTML lets some be left out before what ends them anyway."""
        child = node.children[place]
        if self.form != "unclosed" or not isinstance(child, Element) or child.tag not in _ENDS_BEFORE:
            return True
        if place + 1 == len(node.children):
            return node.tag in INLINE or "-" in node.tag
        behind = node.children[place + 1]
        return not (isinstance(behind, Element) and behind.tag in _ENDS_BEFORE[child.tag])

    def _text(self, text: str) -> str:
        words = escape(text, quote=False)
        if self.form == "entities":
            words = words.replace("·", "&middot;").replace("•", "&#8226;").replace("—", "&mdash;").replace("'", "&#39;")
            words = "".join(one if ord(one) < 128 else f"&#x{ord(one):x};" for one in words)
        if "\u00a0" in words:
            words = words.replace("\u00a0", "&nbsp;")
        if self.form == "pretty" and len(words) > 30:
            words = re.sub(" ", lambda _: "\n      " if self.draw.random() < 0.12 else " ", words)
        if self.form == "comments" and len(words) > 12 and " " in words:
            first, _, rest = words.partition(" ")
            words = f"<!-- -->{first} <!-- cut -->{rest}"
        return words
