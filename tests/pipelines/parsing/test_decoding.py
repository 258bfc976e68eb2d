"""Bytes to text: mark, then UTF-8, then what was declared; and every character leads back to its bytes (F14)."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.parsing.decoding import REPLACEMENT, decode

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "iso8859-1", "cp1252", "koi8-r", "shift_jis")


@pytest.mark.parametrize(
    ("body", "declared", "text", "encoding", "replaced"),
    [
        ("Köln".encode(), "utf-16", "Köln", "utf-8", 0),
        ("Köln".encode("latin-1"), "latin-1", "Köln", "iso8859-1", 0),
        ("Köln".encode("latin-1"), "utf-8", "K\ufffdln", "utf-8", 1),
        ("Köln".encode("latin-1"), None, "K\ufffdln", "utf-8", 1),
        ("Köln".encode("latin-1"), "no-such-charset", "K\ufffdln", "utf-8", 1),
        ("Köln".encode("latin-1"), "base64", "K\ufffdln", "utf-8", 1),
        (codecs.BOM_UTF8 + "Köln".encode(), "latin-1", "Köln", "utf-8", 0),
        (codecs.BOM_UTF16_LE + "Köln".encode("utf-16-le"), "utf-8", "Köln", "utf-16-le", 0),
        (codecs.BOM_UTF16_BE + "Köln".encode("utf-16-be"), None, "Köln", "utf-16-be", 0),
        (codecs.BOM_UTF16_LE + b"a\x00b", None, "a\ufffd", "utf-16-le", 1),
        (b"a\x00b", None, "a\ufffdb", "utf-8", 1),
        (b"a\xed\xa0\x80b", None, "a\ufffd\ufffd\ufffdb", "utf-8", 3),
        (b"", "utf-8", "", "utf-8", 0),
    ],
)
def test_decoding(body: bytes, declared: str | None, text: str, encoding: str, replaced: int) -> None:
    decoded = decode(body, declared)
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, encoding, replaced)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=40),
    encoding=st.sampled_from(ENCODINGS),
    has_mark=st.booleans(),
    data=st.data(),
)
def test_places_lead_back_to_the_bytes(text: str, encoding: str, has_mark: bool, data: st.DataObject) -> None:
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    mark = marks.get(encoding, b"") if has_mark else b""
    body = mark + text.encode(encoding, "ignore")
    decoded = decode(body, encoding)
    start = data.draw(st.integers(0, len(decoded.text)))
    end = data.draw(st.integers(start, len(decoded.text)))
    part = body[decoded.byte_offset(start) : decoded.byte_offset(end)]
    errors = "surrogatepass" if decoded.encoding.startswith("utf-16") else "surrogateescape"
    assert part.decode(decoded.encoding, errors) == decoded.exact[start:end]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(body=st.binary(max_size=60), declared=st.sampled_from([None, *ENCODINGS, "rot13", "idna", "utf-7"]))
def test_any_bytes_become_text(body: bytes, declared: str | None) -> None:
    decoded = decode(body, declared)
    assert decoded.byte_offset(0) == decoded.mark_bytes
    assert decoded.byte_offset(len(decoded.text)) <= len(body) + len(REPLACEMENT.encode())
    decoded.text.encode()
