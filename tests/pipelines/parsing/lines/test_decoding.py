"""Bytes to text: mark, then UTF-8, then what was declared; and every character leads back to its bytes (F14)."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.lines.characters import cleaned_references, unescaped
from pipelines.parsing.lines.charset_prescan import encoding_of, named_charset
from pipelines.parsing.lines.decoding import REPLACEMENT, decode, decode_part
from tests.tiers import examples

ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "iso-8859-1", "iso-8859-7", "koi8-r", "macintosh", "windows-1251"),
    *("shift_jis", "gbk", "gb18030", "big5", "euc-jp", "euc-kr"),
)


@pytest.mark.parametrize(
    ("body", "declared", "text", "encoding", "replaced"),
    [
        ("Köln".encode(), "utf-16", "Köln", "utf-8", 0),
        ("Köln".encode("latin-1"), "latin-1", "Köln", "cp1252", 0),
        ("Köln".encode("latin-1"), "utf-8", "K\ufffdln", "utf-8", 1),
        ("Köln".encode("latin-1"), None, "K\ufffdln", "utf-8", 1),
        ("Köln".encode("latin-1"), "no-such-charset", "K\ufffdln", "utf-8", 1),
        ("Köln".encode("latin-1"), "base64", "K\ufffdln", "utf-8", 1),
        (codecs.BOM_UTF8 + "Köln".encode(), "latin-1", "Köln", "utf-8", 0),
        (codecs.BOM_UTF16_LE + "Köln".encode("utf-16-le"), "utf-8", "Köln", "utf-16-le", 0),
        (codecs.BOM_UTF16_BE + "Köln".encode("utf-16-be"), None, "Köln", "utf-16-be", 0),
        (codecs.BOM_UTF16_LE + b"a\x00b", None, "a\ufffd", "utf-16-le", 1),
        (b"a\x00b", None, "a\ufffdb", "utf-8", 1),
        ("Köln".encode("cp1252"), "ISO-8859-1", "Köln", "cp1252", 0),
        (b"\x93K\xf6ln\x94", "us-ascii", "\u201cKöln\u201d", "cp1252", 0),
        (b"K\xf6ln \x81", "windows-1252", "Köln \ufffd", "cp1252", 1),
        (b"K\xf6ln", "iso-8859-9", "Köln", "cp1254", 0),
        ("夜の蛾".encode("cp932"), "x-sjis", "夜の蛾", "cp932", 0),
        ("夜蛾".encode("gbk"), "GB2312", "夜蛾", "gb18030", 0),
        ("夜蛾".encode("big5"), "big5", "夜蛾", "big5hkscs", 0),
        ("Ночь".encode("koi8-r"), "koi8", "Ночь", "koi8-r", 0),
        ("Ночь".encode("cp1251"), "x-user-defined", "Íî÷ü", "cp1252", 0),
        ("<p>Köln".encode("utf-16-le"), "utf-16", "<p>Köln", "utf-16-le", 0),
        ("<p>Lamps".encode("utf-16-le"), "utf-16", "<p>Lamps", "utf-16-le", 0),
        ("Köln – Köln".encode() + b"\xc3", "iso-8859-1", "Köln – Köln\ufffd", "utf-8", 1),
        (b"a\xc2\x85b\x1b[1m\x7f", None, "a\ufffdb\ufffd[1m\ufffd", "utf-8", 3),
        (b"a\xed\xa0\x80b", None, "a\ufffd\ufffd\ufffdb", "utf-8", 3),
        (b"", "utf-8", "", "utf-8", 0),
    ],
)
def test_decoding(body: bytes, declared: str | None, text: str, encoding: str, replaced: int) -> None:
    decoded = decode(body, declared)
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, encoding, replaced)


@examples(200)
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
    is_whole = not any(one in "\u0304\u030c" for one in decoded.exact[start : start + 1] + decoded.exact[end : end + 1])
    if is_whole or not decoded.encoding.startswith("big5"):
        assert decode_part(part, decoded.encoding) == decoded.text[start:end]


@examples(200)
@given(body=st.binary(max_size=60), declared=st.sampled_from([None, *ENCODINGS, "rot13", "idna", "utf-7"]))
def test_any_bytes_become_text(body: bytes, declared: str | None) -> None:
    decoded = decode(body, declared)
    assert decoded.byte_offset(0) == decoded.mark_bytes
    assert decoded.byte_offset(len(decoded.text)) <= len(body) + len(REPLACEMENT.encode())
    decoded.text.encode()


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b'<meta charset="windows-1252">', "windows-1252"),
        (b"<META CHARSET=latin1 />", "windows-1252"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>", "shift_jis"),
        (b'<meta content="text/html;charset=koi8-r" http-equiv=content-type>', "koi8-r"),
        (b'<meta content="text/html; charset=koi8-r">', None),
        (b"<!-- <meta charset=koi8-r> --><meta charset=gbk>", "gbk"),
        (b"<p title=\"<meta charset='koi8-r'>\"><meta charset='gbk'>", "gbk"),
        (b"<metadata charset=koi8-r>", None),
        (b"<meta charset=no-such><meta charset=big5>", "big5"),
        (b"<meta charset=utf-16>", "utf-8"),
        (b"<meta charset=x-user-defined>", "x-user-defined"),
        (b"<meta name=a charset=big5 charset=gbk>", "big5"),
        (b"<?xml version='1.0' encoding='iso-8859-2'?><html>", "iso-8859-2"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><meta charset=gbk>', "gbk"),
        (b" " * 1024 + b"<meta charset=gbk>", None),
        (b'<meta charset="windows-12', None),
        ("<?xml version='1.0'?>".encode("utf-16-le"), "utf-16le"),
    ],
)
def test_what_a_page_names_itself(head: bytes, named: str | None) -> None:
    """By the HTML Standard's prescan, 13.2.3.2."""
    assert named_charset(head) == named


