"""The HTML elements by their effect on a line: inline, beginning a line, invisible, or a landmark of the site.

Only names from the standards are here; `html` walks the tree.
"""

import re
from collections.abc import Mapping
from typing import Final

from pipelines.parsing.lines.line import INLINE_BOUNDARY, Landmark

INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big button cite code data del dfn em embed font i img input ins kbd label map "
    "mark meter nobr output picture progress q ruby rb s samp small span strike strong sub sup time tt "
    "u var wbr".split()
)
"""Inline elements (HTML Standard, 15.3: `display` is not block, list-item or table)."""

RAISED: Final = frozenset(("sub", "sup"))
"""Small letters above or below the line: a digit there is a footnote's or an exponent, not of the number before it."""

UNSEEN: Final = frozenset(
    "-comment -doctype head script style svg iframe audio video canvas object datalist noembed noframes rp rt "
    "rtc".split()
)
"""Nodes with invisible content: boilerplate, not walked. So are the readings beside the words of a `ruby` element: they
say how its words sound."""

FOLDED: Final = frozenset(("noscript", "template"))
"""Elements whose content a browser shows only without scripts, or as the shadow tree of another element."""

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

OWN_RULE: Final = frozenset(("dialog", "pre"))
"""A `dialog` that is not open is invisible; in `pre` a line break is one (HTML Standard, 15.3.1 and 15.3.3)."""

DELETED: Final = frozenset(("del", "s", "strike"))
"""What no longer holds (HTML Standard, 4.5.5 and 4.7.2)."""

MAY_HIDE: Final = '[hidden], [role="tooltip" i], [style]'
"""A selector of the elements that may be invisible at first, whatever a style sheet says (HTML Standard, 15.3.1; a
tooltip is shown on demand, WAI-ARIA 1.2); of those with a style, `hides` says which."""

TEX: Final = re.compile(r"(?i)(^|[/-])(la)?tex$")
"""The encoding of a formula's annotation that is its source."""

_HIDING_STYLE: Final = re.compile(
    r"(?i)(?:^|;)\s*(?:(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*(?:hidden|collapse))\b"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3}|clip\s*:\s*rect\(\s*[01]|font-size\s*:\s*0(?![.\d]))"
)
"""Matches the style attribute of an element that is hidden, outside of the screen, or cut to nothing."""

_CSS_COMMENT: Final = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)

_DIGIT: Final = re.compile(r"\d")
_DATE: Final = re.compile(r"\d-\d\d-\d\d")
_LABELS: Final = ("fields", "years", "verdicts", "roles", "polarities", "summary")
_COUNTED: Final = re.compile(rf"(?i)({'|'.join(_LABELS)}):?\s+\S.{{0,40}}?\d")


def may_hide(page: bytes) -> str:
    """Return a selector of the elements of a page that may be invisible: each part of it costs a look at every node."""
    return f"{MAY_HIDE}, [popover]" if b"popover" in page else MAY_HIDE


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element that `may_hide` selects is invisible."""
    if "hidden" in attributes or "popover" in attributes:
        return True
    return (attributes.get("role") or "").lower() == "tooltip" or hides(attributes.get("style") or "")


def hides(style: str) -> bool:
    """Return whether a style attribute makes its element invisible."""
    return _HIDING_STYLE.search(_CSS_COMMENT.sub("", style)) is not None


def goes_on_number(raw: str, words: str) -> bool:
    """Return whether the words of an element begin with a digit, directly behind another one: `12,345<sup>1</sup>`."""
    return raw.rstrip(INLINE_BOUNDARY)[-1:].isdigit() and words[:1].isdigit()


def is_page_like(words: str) -> bool:
    """Return whether words look like the page's own content: a label with a count, or a date."""
    if _DIGIT.search(words) is None:
        return False
    if "-" in words and _DATE.search(words):
        return True
    folded = words.lower() if words.isascii() else None  # beyond ASCII, letter case is the pattern's to ignore
    if folded is not None and not any(label in folded for label in _LABELS):
        return False
    return _COUNTED.search(words) is not None


def landmark(path: tuple[str, ...], around: Landmark) -> Landmark:
    """Return the landmark that an element opens.

    Header, footer and aside only outside of sections (an aside may be in `main`), a nav anywhere.
    """
    tag = path[-1]
    if tag != "nav" and (around or any(one in SECTIONING and (tag, one) != ("aside", "main") for one in path[:-1])):
        return around
    return LANDMARKS[tag]
