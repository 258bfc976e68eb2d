"""The Atom feed of changes, `changes.atom` in the data folder: one entry for each published file (RFC 4287).

A feed reader subscribes to it where the folder is served over HTTP, or opens the file. What is said is in `changes`.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4
from xml.etree import ElementTree as ET

from pipelines.disk import whole

ATOM: Final = "http://www.w3.org/2005/Atom"
_FORBIDDEN: Final = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
MAX_ENTRIES: Final = 50
"""So many entries are kept, the newest first."""


def add_entry(path: Path, key: str, at: datetime, said: Sequence[str]) -> None:
    """Add an entry to the feed; a feed that cannot be read is begun anew.

    Args:
        path: the file; it is replaced at once.
        key: identifies the entry: the fingerprint of the published file. It is added once.
        at: when the file was published (UTC).
        said: the sentences; the first one is the entry's title.

    Raises:
        OSError: the file cannot be written.
    """
    ET.register_namespace("", ATOM)
    feed = _read(path)
    identity = f"urn:pithhouse:{key}"
    if any(one.findtext(f"{{{ATOM}}}id") == identity for one in feed.iter(f"{{{ATOM}}}entry")):
        return
    stamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    entry = ET.Element(f"{{{ATOM}}}entry")
    more = f" And {len(said) - 1:,} more." if len(said) > 1 else ""
    for name, text in (("id", identity), ("title", said[0] + more), ("updated", stamp)):
        ET.SubElement(entry, f"{{{ATOM}}}{name}").text = _printable(text)
    content = ET.SubElement(entry, f"{{{ATOM}}}content", {"type": "text"})
    content.text = _printable("\n".join(said))
    former = feed.findall(f"{{{ATOM}}}entry")
    for one in former:
        feed.remove(one)
    feed.extend([entry, *former[: MAX_ENTRIES - 1]])
    updated = feed.find(f"{{{ATOM}}}updated")
    if updated is not None:
        updated.text = stamp
    _write(path, feed)


def _read(path: Path) -> ET.Element:
    try:
        found = ET.parse(path).getroot()  # noqa: S314 (our own file)
        if found.tag == f"{{{ATOM}}}feed" and found.find(f"{{{ATOM}}}updated") is not None:
            return found
    except (OSError, ET.ParseError):
        pass
    feed = ET.Element(f"{{{ATOM}}}feed")
    for name, text in (("id", uuid4().urn), ("title", "Pithhouse: what changed"), ("updated", "")):
        ET.SubElement(feed, f"{{{ATOM}}}{name}").text = text
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    ET.SubElement(author, f"{{{ATOM}}}name").text = "Pithhouse"
    return feed


def _write(path: Path, feed: ET.Element) -> None:
    with whole(path) as part:
        ET.ElementTree(feed).write(part, encoding="utf-8", xml_declaration=True)


def _printable(text: str) -> str:
    """Leave out characters that XML 1.0 does not allow; a title may hold any."""
    return _FORBIDDEN.sub("", text)
