"""How deep the elements of a page stand in each other, and how many attributes a tag has, without parsing it.

A tokenizer in one regular expression (HTML Standard, 13.2.5) and a stack with the rules of implied end tags (13.1.2.4)
and of scopes (13.2.4.2): enough to measure, too little to read a page with. Each byte is looked at a few times,
each element is put on the stack and taken from it once. `prescan` calls it for pages with many marks.
"""

import re
from dataclasses import dataclass, field
from typing import Final

VOID: Final = frozenset(
    b"area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
"""Elements that hold nothing (HTML Standard, 13.1.2), and those that parsers treat so."""

_SLASH: Final = ord("/")

ONCE: Final = frozenset(b"html head body frameset".split())
"""Elements that a page has once, however often they are written."""

_DEEPENS_NOTHING: Final = VOID | ONCE

_SCOPE: Final = tuple(b"table td th caption template marquee object applet foreignobject".split())
"""An end tag does not reach out of these (HTML Standard, 13.2.4.2)."""

_TABLES: Final = (b"table", b"template")
_TABLE_PARTS: Final = frozenset(b"caption colgroup thead tbody tfoot tr td th".split())
_BLOCKS: Final = frozenset(
    b"address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 "
    b"h3 h4 h5 h6 header hgroup hr listing main menu nav ol p pre search section summary table ul xmp".split()
)
"""Elements that end a paragraph that is open."""

_ENDS: Final[dict[bytes, tuple[tuple[bytes, ...], tuple[bytes, ...]]]] = {
    **dict.fromkeys(_BLOCKS, ((b"p",), (*_SCOPE, b"button"))),
    b"li": ((b"li",), (*_SCOPE, b"ul", b"ol", b"menu", b"div", b"section")),
    **dict.fromkeys((b"dd", b"dt"), ((b"dd", b"dt"), (*_SCOPE, b"dl", b"div"))),
    **dict.fromkeys((b"option", b"optgroup"), ((b"option",), (b"select", b"datalist"))),
    **dict.fromkeys((b"td", b"th"), ((b"td", b"th"), (*_TABLES, b"tr"))),
    b"tr": ((b"tr",), _TABLES),
    **dict.fromkeys((b"thead", b"tbody", b"tfoot"), ((b"thead", b"tbody", b"tfoot"), _TABLES)),
    b"a": ((b"a",), _SCOPE),
    b"button": ((b"button",), _SCOPE),
}
"""What a start tag ends (HTML Standard, 13.1.2.4 and 13.2.6.4.7), unless one of the others stands between."""

_FOREIGN: Final = (b"svg", b"math")
_HTML_INSIDE: Final = (b"foreignobject", b"desc", b"annotation-xml")

_VALUE: Final = rb"""[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:"[^"]*+"?+|'[^']*+'?+|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+"""
_ATTRIBUTE: Final = rb"(?:=[^ \t\n\f\r/>=]*+|[^ \t\n\f\r/>=]++)(?:%b)?+" % _VALUE
_REST: Final = rb"(?:[ \t\n\f\r/]++|%b)*+" % _ATTRIBUTE
_RAW: Final = rb"script|style|textarea|title|xmp|iframe|noembed|noframes"
_COMMENT: Final = rb"!--(?:-?+>|(?:[^-]++|-(?!->))*+)"
_TAG = re.compile(
    rb"<(?:(?P<raw>%b)(?=[ \t\n\f\r/>])(?P<raw_rest>%b)(?:>(?:[^<]++|<(?!/(?P=raw)[ \t\n\f\r/>]))*+)?+"
    rb"|(?P<name>/?[a-z][^ \t\n\f\r/>]*+)(?P<rest>%b)|%b|[!?/][^>]*+)" % (_RAW, _REST, _REST, _COMMENT),
    re.IGNORECASE,
)
"""A tag, with what is text behind it where its element holds nothing else; or a comment. Whatever follows a `<` and a
letter is matched, to the end of the page if need be: so no byte is tried twice."""
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def deepest(page: bytes, most: int) -> int:
    """Give how many elements stand in each other at the deepest place; the search ends where it is above `most`.

    As a parser would have it, but for what scripts, misnested tables and formatting elements that a parser opens
    again would add.

    Args:
        page: HTML in UTF-8.
        most: a depth that is deep enough to know.
    """
    found, stack = 0, _Stack()
    names = stack.names
    for tag in _TAG.finditer(page):
        name = tag["name"]
        if name is None:
            continue
        name = name.lower()
        if name[0] == _SLASH:
            stack.close(name[1:])
        elif name not in _DEEPENS_NOTHING:
            if name in _ENDS:
                stack.end(*_ENDS[name])
            if page[tag.end() - 1] != _SLASH or not stack.is_foreign():  # `<path/>` holds nothing, `<div/>` may
                stack.push(name)
                if len(names) > found:
                    found = len(names)
                    if found > most:
                        break
    return found


def most_attributes(page: bytes, most: int) -> int:
    """Give how many attributes the tag with the most of them has; the search ends behind one with more than `most`.

    Args:
        page: HTML in UTF-8.
        most: a number that is large enough to know. Tags that are too short for it are not looked into.
    """
    found = 0
    for tag in _TAG.finditer(page):
        if tag.end() - tag.start() > 2 * most:  # one attribute and what parts it from the next take two bytes
            attributes = sum(1 for _ in _ATTRIBUTES.finditer(tag["rest"] or tag["raw_rest"] or b""))
            found = max(found, attributes)
            if found > most:
                break
    return found


@dataclass(slots=True)
class _Stack:
    """The open elements, and for each name where it stands in them: so that nothing is ever searched for."""

    names: list[bytes] = field(default_factory=list)
    places: dict[bytes, list[int]] = field(default_factory=dict)

    def push(self, name: bytes) -> None:
        place = len(self.names)
        self.names.append(name)
        if name in self.places:
            self.places[name].append(place)
        else:
            self.places[name] = [place]

    def pop(self) -> None:
        self.places[self.names.pop()].pop()

    def close(self, name: bytes) -> None:
        """End an element by its end tag, with all that stands open inside it."""
        if self.names and self.names[-1] == name:
            self.pop()
        elif name in self.places:
            self.end((name,), _TABLES if name in _TABLE_PARTS else _SCOPE)

    def end(self, names: tuple[bytes, ...], barriers: tuple[bytes, ...]) -> None:
        """End the innermost of some elements with all inside it, unless a barrier stands inside it."""
        place = self._last(names)
        if place >= 0 and self._last(barriers) <= place:
            while len(self.names) > place:
                self.pop()

    def is_foreign(self) -> bool:
        """Tell whether the next element belongs to a drawing or a formula."""
        return self._last(_FOREIGN) > self._last(_HTML_INSIDE)

    def _last(self, names: tuple[bytes, ...]) -> int:
        """Give the place of the innermost of some elements; -1 when none is open."""
        last = -1
        for name in names:
            places = self.places.get(name)
            if places and places[-1] > last:
                last = places[-1]
        return last
