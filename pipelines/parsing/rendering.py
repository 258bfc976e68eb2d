"""Which rendering a body is: HTML, the JSON twin, FULL text or LIST text (HUB_PAGES section 3).

The body decides, not the name of its file: names are wrong more often than bytes. `reading` calls `tell_rendering`.
"""

import re
from typing import Literal

from pipelines.parsing.words import HEADER, LABELS, SIGN_IN

Rendering = Literal["html", "full_text", "list_text", "json"]

_MARKUP = re.compile(r"<(!doctype|html|head|body|main|div|table|section|article|header|h1|p|dl|ul)\b", re.IGNORECASE)
_BEGINNING = 4_000
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\ufffd]")
_MOST_CONTROLS = 0.1
"""Share of unreadable characters above which a body is a binary."""


def tell_rendering(text: str, named: str | None) -> Rendering | None:
    """Tell which rendering a text is.

    Args:
        text: the decoded body.
        named: what the file's name said, used between the two text renderings only.

    Returns:
        The rendering, or None when the body is no text at all.
    """
    beginning = text[:_BEGINNING]
    if len(_CONTROLS.findall(beginning)) > _MOST_CONTROLS * len(beginning):
        return None
    stripped = beginning.lstrip("\ufeff \t\r\n")
    if stripped.startswith(("{", "[")):
        return "json"
    if stripped.startswith("<") or _MARKUP.search(beginning):
        return "html"
    if _has_site_header(text):
        return "full_text"
    if named == "full_text":
        return "full_text"
    return "list_text"


def _has_site_header(text: str) -> bool:
    """Tell whether the site's header stands above the first block: FULL text has it, LIST text never."""
    for line in text.splitlines():
        printed = line.strip().lower()
        if printed.startswith(HEADER) and printed.endswith(SIGN_IN):
            return True
        if printed in LABELS:
            return False
    return False
