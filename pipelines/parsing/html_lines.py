"""Lines of an HTML page: the one place that knows selectolax.

The page is laid out as a browser would without style sheets: block elements begin a line, inline elements do
not (HTML Standard, section 15.3). No class, id or attribute decides anything but the address of a link.
`reading` calls `html_lines` once for each page; the walk is the hot loop of the house, so it is one function.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.parsing.lines import BULLETS, SEAM, Landmark, Layout, Line, Link, joined, without_ornaments

INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big button cite code data del dfn em embed font i img input ins kbd label map "
    "mark meter nobr output picture progress q ruby rb rt rp s samp small span strike strong sub sup time tt "
    "u var wbr".split()
)
"""Elements that stand inside a line (HTML Standard, 15.3: `display` is not block, list-item or table)."""

UNSEEN: Final = frozenset(
    "-comment -doctype head script style template noscript svg math iframe audio video canvas object".split()
)
"""Nodes whose content a reader does not see: furniture, not walked."""

SECTIONING: Final = frozenset(("article", "aside", "main", "nav", "section"))
"""Inside these, a header or footer belongs to the section, not to the site (HTML-AAM 1.0)."""

LANDMARKS: Final[dict[str, Landmark]] = {
    "aside": "complementary",
    "footer": "contentinfo",
    "header": "banner",
    "nav": "navigation",
}

BLOCKS: Final = frozenset(
    "address article blockquote br caption center col colgroup dd details dialog div dl dt fieldset figcaption "
    "figure form h1 h2 h3 h4 h5 h6 hgroup hr legend li main menu ol optgroup option p pre search section select "
    "summary table tbody td textarea tfoot th thead title tr ul".split()
)
"""Elements that begin a line. So does every element that is in none of these sets."""

TEXT, NOTHING, INSIDE, LINK, BLOCK, PART, OWN = range(1, 8)
"""What the walk does with a node: words, nothing seen, an element inside a line, a link (inside a line as well), an
element that begins a line, one that may be a part of the site, and one with a rule of its own (both begin a line)."""

OWN_RULE: Final = frozenset(("dialog", "pre"))
"""A `dialog` that is not open is not seen; in `pre` a line break is one (HTML Standard, 15.3.1 and 15.3.3)."""


def _kinds() -> dict[int, tuple[int, str]]:
    """Map the parser's number of a tag to what the walk does with it, and its name: numbers are read fastest."""
    named = dict.fromkeys(UNSEEN, NOTHING) | dict.fromkeys(INLINE, INSIDE) | dict.fromkeys(BLOCKS, BLOCK)
    named |= dict.fromkeys(LANDMARKS, PART) | dict.fromkeys(OWN_RULE, OWN) | {"a": LINK, "-text": TEXT}
    page = LexborHTMLParser("<!doctype html><p><!-- -->words")
    document = page.root.parent if page.root is not None else None
    nodes = [page.create_node(name) for name in named if name[0] != "-"]
    nodes += document.traverse(include_text=True) if document is not None else []
    return {node.tag_id: (named[node.tag], node.tag) for node in nodes if node.tag in named}


KINDS: Final = _kinds()

WHOLE: Final = frozenset(("navigation", "contentinfo"))
"""Landmarks whose words are taken as one line, unless they look like the page's own."""

_PAGE_LIKE = re.compile(r"(?i)(fields|years|verdicts|roles|polarities|summary):?\s+\S.{0,40}?\d|\d-\d\d-\d\d")


def html_lines(body: bytes) -> Layout:
    """Lay a page out as lines.

    Args:
        body: the page, in UTF-8.

    Returns:
        The lines that a reader would see, in order. Empty for a page without a body.
    """
    try:
        root = LexborHTMLParser(body).body
    except SelectolaxError as error:  # to this parser no HTML is wrong: memory is all that it can lack
        raise MemoryError("the HTML parser got no memory") from error
    page = _Page()
    if root is not None:
        _walk(root, page)
    return without_ornaments(page.lines)


