"""Lines of an HTML page: the one place that knows selectolax.

The page is laid out as a browser would without style sheets: block elements begin a line, inline elements do
not (HTML Standard, section 15.3). No class, id or attribute decides anything but the address of a link.
`reading` calls `html_lines` once for each page; the walk is the hot loop of the house, so it is one function.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

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

TEXT: Final = 1
NOTHING: Final = 2
INSIDE: Final = 3
KINDS: Final = {"-text": TEXT} | dict.fromkeys(UNSEEN, NOTHING) | dict.fromkeys(INLINE, INSIDE)
"""What the walk does with a node; all others break the line."""

WHOLE: Final = frozenset(("navigation", "contentinfo"))
"""Landmarks whose words are taken as one line, unless they look like the page's own."""

_PAGE_LIKE = re.compile(
    r"(fields|years|verdicts|roles|polarities|summary):?\s+\S.{0,40}?\d|\d-\d\d-\d\d", re.IGNORECASE
)

_NO_PATH: Final = ("inside a line",)
"""Stands for the path of an inline element, which opens none."""


def html_lines(body: bytes) -> Layout:
    """Lay a page out as lines.

    Args:
        body: the page, in UTF-8.

    Returns:
        The lines that a reader would see, in order. Empty for a page without a body.
    """
    root = LexborHTMLParser(body).body
    if root is None:
        return Layout([], 0)
    page = _Page()
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
        text = joined(raw)
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


def _take_bullet(line: Line) -> None:
    """Part a bullet from the words behind it; in `raw` a blank stays in its place."""
    line.is_bulleted = True
    line.raw = line.raw.replace(line.text[0], " ", 1)
    line.text = line.text[1:].lstrip()
    line.links = tuple([replace(link, raw=line.raw) for link in line.links])


def _walk(root: LexborNode, page: _Page) -> None:  # noqa: C901, PLR0912, PLR0915 (the hot loop, kept in one place)
    """Visit every node in document order, without recursion: pages may be deep."""
    raw = ""
    path: tuple[str, ...] = ()
    parents: list[tuple[LexborNode, str, tuple[str, ...], Landmark]] = []
    landmark: Landmark
    node = root.first_child
    while True:
        while node is not None:
            tag = node.tag or ""
            kind = KINDS.get(tag)
            if kind == TEXT:
                printed = node.text_lexbor() or ""
                if raw or not printed.isspace():
                    raw += printed
                node = node.next
            elif kind == NOTHING:
                node = node.next
            elif kind == INSIDE or (kind is None and "-" in tag and _is_inside(node)):
                if raw:
                    raw += SEAM
                if tag == "a":
                    page.open_link = (node.attributes.get("href") or "", len(raw))
                parents.append((node, tag, _NO_PATH, ""))
                node = node.first_child
            else:
                if raw:
                    page.end_line(raw, path)
                    raw = ""
                parents.append((node, tag, path, page.landmark))
                path = (*path, tag)
                if tag in LANDMARKS:
                    page.landmark = _landmark(path, page.landmark)
                    if page.landmark in WHOLE and (words := _plain_words(node)) is not None:
                        page.end_line(words, path)
                        node = None
                        continue
                node = node.first_child
        if not parents:
            if raw:
                page.end_line(raw, path)
            return
        node, tag, outer, landmark = parents.pop()
        if outer is _NO_PATH:
            if tag == "a" and page.open_link is not None:
                page.links.append((*page.open_link, len(raw)))
                page.open_link = None
            if raw:
                raw += SEAM
        else:
            if raw:
                page.end_line(raw, path)
                raw = ""
            path = outer
            page.landmark = landmark
            page.shared = min(page.shared, len(path))
        node = node.next


def _plain_words(node: LexborNode) -> str | None:
    """Give the words of a navigation or footer that holds no counts and no papers, else None: it is walked."""
    words = node.text(separator=" ") or ""
    return None if _PAGE_LIKE.search(words) else words


def _landmark(path: tuple[str, ...], around: Landmark) -> Landmark:
    """Tell which landmark an element opens.

    Header, footer and aside open one only where no section is around them (an aside may stand in `main`); a
    navigation may stand inside any.
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
