"""How deep the elements of a page are nested, and how many attributes a tag has, without parsing it.

A tokenizer in one regular expression (HTML Standard, 13.2.5) and a stack with the rules of implied end tags (13.1.2.4)
and of scopes (13.2.4.2): enough to measure, too little to parse a page. Each byte is examined a few times, each element
is pushed and popped once.
"""

import re
from dataclasses import dataclass, field
from typing import Final

VOID: Final = frozenset(
    b"area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
"""Elements without content (HTML Standard, 13.1.2), and those that parsers treat as such."""

_SLASH: Final = ord("/")

_FEW_ATTRIBUTES: Final = 100
"""So many attributes on a tag are no harm."""

ONCE: Final = frozenset(b"html head body frameset".split())
"""Elements that a page has once, however often they are written."""

_DEEPENS_NOTHING: Final = VOID | ONCE

_SCOPE: Final = tuple(b"table td th caption template marquee object applet foreignobject".split())
"""An end tag has no effect outside of these (HTML Standard, 13.2.4.2)."""

_TABLES: Final = (b"table", b"template")
_TABLE_PARTS: Final = frozenset(b"caption colgroup thead tbody tfoot tr td th".split())
_BLOCKS: Final = frozenset(
    b"address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 "
    b"h3 h4 h5 h6 header hgroup hr listing main menu nav ol p pre search section summary table ul xmp".split()
)
"""Elements that end an open paragraph."""

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
"""What a start tag ends (HTML Standard, 13.1.2.4 and 13.2.6.4.7), unless one of the others is in between."""

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
"""A tag, with the text after it if its element holds nothing else; or a comment. Anything after a `<` and a letter is
matched, to the end of the page if need be, so that no byte is tried twice."""
_ATTRIBUTES = re.compile(_ATTRIBUTE)

_BLANK: Final = rb"[ \t\n\f\r]"
_FEW: Final = rb"(?:%b++[a-zA-Z0-9@:_.-]++(?:=\"[^\">]*+\")?+){0,%d}+%b*+" % (_BLANK, _FEW_ATTRIBUTES, _BLANK)
_WORDS_IN_A_TAG = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*+)%b>[^<]*+</\1>" % _FEW)
_ODD_TAG = re.compile(rb"</?(?=[a-zA-Z])(?![a-zA-Z0-9-]++%b/?>)" % _FEW.replace(rb"[^\">]", rb"[^\"]"))
"""A tag that is not written as most are: few attributes, each a name, or a name and a value in quotes."""


def deepest(page: bytes, most: int) -> int:
    """Return the maximum nesting depth; the search ends once it exceeds `most`.

    It is the depth in a parser, without the elements that scripts add, or that the parser adds for misnested tables
    and reopened formatting elements.

    Args:
        page: HTML in UTF-8.
        most: the depth beyond which the exact number does not matter.
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


def tags_around(page: bytes) -> int:
    """Return how many tags are left without the elements that hold words alone: no page is deeper than that, but one.

    Far quicker than `deepest`: such an element is opened and closed at once, whatever stands around it.
    """
    return _WORDS_IN_A_TAG.sub(b"", page).count(b"<")


def is_plain(page: bytes) -> bool:
    """Return whether every tag has few attributes and is plainly written: far quicker than `most_attributes`."""
    return _ODD_TAG.search(page) is None


def most_attributes(page: bytes, most: int) -> int:
    """Return the largest number of attributes on one tag; the search ends after a tag with more than `most`.

    Args:
        page: HTML in UTF-8.
        most: the number beyond which the exact one does not matter. Tags too short for it are skipped.
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
    """The open elements, and for each name its positions among them, so that no search is needed."""

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
        """End an element by its end tag, with everything open inside it."""
        if self.names and self.names[-1] == name:
            self.pop()
        elif name in self.places:
            self.end((name,), _TABLES if name in _TABLE_PARTS else _SCOPE)

    def end(self, names: tuple[bytes, ...], barriers: tuple[bytes, ...]) -> None:
        """End the innermost of some elements with all inside it, unless a barrier is inside it."""
        place = self._last(names)
        if place >= 0 and self._last(barriers) <= place:
            while len(self.names) > place:
                self.pop()

    def is_foreign(self) -> bool:
        """Return whether the next element belongs to a drawing or a formula."""
        return self._last(_FOREIGN) > self._last(_HTML_INSIDE)

    def _last(self, names: tuple[bytes, ...]) -> int:
        """Return the position of the innermost of some elements; -1 if none is open."""
        last = -1
        for name in names:
            places = self.places.get(name)
            if places and places[-1] > last:
                last = places[-1]
        return last
