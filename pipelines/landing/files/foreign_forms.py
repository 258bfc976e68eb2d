"""Recognize by their bytes the formats in which people and tools keep pages other than as the site served them.

A format is named only if it is certain; it is then refused with advice on what to do instead. File names and media
types do not count.
"""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Final, NamedTuple

LOOKED_AT: Final = 65_536
"""Bytes or characters of a body that are examined."""


class ForeignForm(NamedTuple):
    """A format by its name, what to do instead, and whether it is binary."""

    name: str
    advice: str
    is_binary: bool = False


_SAVE: Final = "save the page itself as HTML"
_UNPACK: Final = "unpack it, and ingest what is in it"
_AS_WARC: Final = "give it a name that ends in .warc or .warc.gz, and ingest it by itself"
_CONVERT: Final = "convert it to WARC (warcio recompress), and ingest that"

_MAGIC: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"\x1f\x8b", "gzip-compressed", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "Zstandard-compressed", _UNPACK),
    (b"BZh", "bzip2-compressed", _UNPACK),
    (b"\xfd7zXZ\0", "xz-compressed", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"%PDF-", "a PDF", _SAVE),
    (b"%!PS", "PostScript", _SAVE),
    (b"{\\rtf", "RTF", _SAVE),
    (b"bplist00", "a Safari web archive", f"{_SAVE} (in Safari: Page Source)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _SAVE),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _SAVE),
    (b"\xff\xd8\xff", "a JPEG picture", _SAVE),
    (b"GIF8", "a GIF picture", _SAVE),
    (b"II*\0", "a TIFF picture", _SAVE),
    (b"MM\0*", "a TIFF picture", _SAVE),
    (b"SQLite format 3\0", "an SQLite database", _SAVE),
    (b"PAR1", "Parquet", _SAVE),
    (b"ITSF", "a CHM help file", _SAVE),
)
"""What a form begins with, its name, and what to do."""

_ZIPPED: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"application/epub+zip", "an EPUB", _SAVE),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", _SAVE),
    (b"word/", "a Word document (docx)", _SAVE),
    (b"xl/", "an Excel workbook (xlsx)", _SAVE),
    (b"ppt/", "a PowerPoint file (pptx)", _SAVE),
    (b"datapackage.json", "a WACZ", "give it a name that ends in .wacz, or unpack it and ingest the WARCs in it"),
    (b"archive/", "a WACZ", "give it a name that ends in .wacz, or unpack it and ingest the WARCs in it"),
)
"""Bytes in the member names of a ZIP, the format they indicate, and what to do."""

