"""Reasons to doubt the line in the place of the work's title: words of the site around it, or another line that is it.

The words alone may mislead, so the page's own name is asked as well: the element `title` is `<work title> · Pith`
(HUB_PAGES section 2). Which line stands in the title's place is decided in `masthead`.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import Final

from pipelines.parsing.blocks import title_words
from pipelines.parsing.grammar import controls, line_ends
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line, pieces

_NAMES: Final = ("<title>", "<title ", "<TITLE")
"""How the element begins that names the page; whole words are found faster than a pattern."""
_HEAD: Final = 20_000
"""The page's name stands in the first letters of a page, if it has one."""
_LONGEST: Final = 2_000
_SITE: Final = re.compile(r"\s[·|–—-]\s")
"""What separates the parts of a page's name."""
_LEAST: Final = 8
"""Fewer letters than this are in many titles by chance."""
_OF_SITE: Final = frozenset(
    "citation citations cited citing explorer graph home hub hubs index mega page paper papers pith pith.science "
    "reference references review reviews science search site super welcome work works".split()
)
"""Words of which a site's own headings consist: `Citation hub`, `Papers citing this work` (a guess)."""
_AROUND: Final = frozenset("a about all of on the this to who".split())
"""Words that may stand beside them."""
_BEFORE: Final = re.compile(
    r"(?i)(?:(?:pith|super|mega|citation|cited)\s+)*(?:hub|citations?(?: (?:of|to|for))?|work|paper|papers|reference|"
    r"title|home)s?\s*(?:[:|/›»>“\"]|[·–—-]\s)|(?:papers|works) (?:citing|that cite)\b|"
    r"(?:citations|citing papers) (?:of|to|for)\b"
)
"""How words of the site before a title end."""
_ALONE: Final = re.compile(r"[\[(]?(?:(?:19|20)\d{2}|\d{1,3}|[*†‡§¶#]+)[\])]?")
"""A year, the number or sign of a footnote, in an element of its own at an end of a title."""
_FOOTNOTE: Final = re.compile(rf"[a-z]{{3}}{INLINE_BOUNDARY}+ ?\d{{1,2}}{INLINE_BOUNDARY}*\s*")
_HEADINGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))


def name_of(html: str) -> str:
    """Return the page's own name, or nothing."""
    start = next((at for name in _NAMES if (at := html.find(name, 0, _HEAD)) >= 0), -1)
    return "" if start < 0 else unescape(html[start : start + _LONGEST].partition(">")[2].partition("<")[0])


def doubt_of(line: Line, beside: Sequence[Line], name: str) -> str | None:
    """Return why a line may not be the work's title, or more than it, as a sentence; None if there is no doubt.

    Args:
        line: the line in the title's place.
        beside: the other lines that stand there.
        name: the page's own name, or nothing.
    """
    text = line.text
    if _is_of_site(text) or any(link.text == text and _is_root(link.href) for link in line.links):
        return "words that sites use as a heading of their own stand in the place of the title"
    doubt = title_words.doubt_of(text)
    if not doubt and _BEFORE.match(text):
        doubt = "words of the site stand before the title"
    if not doubt and INLINE_BOUNDARY in line.raw and not _is_named(text, name):
        doubt = _of_elements(line)
    return doubt or _of_name(line, beside, name)


def _is_named(title: str, name: str) -> bool:
    """Return whether the page's own name is a title, word for word: then none of its elements is the site's."""
    return any(name[: cut.start()] == title for cut in _SITE.finditer(name))


def _of_name(line: Line, beside: Sequence[Line], name: str) -> str | None:
    """Return why the page's own name speaks against a title; it may also say nothing of it."""
    own, named = _letters(line.text), _letters(name)
    if named.startswith(own):
        return None
    others = [one for one in beside if len(letters := _letters(one.text)) >= _LEAST and named.startswith(letters)]
    if others:
        return "the page's own name is another line than the one in the place of the title"
    first = _letters(_SITE.split(name)[0])
    if len(first) >= _LEAST and first in own:
        return "the page's own name is only a part of the line in the place of the title"
    if "h1" in line.path and any(not _HEADINGS.isdisjoint(one.path) for one in beside):
        return "two headings stand in the place of the title, and the page's own name is neither"
    return None


def _of_elements(line: Line) -> str | None:
    """Return why the words of an element at an end of a title may be of the site."""
    printed = pieces(line.raw)
    if len(printed) < 2:
        return None
    if title_words.once(line.raw) != line.text:
        return "elements print the title twice, or a control behind it"
    if _FOOTNOTE.search(line.raw) and printed[-1].isdigit():
        return "the number at the end of the title may be a footnote's"
    ends = [words for words in (line_ends.first_element(line.raw), line_ends.last_element(line.raw)[0]) if words]
    if any(_ALONE.fullmatch(one) or _is_of_site(one) or "pith" in one.lower().split() for one in ends):
        return "an element at an end of the title holds words that may be the site's"
    is_button = controls.is_control(printed[-1]) and " " not in printed[-1]
    return "an element at an end of the title may be a badge" if is_button or line_ends.has_badge(line.raw) else None


def _is_of_site(text: str) -> bool:
    words = [word for word in text.strip(" ·|/›»:.").split() if any(map(str.isalnum, word))]
    folded = [
        word.lower() if word.islower() or place == 0 or len(word) > 1 else word for place, word in enumerate(words)
    ]
    return not _OF_SITE.isdisjoint(folded) and _OF_SITE.union(_AROUND).issuperset(folded)


def _is_root(href: str) -> bool:
    """Return whether an address is a site's first page, or that of its hubs."""
    path = href.partition("://")[2].partition("/")[2] if "://" in href else href.removeprefix("/")
    return path.strip("/") in {"", "citations"} and not href.startswith("#")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
