"""The charset that a page declares itself: `<meta charset>`, `<meta http-equiv>`, an XML declaration.

The rule is the HTML Standard's "prescan a byte stream to determine its encoding" (13.2.3.2), within the first 1024
bytes.
"""

import codecs
import re
from typing import Final

import webencodings

PRESCANNED: Final = 1024
"""How many bytes the standard examines."""

_TOKEN: Final = re.compile(
    rb"<!--(?P<comment>.*?-->|>|->)"
    rb"|<meta(?=[\t\n\x0c\r />])(?P<meta>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)"
    rb"|</?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>"
    rb"|<[!/?][^>]*>",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, a meta element, another tag (whose attributes may hold `<meta`), or a declaration."""

_VALUE: Final = (
    rb"[\t\n\x0c\r ]*=[\t\n\x0c\r ]*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\x0c\r >%b]*))"
)
_ATTRIBUTE: Final = re.compile(rb"(?P<name>[^\t\n\x0c\r />=]+)(?:" + _VALUE % b"" + rb")?")
_IN_CONTENT: Final = re.compile(rb"charset" + _VALUE % b";\"'", re.IGNORECASE)
_XML: Final = re.compile(rb"<\?xml[^>]*?\bencoding" + _VALUE % b"?")


def named_charset(body: bytes) -> str | None:
    """Return the encoding that a page declares for itself, by its name in the standard, or None.

    Args:
        body: the page's bytes; only the first 1024 are examined.
    """
    beginning = body[:PRESCANNED]
    if beginning.startswith(b"<\0?\0x\0"):
        return "utf-16le"
    if beginning.startswith(b"\0<\0?\0x"):
        return "utf-16be"
    metas = (token["meta"] for token in _TOKEN.finditer(beginning) if token["meta"] is not None)
    labels = [*map(_in_meta, metas), *map(_value, filter(None, [_XML.match(beginning)]))]
    found = next(filter(None, map(encoding_of, labels)), None)
    # A page in UTF-16 could not have been scanned to here (13.2.3.2: UTF-16 means UTF-8 here).
    return "utf-8" if found and found.startswith("utf-16") else found


def encoding_of(label: str | None) -> str | None:
    """Return the Encoding Standard's name for a label, or None if it is not a label of the standard."""
    if not label:
        return None
    found = webencodings.lookup(label)
    try:  # Python knows more ways to write a name, such as latin-1
        found = found or webencodings.lookup(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None
    return found.name if found else None


def _in_meta(attributes: bytes) -> str | None:
    """Return the label in a meta element's attributes; the first of duplicate attributes counts."""
    found: dict[bytes, str] = {}
    for one in _ATTRIBUTE.finditer(attributes):
        found.setdefault(one["name"].lower(), _value(one))
    if label := found.get(b"charset"):
        return label
    content = _IN_CONTENT.search(found.get(b"content", "").encode("latin-1"))
    return _value(content) if content and found.get(b"http-equiv") == "content-type" else None


def _value(found: re.Match[bytes]) -> str:
    groups = found.groupdict()
    value = groups.get("double") or groups.get("single") or groups.get("bare") or b""
    return value.decode("latin-1").strip("\t\n\x0c\r ").lower()
