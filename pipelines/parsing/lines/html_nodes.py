"""What single nodes of the tree say: formulas, hidden elements, shadow trees. `html` walks the tree."""

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.parsing.lines import html_elements as elements

_SHADOW: Final = ("shadowrootmode", "shadowroot")
"""The attributes by which a template declares the shadow tree of the element around it (HTML Standard, 4.12.3)."""


def hidden_nodes(root: LexborNode, page: bytes) -> frozenset[int]:
    """Return the ids of the elements of a page that are invisible whatever a style sheet says."""
    found = root.css(elements.may_hide(page))
    return frozenset(node.mem_id for node in found if elements.is_hidden(node.attributes))


def math_words(node: LexborNode) -> str:
    """Return a formula as words: its annotation (MathML Core, 5.2: the source of it), else its letters."""
    for note in node.css("annotation"):
        if elements.TEX.search(note.attributes.get("encoding") or "tex"):
            return note.text() or ""
    letters = node.text() or ""
    for note in node.css("annotation, annotation-xml"):
        letters = letters.replace(note.text() or "", "", 1)
    return "".join(letters.split())


def is_formula_again(node: LexborNode) -> bool:
    """Return whether an element repeats the formula before it for display only, as KaTeX does beside MathML."""
    if node.attributes.get("aria-hidden") != "true":
        return False
    beside = (one for one in (node.prev, node.next) if one is not None and one.tag != "-text")
    return any(one.css_first("math") is not None for one in beside)


def plain_words(node: LexborNode) -> str | None:
    """Return the words of a navigation or footer without counts and papers; None if it must be walked."""
    words = node.text(separator=" ") or ""
    return None if elements.is_page_like(words) else words


def is_inside(node: LexborNode) -> bool:
    """Return whether a custom element is inline: words are beside it, or its parent is such an element."""
    parent = node.parent
    if parent is not None and "-" in (parent.tag or "-x")[1:] and is_inside(parent):
        return True
    return any(
        beside is not None and beside.tag == "-text" and not (beside.text_lexbor() or "").isspace()
        for beside in (node.prev, node.next)
    )


def shadow_tree(node: LexborNode) -> tuple[LexborNode, str] | None:
    """Return the shadow tree that a template declares, and how it is written; None if it declares none."""
    if not any(name in node.attributes for name in _SHADOW):
        return None
    written = (node.html or "").partition(">")[2]
    body = LexborHTMLParser(f"<!doctype html><body>{written}").body
    return None if body is None else (body, written)
