"""From raw bytes to text, by our own rule: byte order mark, then valid UTF-8, then what was declared.

Neither the HTML parser nor an HTTP library may choose the encoding: both guess in silence. `reading` calls
`decode` once for each capture; `Decoded.byte_offset` leads every character back to its byte.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

REPLACEMENT = "\ufffd"
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_STATEFUL = (
    "utf_7",
    "utf-7",
    "iso2022",
    "hz",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-8-sig",
    "utf_8_sig",
)
"""Codecs whose text does not lead back to bytes by its length; browsers refuse most of them, too."""


_CHUNK = 4096
"""Characters between two places whose byte is remembered."""


@dataclass(frozen=True)
class Decoded:
    """Text, and how it came from bytes.

    Attributes:
        text: the text; every character that could not be read is U+FFFD, one for one.
        encoding: the codec that was used.
        replaced: how many characters could not be read (NUL and lone surrogates among them).
        mark_bytes: length of the byte order mark.
        exact: the text before characters were replaced: encodes back to the very bytes.
    """

    text: str
    encoding: str
    replaced: int
    mark_bytes: int
    exact: str

    def byte_offset(self, index: int) -> int:
        """Give the offset in the raw body of the character at `index`."""
        if self.encoding == "utf-8" and self.exact.isascii():
            return self.mark_bytes + index
        chunk = index // _CHUNK
        return self.mark_bytes + self._chunk_starts[chunk] + self._bytes(chunk * _CHUNK, index)

    @cached_property
    def _chunk_starts(self) -> list[int]:
        """The byte at which each stretch of the text begins, so that many places cost no more than one pass."""
        sizes = (self._bytes(at, at + _CHUNK) for at in range(0, len(self.exact), _CHUNK))
        return [0, *accumulate(sizes)]

    def _bytes(self, start: int, end: int) -> int:
        return len(self.exact[start:end].encode(self.encoding, _errors(self.encoding)))


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Decode a body.

    Args:
        body: the raw bytes.
        declared: the charset that a header named, or None. It is used only when the bytes are not UTF-8.

    Returns:
        The decoded text. Never raises: what cannot be read is replaced and counted.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding, len(mark))
    try:
        exact = body.decode("utf-8")
        # Valid UTF-8 holds no lone surrogate, so only NUL is to be looked for.
        return Decoded(exact.replace("\0", REPLACEMENT), "utf-8", exact.count("\0"), 0, exact)
    except UnicodeDecodeError:
        return _decoded(body, _codec(declared), 0)


def decode_part(part: bytes, encoding: str) -> str:
    """Decode some bytes of a body by the codec that `decode` used for the whole."""
    return _UNREADABLE.sub(REPLACEMENT, part.decode(encoding, _errors(encoding)))


def _codec(declared: str | None) -> str:
    """Name a codec that exists and maps bytes to text; UTF-8 where the declared one does not."""
    try:
        name = codecs.lookup(declared or "utf-8").name
        "a".encode(name)
    except (LookupError, UnicodeError):
        return "utf-8"
    if name.startswith(_STATEFUL):
        return "utf-8"
    # A declared utf-16 brings no mark (that was tested before): network order, RFC 2781 section 4.3.
    return "utf-16-be" if name == "utf-16" else name


def _decoded(body: bytes, encoding: str, mark_bytes: int) -> Decoded:
    if encoding.startswith("utf-16") and len(body) % 2:
        # Half a code unit at the end is no character; one replacement character stands for it.
        whole = _decoded(body[:-1], encoding, mark_bytes)
        return Decoded(whole.text + REPLACEMENT, encoding, whole.replaced + 1, mark_bytes, whole.exact + REPLACEMENT)
    try:
        text = body.decode(encoding, _errors(encoding))
    except UnicodeError:
        encoding, text = "utf-8", body.decode("utf-8", _errors("utf-8"))
    return _cleaned(text, encoding, mark_bytes)


def _cleaned(exact: str, encoding: str, mark_bytes: int) -> Decoded:
    text, replaced = _UNREADABLE.subn(REPLACEMENT, exact)
    return Decoded(text, encoding, replaced, mark_bytes, exact)


def _errors(encoding: str) -> str:
    """Choose the error handler that keeps unreadable bytes apart, one character each, and reversible."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
