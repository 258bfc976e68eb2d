"""Lines of an HTML page: with `html_nodes` all that knows selectolax.

The page is laid out as a browser would without style sheets: block elements begin a line, inline elements do
not (HTML Standard, section 15.3). No class, id or attribute decides anything but the address of a link.
The walk is the hot loop of the parser, so it is one function.
"""

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.parsing.lines import html_elements as elements
from pipelines.parsing.lines import html_nodes
from pipelines.parsing.lines.line import (
    BULLETS,
    INLINE_BOUNDARY,
    WHOLE,
    Landmark,
    Layout,
    Line,
    joined,
    without_ornaments,
)
from pipelines.parsing.lines.line_maker import LineMaker, without_marks

INSIDE, LINK, BLOCK, PART, OWN, MATH, NOTHING, WORDS, GONE, FOLDED = range(1, 11)
"""What the walk does with a node: an element inside a line, a link (inside a line as well), an element that begins a
line, one that may be a part of the site, one with a rule of its own, a formula, nothing seen, words, what was struck
out, and what a browser shows at times."""


def _kinds() -> dict[int, tuple[int, str]]:
    """Map the parser's tag numbers to what the walk does with them, and to names: numbers are fastest to read."""
    named = (
        dict.fromkeys(elements.UNSEEN, NOTHING)
        | dict.fromkeys(elements.INLINE, INSIDE)
        | dict.fromkeys(elements.BLOCKS, BLOCK)
    )
    named |= (
        dict.fromkeys(elements.LANDMARKS, PART)
        | dict.fromkeys(elements.OWN_RULE, OWN)
        | dict.fromkeys(elements.DELETED, GONE)
        | dict.fromkeys(elements.FOLDED, FOLDED)
        | {"a": LINK, "-text": WORDS, "math": MATH}
    )
    page = LexborHTMLParser("<!doctype html><p><!-- -->words")
    document = page.root.parent if page.root is not None else None
    nodes = [page.create_node(name) for name in named if name[0] != "-"]
    nodes += document.traverse(include_text=True) if document is not None else []
    return {node.tag_id: (named[node.tag], node.tag) for node in nodes if node.tag in named}


_DEEPEST_SHADOW: Final = 8
"""Shadow trees within more others than this are not walked: each is parsed once more for every tree around it."""

KINDS: Final = _kinds()
_TEXT: Final = next(number for number, (kind, _) in KINDS.items() if kind == WORDS)
_PLAIN_INLINE: Final = frozenset(
    number for number, (kind, tag) in KINDS.items() if kind == INSIDE and tag not in elements.RAISED
)


def html_lines(body: bytes) -> Layout:
    """Lay a page out as lines.

    Args:
        body: the page, in UTF-8.

    Returns:
        The lines that a reader would see, in order. Empty for a page without a body.
    """
    return without_ornaments(tree_lines(body))


def tree_lines(body: bytes) -> list[Line]:
    """Return all lines of a page in UTF-8, lone bullets and separators among them."""
    try:
        root = LexborHTMLParser(body).body
    except SelectolaxError as error:  # to this parser no HTML is wrong: memory is all that it can lack
        raise MemoryError("the HTML parser got no memory") from error
    page = LineMaker(hidden=html_nodes.hidden_nodes(root, body) if root is not None else frozenset())
    if root is not None:
        _walk(root, page)
    return without_marks(page.lines)


def _take_hidden(page: LineMaker, node: LexborNode, path: tuple[str, ...]) -> None:
    """Lay out an invisible element: its lines are marked hidden and keep their place."""
    inside = page.inner_part(len(path), is_hidden=True)
    _walk(node, inside, (*path, node.tag or ""))
    page.is_link_printed |= inside.is_link_printed
    page.shared = min(inside.shared, len(path))


def _take_folded(page: LineMaker, node: LexborNode, path: tuple[str, ...]) -> None:
    """Lay out what a browser shows without scripts if the page's own words may be there, and shadow trees as declared.

    A shadow tree with slots shows the words of its host within its own: their order is not known here, so both kinds
    are marked hidden.
    """
    if node.tag == "noscript":
        words = node.text(separator=" ") or ""
        if "Pith paper" in words or elements.is_page_like(words):
            _take_hidden(page, node, path)
        return
    shadow = html_nodes.shadow_tree(node) if path.count("template") < _DEEPEST_SHADOW else None
    if shadow is None:
        return
    tree, written = shadow
    inside = page.inner_part(len(path), is_hidden=page.is_hidden or "<slot" in written)
    inside.hidden = html_nodes.hidden_nodes(tree, written.encode())
    _walk(tree, inside, (*path, "template"))
    page.shared = min(inside.shared, len(path))


