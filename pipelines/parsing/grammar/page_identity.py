"""Whether a page is that of the work in its address (FAULTS F13): a page names its work in links to itself.

No other link counts: co-cited works lead to other hubs. A page that names no work at all passes.
"""

import re
from collections.abc import Sequence

from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.words import hub_in_link

_CANONICAL = re.compile(r"<[lL](?i:ink\b[^<>]*\brel=[\"']?canonical\b[^<>]*>)")
"""Its first letters ignore no case by flag, so that the search leaps from `<` to `<`."""
_HREF = re.compile(r"\bhref=[\"']?([^\s\"'<>]+)", re.IGNORECASE)


def other_works(lines: Sequence[Line], html: str, hub_id: str | None) -> list[str]:
    """Return the works that the page names as its own, if the address's is not among them.

    Args:
        lines: the page's lines.
        html: the page; empty for text.
        hub_id: the uuid of the address.

    Returns:
        The uuids in the links of the filters and the JSON twin, and in the canonical link (RFC 6596); empty if
        one of them is the address's, or there are none.
    """
    named = {
        found
        for line in lines
        for link in line.links
        if ("?" in link.href or link.href[-5:] == ".json") and (found := hub_in_link(link.href))
    }
    canonical = _CANONICAL.search(html)
    address = _HREF.search(canonical.group()) if canonical else None
    if address and (found := hub_in_link(address[1])):
        named.add(found)
    return sorted(named) if named and hub_id not in named else []