def test_the_header_comes_before_the_page_and_utf_8_before_both() -> None:
    page = '<meta charset="koi8-r"><p>Köln'
    assert decode(page.encode("cp1252"), "iso-8859-1").text == page
    assert decode(page.encode(), "iso-8859-1").text == page
    assert decode(page.encode("cp1252"), None).encoding == "koi8-r"
    assert decode(page.encode("cp1252"), "no-such-charset").encoding == "koi8-r"


@pytest.mark.parametrize(
    ("body", "declared"),
    [("<p>夜の蛾".encode("iso2022_jp"), "iso-2022-jp"), ("<p>夜蛾".encode("hz"), "hz-gb-2312")],
)
def test_encodings_with_states_are_refused(body: bytes, declared: str) -> None:
    """A character means nothing by itself there, so no cell could be led back to its bytes."""
    assert "encoding with states" in decode(body, declared).problem
    assert not decode(b"<p>plain", declared).problem


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#x80;&#x93;a&#148;", "\u20ac\u201ca\u201d"),
        ("a&#x81;&#x8D;b", "a\ufffd\ufffdb"),
        ("&#1;&#x0001f;&#127&#0;", "\ufffd\ufffd\ufffd\ufffd"),
        ("&#xD800;&#xFFFE;", "\ufffd\ufffd"),
        ("&#10;&#x9;&amp;#1;&eacute;", "\n\t&#1;é"),
    ],
)
def test_no_reference_of_html_names_a_control(written: str, read: str) -> None:
    assert unescaped(written) == read
    assert cleaned_references(written)[1] == read.count("\ufffd")


def test_labels_beyond_the_standard() -> None:
    labels = ("latin-1", "utf_8", "base64", "utf-7", "a\0b", "", None)
    assert [encoding_of(one) for one in labels] == ["windows-1252", "utf-8", None, None, None, None, None]