def _walk(root: LexborNode, page: LineMaker, path: tuple[str, ...] = ()) -> None:  # noqa: C901, PLR0912, PLR0915 (the hot loop, kept in one place)
    """Visit every node in document order, without recursion: pages may be deep.

    Most elements hold only words; these are handled at once, without descending into them.
    """
    raw = ""
    lines = page.lines
    hidden = page.hidden
    parents: list[tuple[LexborNode, int, tuple[str, ...], Landmark]] = []
    formula_again = 0
    plain_inline = frozenset() if hidden else _PLAIN_INLINE
    node = root.first_child
    while True:
        while node is not None:
            number = node.tag_id
            if number == _TEXT:
                printed = node.text_content or ""
                if raw:
                    raw += printed
                elif not printed.isspace():
                    raw = printed
                node = node.next
                continue
            if number in plain_inline:
                child = node.first_child
                if child is not None and child.next is None and (words := child.text_content) is not None:
                    raw = f"{raw}{INLINE_BOUNDARY}{words}{INLINE_BOUNDARY}" if raw else words + INLINE_BOUNDARY
                    node = node.next
                    continue
            kind, tag = KINDS.get(number) or _unknown(node)
            if kind >= MATH or hidden or formula_again:
                if kind == NOTHING:
                    node = node.next
                    continue
                if kind == FOLDED:
                    if raw:
                        page.end_line(raw, path)
                        raw = ""
                    _take_folded(page, node, path)
                    node = node.next
                    continue
                if kind == GONE or (hidden and node.mem_id in hidden):
                    if raw and LINK < kind < GONE:
                        page.end_line(raw, path)
                        raw = ""
                    _take_hidden(page, node, path)
                    node = node.next
                    continue
                if kind == MATH:
                    plain_inline = frozenset()  # what shows the formula again may be any of them
                    raw += html_nodes.math_words(node)
                    beside = node.parent.next if node.parent is not None else None
                    formula_again = beside.mem_id if beside is not None and html_nodes.is_formula_again(beside) else 0
                    node = node.next
                    continue
                if formula_again and node.mem_id == formula_again:
                    node = node.next
                    continue
            child = node.first_child
            words = child.text_content if child is not None and child.next is None else None  # None: no words
            if kind <= LINK:
                if raw:
                    raw += INLINE_BOUNDARY
                    if tag in elements.RAISED and elements.goes_on_number(raw, node.text() or ""):
                        raw += " "
                if words is None:
                    if kind == LINK:
                        page.open_link = (node.attrs.get("href") or "", len(raw))
                        page.is_link_printed = False
                    parents.append((node, kind, path, ""))
                    node = child
                    continue
                if kind == LINK:
                    page.links.append((node.attrs.get("href") or "", len(raw), len(raw) + len(words)))
                raw = f"{raw}{words}{INLINE_BOUNDARY}"
                node = node.next
                continue
            if raw:
                page.end_line(raw, path)
                raw = ""
            inner = (*path, tag)
            if words is not None and kind < PART:
                text = joined(words)
                if text and page.open_link is None and not page.links and text[0] not in BULLETS and not page.is_hidden:
                    lines.append(Line(len(lines) + 1, text, words, (), inner, page.shared, page.landmark))
                    page.shared = len(path)
                else:
                    page.end_line(words, inner)
                    page.shared = min(page.shared, len(path))
                node = node.next
                continue
            parents.append((node, kind, path, page.landmark))
            path = inner
            node = child
            if kind == OWN:
                if tag == "dialog" and "open" not in parents[-1][0].attributes:
                    node = None
            elif kind == PART:
                page.landmark = elements.landmark(path, page.landmark)
                if page.landmark in WHOLE and (whole := html_nodes.plain_words(parents[-1][0])) is not None:
                    page.end_line(whole, path)
                    node = None
        if not parents:
            if raw:
                page.end_line(raw, path)
            return
        node, kind, outer, landmark = parents.pop()
        if kind <= LINK:
            if kind == LINK and page.open_link is not None:
                if raw or not page.is_link_printed:
                    page.links.append((*page.open_link, len(raw)))
                    page.link_depth = len(path)
                page.open_link = None
            if raw:
                raw += INLINE_BOUNDARY
        else:
            if raw:
                is_page = kind == OWN and ("Pith paper" in raw or elements.is_page_like(raw))
                (page.end_lines if is_page else page.end_line)(raw, path)
                raw = ""
            path = outer
            page.landmark = landmark
            if page.links and len(path) < page.link_depth:
                page.links.clear()  # a link without words is of the next line, if that stands in the same element
            if len(path) < page.shared:  # noqa: PLR1730 (the hot loop: `min` takes three times as long)
                page.shared = len(path)
        node = node.next


def _unknown(node: LexborNode) -> tuple[int, str]:
    """Return what the walk does with an unknown element: a custom one may be inline."""
    tag = node.tag or ""
    if "-" not in tag or not html_nodes.is_inside(node):
        return BLOCK, tag
    return (NOTHING if html_nodes.is_formula_again(node) else INSIDE), tag
