"""Lines of an HTML page: the only module that knows selectolax.

The page is laid out as a browser would without style sheets: block elements begin a line, inline elements do
not (HTML Standard, section 15.3). No class, id or attribute decides anything but the address of a link.
The walk is the hot loop of the parser, so it is one function.
"""

from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.parsing.lines import html_elements as elements
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

INSIDE, LINK, BLOCK, PART, OWN, MATH, NOTHING, WORDS, GONE = range(1, 10)
"""What the walk does with a node: an element inside a line, a link (inside a line as well), an element that begins a
line, one that may be a part of the site, one with a rule of its own, a formula, nothing seen, words, and what was
struck out."""


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
        | {"a": LINK, "-text": WORDS, "math": MATH}
    )
    page = LexborHTMLParser("<!doctype html><p><!-- -->words")
    document = page.root.parent if page.root is not None else None
    nodes = [page.create_node(name) for name in named if name[0] != "-"]
    nodes += document.traverse(include_text=True) if document is not None else []
    return {node.tag_id: (named[node.tag], node.tag) for node in nodes if node.tag in named}


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
    page = LineMaker(hidden=_hidden_nodes(root) if root is not None else frozenset())
    if root is not None:
        _walk(root, page)
    return without_marks(page.lines)


def _hidden_nodes(root: LexborNode) -> frozenset[int]:
    """Return the ids of the elements that are invisible whatever a style sheet says."""
    return frozenset(node.mem_id for node in root.css(elements.MAY_HIDE) if elements.is_hidden(node.attributes))


def _math_words(node: LexborNode) -> str:
    """Return a formula as words: its annotation (MathML Core, 5.2: the source of it), else its letters."""
    for note in node.css("annotation"):
        if elements.TEX.search(note.attributes.get("encoding") or "tex"):
            return note.text() or ""
    letters = node.text() or ""
    for note in node.css("annotation, annotation-xml"):
        letters = letters.replace(note.text() or "", "", 1)
    return "".join(letters.split())


def _is_formula_again(node: LexborNode) -> bool:
    """Return whether an element repeats the formula before it for display only, as KaTeX does beside MathML."""
    if node.attributes.get("aria-hidden") != "true":
        return False
    beside = (one for one in (node.prev, node.next) if one is not None and one.tag != "-text")
    return any(one.css_first("math") is not None for one in beside)


def _take_hidden(page: LineMaker, node: LexborNode, path: tuple[str, ...]) -> None:
    """Lay out an invisible element: its lines are marked hidden and keep their place."""
    inside = page.hidden_part(len(path))
    _walk(node, inside, (*path, node.tag or ""))
    page.is_link_printed |= inside.is_link_printed
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
                if kind == GONE or (hidden and node.mem_id in hidden):
                    if raw and LINK < kind < GONE:
                        page.end_line(raw, path)
                        raw = ""
                    _take_hidden(page, node, path)
                    node = node.next
                    continue
                if kind == MATH:
                    plain_inline = frozenset()  # what shows the formula again may be any of them
                    raw += _math_words(node)
                    beside = node.parent.next if node.parent is not None else None
                    formula_again = beside.mem_id if beside is not None and _is_formula_again(beside) else 0
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
                if page.landmark in WHOLE and (whole := _plain_words(parents[-1][0])) is not None:
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
    if "-" not in tag or not _is_inside(node):
        return BLOCK, tag
    return (NOTHING if _is_formula_again(node) else INSIDE), tag


def _plain_words(node: LexborNode) -> str | None:
    """Return the words of a navigation or footer without counts and papers; None if it must be walked."""
    words = node.text(separator=" ") or ""
    return None if elements.is_page_like(words) else words


def _is_inside(node: LexborNode) -> bool:
    """Return whether a custom element is inline: words are beside it, or its parent is such an element."""
    parent = node.parent
    if parent is not None and "-" in (parent.tag or "-x")[1:] and _is_inside(parent):
        return True
    return any(
        beside is not None and beside.tag == "-text" and not (beside.text_lexbor() or "").isspace()
        for beside in (node.prev, node.next)
    )
