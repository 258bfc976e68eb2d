"""Decode bytes to text: byte order mark, then valid UTF-8, then the header's charset, then the page's own.

Labels mean what the WHATWG Encoding Standard says: `iso-8859-1` is windows-1252. Neither the HTML parser nor an HTTP
library may choose the encoding: both guess silently. `Decoded.byte_offset` maps every character back to its byte.
"""

import codecs
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import webencodings

from pipelines.parsing.lines.characters import REPLACEMENT, UNREADABLE, cleaned, may_be_unreadable, signs_of
from pipelines.parsing.lines.charset_prescan import encoding_of, named_charset

__all__ = ["REPLACEMENT", "Decoded", "decode", "decode_part"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_UNSUPPORTED: Final = {"iso-2022-jp": (b"\x1b",), "replacement": (b"\x1b", b"~{")}
"""Stateful encodings, in which a character alone means nothing, and the bytes that show that they were used."""

_DECODED_AS: Final = {"gbk": "gb18030", "x-user-defined": "cp1252"}
"""Encodings that another's decoder handles (Encoding Standard 10.1.1; HTML Standard 13.2.3.2 for x-user-defined)."""

_COMBINING: Final = {ord("\u0304"): None, ord("\u030c"): None}
"""The second characters of pairs that Big5 encodes as one: alone they have no bytes."""

_CHUNK = 4096
"""Characters between two positions whose byte offset is cached."""


@dataclass(frozen=True)
class Decoded:
    """Text, and how it was decoded from bytes.

    Attributes:
        text: the text; every character that could not be read is U+FFFD, one for one.
        encoding: the codec that was used.
        replaced: how many characters could not be read (including controls and lone surrogates).
        mark_bytes: length of the byte order mark.
        exact: the text before characters were replaced: it encodes back to the same bytes.
        problem: why the text must not be parsed; empty if it may.
        signs: `signs_of` the body, if the text is the body as it is; None for any other.
    """

    text: str
    encoding: str
    replaced: int
    mark_bytes: int
    exact: str
    problem: str = ""
    signs: bytes | None = None

    def byte_offset(self, index: int) -> int:
        """Return the offset in the raw body of the character at `index`."""
        if self.encoding == "utf-8" and self.exact.isascii():
            return self.mark_bytes + index
        chunk = index // _CHUNK
        starts = self._chunk_starts
        while len(starts) <= chunk:
            end = len(starts) * _CHUNK
            starts.append(starts[-1] + self._bytes(end - _CHUNK, end))
        return self.mark_bytes + starts[chunk] + self._bytes(chunk * _CHUNK, index)

    @cached_property
    def _chunk_starts(self) -> list[int]:
        """The byte offsets at which the first chunks of the text begin, as far as any was asked for."""
        return [0]

    def _bytes(self, start: int, end: int) -> int:
        part = self.exact[start:end]
        if self.encoding == "utf-8" and part.isascii():
            return len(part)
        if self.encoding.startswith("big5"):
            part = part.translate(_COMBINING)
        return len(part.encode(self.encoding, _errors(self.encoding)))


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Decode a body.

    Args:
        body: the raw bytes.
        declared: the charset in a header, or None. It is used only when the bytes are not UTF-8.

    Returns:
        The decoded text. Never raises: unreadable characters are replaced and counted.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding, len(mark))
    try:
        exact = body.decode("utf-8")
    except UnicodeDecodeError:
        exact = body.decode("utf-8", "surrogateescape")
        label = _label(body, declared)
        is_wide = label.startswith("utf-16")
        if label == "utf-8" or (_is_nearly_utf_8(exact) and not is_wide):
            return _cleaned(exact, "utf-8", 0)
        return _decoded(body, _codec(label), 0, _problem(body, label))
    signs = signs_of(body)
    text, replaced = cleaned(exact) if may_be_unreadable(body, signs) else (exact, 0)
    if not replaced and not (b"~" in body and b"~{" in body):  # a single byte is sought far quicker
        return Decoded(exact, "utf-8", 0, 0, exact, signs=signs)
    # UTF-16 of plain letters is valid UTF-8 full of NULs, and an encoding with states is plain ASCII.
    label = _label(body, declared)
    if label.startswith("utf-16") and "\0" in exact:
        return _decoded(body, _codec(label), 0)
    return Decoded(text, "utf-8", replaced, 0, exact, _problem(body, label))


def decode_part(part: bytes, encoding: str) -> str:
    """Decode part of a body with the codec that `decode` used for the whole."""
    return UNREADABLE.sub(REPLACEMENT, part.decode(encoding, _errors(encoding)))


def _label(body: bytes, declared: str | None) -> str:
    """Return the encoding that the header declares, else the page; UTF-8 if neither declares one of the standard."""
    return encoding_of(declared) or named_charset(body) or "utf-8"


def _codec(encoding: str) -> str:
    """Return the codec for an encoding of the standard; UTF-8 for those that cannot be mapped back to bytes."""
    found = None if encoding in _UNSUPPORTED else webencodings.lookup(encoding)
    return _DECODED_AS.get(encoding) or (found.codec_info.name if found else "utf-8")


def _problem(body: bytes, encoding: str) -> str:
    if not any(sign in body for sign in _UNSUPPORTED.get(encoding, ())):
        return ""
    return f"the page is in an encoding with states ({encoding}), which is not read; save it as UTF-8"


def _is_nearly_utf_8(exact: str) -> bool:
    """Return whether the bytes are UTF-8 with a few broken ones, such as a page that was cut within a character.

    In other encodings, bytes beyond ASCII hardly ever form whole UTF-8 characters; here most of them do.
    """
    beyond = sum(not one.isascii() for one in exact)
    broken = sum("\ud800" <= one <= "\udfff" for one in exact)
    return beyond > 3 * broken


def _decoded(body: bytes, encoding: str, mark_bytes: int, problem: str = "") -> Decoded:
    if encoding.startswith("utf-16") and len(body) % 2:
        # Half a code unit at the end is no character; one replacement character represents it.
        whole = _decoded(body[:-1], encoding, mark_bytes)
        return Decoded(whole.text + REPLACEMENT, encoding, whole.replaced + 1, mark_bytes, whole.exact + REPLACEMENT)
    try:
        text = body.decode(encoding, _errors(encoding))
    except UnicodeError:
        encoding, text = "utf-8", body.decode("utf-8", _errors("utf-8"))
    return _cleaned(text, encoding, mark_bytes, problem)


def _cleaned(exact: str, encoding: str, mark_bytes: int, problem: str = "") -> Decoded:
    text, replaced = cleaned(exact)
    return Decoded(text, encoding, replaced, mark_bytes, exact, problem)


def _errors(encoding: str) -> str:
    """Return the error handler that keeps unreadable bytes one character each, and reversible."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
