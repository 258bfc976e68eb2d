"""Builds the lines of an HTML page: words and links gathered since the last break become a line.

The tree is not known here; `html` walks it.
"""

from dataclasses import dataclass, field

from pipelines.parsing.lines.characters import has_directions, without_directions
from pipelines.parsing.lines.line import BULLETS, Landmark, Line, Link, joined


@dataclass(slots=True)
class LineMaker:
    """The lines so far, and the state of the current line."""

    lines: list[Line] = field(default_factory=list)
    links: list[tuple[str, int, int]] = field(default_factory=list)
    open_link: tuple[str, int] | None = None
    is_link_printed: bool = False
    link_depth: int = 0
    shared: int = 0
    landmark: Landmark = ""
    hidden: frozenset[int] = frozenset()
    is_hidden: bool = False

    def inner_part(self, depth: int, *, is_hidden: bool) -> "LineMaker":
        """Return the maker of the lines of an element that is walked by itself: an open link is around it as well."""
        link = None if self.open_link is None else (self.open_link[0], 0)
        shared = min(self.shared, depth)
        return LineMaker(self.lines, open_link=link, shared=shared, landmark=self.landmark, is_hidden=is_hidden)

    def end_line(self, raw: str, path: tuple[str, ...]) -> None:
        """Turn the words gathered since the last break into a line, if they print anything."""
        text = joined(raw)
        links = self.links
        if text:
            if self.open_link is not None:
                links.append((*self.open_link, len(raw)))
            made = tuple([Link(href, raw, start, end) for href, start, end in links]) if links else ()
            line = Line(len(self.lines) + 1, text, raw, made, path, self.shared, self.landmark)
            if self.is_hidden:
                line.is_hidden = True
            if text[0] in BULLETS and len(text) > 1:
                _take_bullet(line)
            self.lines.append(line)
            self.shared = len(path)
        if links:
            links.clear()
        if self.open_link is not None:
            self.open_link = (self.open_link[0], 0)
            self.is_link_printed = self.is_link_printed or bool(text)

    def end_lines(self, raw: str, path: tuple[str, ...]) -> None:
        """End a line at each line break of a preformatted text, so that a page in one `pre` has its lines."""
        links, self.links, start = self.links, [], 0
        for words in raw.split("\n"):
            end = start + len(words)
            inside = (one for one in links if one[1] < end and one[2] > start)
            self.links = [(href, max(at, start) - start, min(to, end) - start) for href, at, to in inside]
            self.end_line(words, path)
            start = end + 1


def without_marks(lines: list[Line]) -> list[Line]:
    """Drop the marks of direction from lines and addresses; a line of nothing else is no line."""
    printed = [line.text for line in lines if not line.text.isascii()]
    addresses = [link.href for line in lines for link in line.links if not link.href.isascii()]
    suspected = "".join(printed + addresses)
    if suspected.isprintable() or not has_directions(suspected):  # the first, which is quicker, says so of most pages
        return lines
    kept: list[Line] = []
    shared: int | None = None
    for line in lines:
        if not line.raw.isascii():
            _drop_marks(line)
        for link in line.links:
            link.href = without_directions(link.href)
        if not line.text:
            shared = line.shared if shared is None else min(shared, line.shared)
            continue
        if shared is not None:
            line.shared, shared = min(shared, line.shared), None
        line.number = len(kept) + 1
        kept.append(line)
    return kept


def _drop_marks(line: Line) -> None:
    """Drop the marks of direction from a line, and move its links."""
    raw = without_directions(line.raw)
    if raw == line.raw:
        return
    for link in line.links:
        link.start, link.end = (len(without_directions(line.raw[:at])) for at in (link.start, link.end))
        link.raw = raw
    line.raw, line.text = raw, joined(raw)
    if line.text[:1] in BULLETS and len(line.text) > 1:
        _take_bullet(line)


def _take_bullet(line: Line) -> None:
    """Split a bullet from the words after it; in `raw` a blank keeps its place."""
    line.is_bulleted = True
    line.raw = line.raw.replace(line.text[0], " ", 1)
    line.text = line.text[1:].lstrip()
    for link in line.links:
        link.raw = line.raw