_HEADER_LINE: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*:(?: .*|\t.*|)")
_MAIL: Final = frozenset({"from", "to", "date", "subject", "message-id", "received", "return-path", "delivered-to"})
_ROOT: Final = re.compile(
    r"(?>\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s+[^>\[]*(?:\[.*?\]\s*)?>)*+<(?P<root>[A-Za-z_][\w.:-]*)", re.S | re.I
)
_XML_ROOTS: Final = {
    "rss": "an RSS feed",
    "feed": "an Atom feed",
    "rdf": "RDF",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "plist": "a Safari web archive",
    "svg": "an SVG picture",
    "opml": "an OPML list of feeds",
    "tei": "TEI",
}
_NOT_SEEN: Final = re.compile(r"<(head|script|style|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.S | re.I)
_NUMBERS: Final = re.compile(r"[\s\d]+")
_FIRST_SEEN: Final = 200
_SOURCE: Final = re.compile(r"[\s\d]*<\s*(?:!doctype\s+html|html|\?xml)\b", re.I)
_VIEWED: Final = re.compile(r"<[tT](?ai:itle>view-source:)")
"""Its first letters ignore no case by flag, so that the search leaps from `<` to `<`."""
_ESCAPED: Final = re.compile(r"&(?i:lt|#60|#x3c)\b")
_FEW_SIGNS: Final = 400
"""So many letters are looked at one by one faster than all others are searched for three in a row."""
_CODED: Final = re.compile(r"=\r?\n")
_CODED_QUOTE: Final = re.compile(r"=3D[\"']")
_HAR: Final = re.compile(r"\{\s*\"log\"\s*:\s*\{")
_LINKED_DATA: Final = re.compile(r"\"@(?:context|graph)\"\s*:")
_BASE_64: Final = re.compile(r"(?:PCFET0|PCFkb2|PGh0bW|PEhUTU)[A-Za-z0-9+/\r\n]{200}")


def foreign_form(body: bytes, text: str) -> ForeignForm | None:
    """Return the format of a body if it is one that cannot be parsed as a page.

    Args:
        body: the bytes; their beginning will do.
        text: the same, decoded.

    Returns:
        The format; None for HTML (also as SingleFile saves it), the two text renderings, the JSON twin, and anything
        that is not certain.
    """
    binary = _binary(body)
    if binary:
        return binary
    beginning = text[:LOOKED_AT].lstrip("\ufeff \t\r\n")
    checks: tuple[Callable[[str], ForeignForm | None], ...] = (_archived, _mail, _json, _markup, _coded, _table)
    if beginning.startswith("<"):
        checks = (_markup, _coded)
    return next(filter(None, (check(beginning) for check in checks)), None)


def _binary(body: bytes) -> ForeignForm | None:
    beginning = body[:LOOKED_AT]
    for magic, name, advice in _MAGIC:
        if beginning.startswith(magic):
            return ForeignForm(name, advice, is_binary=True)
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        ends = beginning + body[-LOOKED_AT:]  # the ZIP directory at the end names all members
        found = (ForeignForm(name, advice, is_binary=True) for sign, name, advice in _ZIPPED if sign in ends)
        return next(found, ForeignForm("a ZIP archive", _UNPACK, is_binary=True))
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return ForeignForm("a WebP picture", _SAVE, is_binary=True)
    if beginning[257:262] == b"ustar":
        return ForeignForm("a tar archive", _UNPACK, is_binary=True)
    if beginning[60:68] == b"BOOKMOBI":
        return ForeignForm("a Kindle book", _SAVE, is_binary=True)
    return None


def _archived(text: str) -> ForeignForm | None:
    if re.match(r"WARC/\d", text):
        return ForeignForm("a WARC", _AS_WARC)
    if text.startswith("filedesc://"):
        return ForeignForm("an ARC file", _CONVERT)
    if re.match(r"HTTP/\d(?:\.\d)? \d{3}\b", text):
        return ForeignForm("an HTTP answer with its header", "save its body alone, or a WARC")
    return None


def _mail(text: str) -> ForeignForm | None:
    """Recognize MHTML and e-mail by the header that they begin with (RFC 2557, RFC 5322)."""
    head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    lines = re.sub(r"\r?\n[ \t]+", " ", head).splitlines()
    if not lines or not all(map(_HEADER_LINE.fullmatch, lines)):
        return None
    names = {line.partition(":")[0].lower() for line in lines}
    kind = " ".join(line for line in lines if line.lower().startswith("content-type:")).lower()
    if "multipart/related" in kind or "snapshot-content-location" in names:
        return ForeignForm("MHTML", "save the page as HTML only, or as a WARC")
    if "mime-version" in names or len(names & _MAIL) > 2:
        return ForeignForm("an e-mail", _SAVE)
    return None


def _json(text: str) -> ForeignForm | None:
    """Recognize JSON that is certainly not a JSON twin; the parser rejects the rest."""
    if not text.startswith(("{", "[")):
        return None
    if _HAR.match(text):
        return ForeignForm("a HAR", f"{_SAVE}, or convert it to WARC (har2warc)")
    if _LINKED_DATA.search(text) and '"work"' not in text:
        return ForeignForm("JSON-LD, such as a Pith number's state", "ingest the hub's own page or its JSON twin")
    first, _, rest = text.partition("\n")
    if rest.lstrip().startswith(("{", "[")):
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return None
        return ForeignForm("JSON Lines", "ingest the pages or JSON twins themselves, a file each")
    return None


def _markup(text: str) -> ForeignForm | None:
    """Recognize XML other than XHTML, and HTML that shows the source of a page."""
    if not text.startswith("<"):
        return None
    found = _ROOT.match(text)
    root = found["root"].lower() if found else ""
    if name := _XML_ROOTS.get(root.rpartition(":")[2]):
        return ForeignForm(name, _SAVE)
    if text.startswith("<?xml") and root and (":" in root or not _is_html_name(root)):
        return ForeignForm(f"XML (<{root[:40]}>)", _SAVE)
    if re.match(r"(?:\s|<!doctype[^>]*>)*<html\b[^>]*\bdata-sfz\b", text, re.I):
        return ForeignForm("a packed SingleFile page", "save it with SingleFile as plain HTML")
    is_escaped = _ESCAPED.search(text) is not None
    if _VIEWED.search(text, 0, 4_000) or (is_escaped and _SOURCE.match(unescape(_first_seen(text)))):
        return ForeignForm("a view of a page's source", f"{_SAVE}, not the view of its source")
    return None


def _first_seen(text: str) -> str:
    """Return the beginning of the visible text of HTML, without line numbers."""
    at = 0
    while found := _NOT_SEEN.match(text, at) or _NUMBERS.match(text, at):
        at = found.end()
    return _NOT_SEEN.sub("", text[at : at + _FIRST_SEEN])


def _is_html_name(name: str) -> bool:
    return name in {
        "html",
        "head",
        "body",
        "main",
        "div",
        "article",
        "section",
        "header",
        "p",
        "h1",
        "table",
        "dl",
        "ul",
    }


def _has_coded_sign(text: str) -> bool:
    """Return whether `=3D` occurs: a single letter is sought far quicker, and the last of it is rare in HTML."""
    at = text.find("D")
    for _ in range(_FEW_SIGNS):
        if at < 0 or text.endswith("=3", 0, at):
            return at >= 0
        at = text.find("D", at + 1)
    return at >= 0 and text.find("=3D", at - 2) >= 0


def _coded(text: str) -> ForeignForm | None:
    if _has_coded_sign(text) and len(_CODED.findall(text)) > 1 and len(_CODED_QUOTE.findall(text)) > 1:
        return ForeignForm("quoted-printable text, as in MHTML", "save the page as HTML only, or as a WARC")
    if _BASE_64.match(text):
        return ForeignForm("base64 text", "decode it, and ingest the page that comes out")
    return None


def _table(text: str) -> ForeignForm | None:
    """Recognize CSV and TSV: a line of column names, and at least as many cells below."""
    lines = text.split("\n", 4)[:4]
    for mark, name in ((",", "CSV"), ("\t", "TSV"), (";", "CSV")):
        width = lines[0].count(mark)
        is_head = width > 1 and all(re.fullmatch(r"\"?[\w .-]{1,40}\"?", one.strip()) for one in lines[0].split(mark))
        if is_head and len(lines) > 1 and all(line.count(mark) >= width for line in lines[1:3] if line.strip()):
            return ForeignForm(name, "ingest the pages themselves; a list of hubs goes to `pithhouse add --from`")
    return None