@dataclass(slots=True)
class _Page:
    """The lines so far, and what is known of the line in the making."""

    lines: list[Line] = field(default_factory=list)
    links: list[tuple[str, int, int]] = field(default_factory=list)
    open_link: tuple[str, int] | None = None
    shared: int = 0
    landmark: Landmark = ""

    def end_line(self, raw: str, path: tuple[str, ...]) -> None:
        """Turn the words gathered since the last break into a line, if they print anything."""
        links: tuple[Link, ...] = ()
        text = joined(raw) if SEAM in raw or not raw.isascii() else " ".join(raw.split())
        if text:
            if self.open_link is not None:
                self.links.append((*self.open_link, len(raw)))
            if self.links:
                links = tuple([Link(href, raw, start, end) for href, start, end in self.links])
            line = Line(len(self.lines) + 1, text, raw, links, path, self.shared, self.landmark)
            if text[0] in BULLETS and len(text) > 1:
                _take_bullet(line)
            self.lines.append(line)
            self.shared = len(path)
        if self.links:
            self.links.clear()
        if self.open_link is not None:
            self.open_link = (self.open_link[0], 0)

    def end_lines(self, raw: str, path: tuple[str, ...]) -> None:
        """End a line at each line break of a preformatted text, as a page that is one `pre` has its lines."""
        links, self.links, start = self.links, [], 0
        for words in raw.split("\n"):
            end = start + len(words)
            inside = (one for one in links if one[1] < end and one[2] > start)
            self.links = [(href, max(at, start) - start, min(to, end) - start) for href, at, to in inside]
            self.end_line(words, path)
            start = end + 1


def _take_bullet(line: Line) -> None:
    """Part a bullet from the words behind it; in `raw` a blank stays in its place."""
    line.is_bulleted = True
    line.raw = line.raw.replace(line.text[0], " ", 1)
    line.text = line.text[1:].lstrip()
    for link in line.links:
        link.raw = line.raw


def _walk(root: LexborNode, page: _Page) -> None:  # noqa: C901, PLR0912, PLR0915 (the hot loop, kept in one place)
    """Visit every node in document order, without recursion: pages may be deep.

    Most elements hold words and nothing else; these are taken at once, without descending into them.
    """
    raw = ""
    lines = page.lines
    path: tuple[str, ...] = ()
    parents: list[tuple[LexborNode, int, tuple[str, ...], Landmark]] = []
    text_id = next(number for number, kind in KINDS.items() if kind[0] == TEXT)
    node = root.first_child
    while True:
        while node is not None:
            number = node.tag_id
            kind, tag = KINDS.get(number) or _unknown(node)
            if kind == TEXT:
                printed = node.text_lexbor() or ""
                if raw:
                    raw += printed
                elif not printed.isspace():
                    raw = printed
                node = node.next
                continue
            if kind == NOTHING:
                node = node.next
                continue
            child = node.first_child
            words = None
            if child is not None and child.tag_id == text_id and child.next is None:
                words = child.text_lexbor() or ""
            if kind <= LINK:
                if raw:
                    raw += SEAM
                if words is None:
                    if kind == LINK:
                        page.open_link = (node.attributes.get("href") or "", len(raw))
                    parents.append((node, kind, path, ""))
                    node = child
                    continue
                if kind == LINK:
                    page.links.append((node.attributes.get("href") or "", len(raw), len(raw) + len(words)))
                raw += words + SEAM
                node = node.next
                continue
            if raw:
                page.end_line(raw, path)
                raw = ""
            inner = (*path, tag)
            if words is not None and kind < PART:
                text = " ".join(words.split()) if words.isascii() else joined(words)
                if text and page.open_link is None and text[0] not in BULLETS:
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
                page.landmark = _landmark(path, page.landmark)
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
                if len(raw) > page.open_link[1]:
                    page.links.append((*page.open_link, len(raw)))
                page.open_link = None
            if raw:
                raw += SEAM
        else:
            if raw:
                is_page = kind == OWN and ("Pith paper" in raw or _PAGE_LIKE.search(raw))
                (page.end_lines if is_page else page.end_line)(raw, path)
                raw = ""
            path = outer
            page.landmark = landmark
            page.shared = min(page.shared, len(path))
        node = node.next


def _unknown(node: LexborNode) -> tuple[int, str]:
    """Tell what the walk does with an element of no known name: a custom one may stand inside a line."""
    tag = node.tag or ""
    return (INSIDE if "-" in tag and _is_inside(node) else BLOCK), tag


def _plain_words(node: LexborNode) -> str | None:
    """Give the words of a navigation or footer that holds no counts and no papers, else None: it is walked."""
    words = node.text(separator=" ") or ""
    return None if _PAGE_LIKE.search(words) else words


def _landmark(path: tuple[str, ...], around: Landmark) -> Landmark:
    """Tell which landmark an element opens.

    Header, footer and aside only where no section is around them (an aside may stand in `main`), a nav anywhere.
    """
    tag = path[-1]
    if tag != "nav" and (around or any(one in SECTIONING and (tag, one) != ("aside", "main") for one in path[:-1])):
        return around
    return LANDMARKS[tag]


def _is_inside(node: LexborNode) -> bool:
    """Tell whether a custom element stands inside a line: only where words stand directly beside it."""
    return any(
        beside is not None and beside.tag == "-text" and not (beside.text_lexbor() or "").isspace()
        for beside in (node.prev, node.next)
    )
