"""What is reported of an HTML page names its bytes: they re-slice to the printed words."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.vocabulary.records import Reading
from tests.pipelines.parsing.support import read
from tests.tiers import examples

PAGE = (
    "<html><head><title>x > y</title><script>var a='>stray words<'</script></head><body><!-- >stray words< -->"
    "<p>hub</p><h1>A made-up title</h1><p>3 Pith papers cite this work. Polarity classification is still indexing.</p>"
    "<p>3 Pith papers citing it</p>{}<p>hub tools</p>"
)


def _words(body: bytes, start: int | None, end: int | None) -> str:
    assert start is not None
    assert end is not None
    shown = unescape(re.sub(r"<!--.*?-->|<[^>]*>", " ", body[start:end].decode()))
    return "".join(shown.split())


def _assert_placed(body: bytes, reading: Reading, printed: str) -> None:
    found = [one for one in reading.residue if one.text == printed]
    assert found, [one.text for one in reading.residue]
    for one in found:
        assert _words(body, one.byte_start, one.byte_end) == "".join(printed.split())
        start = one.byte_start or 0
        assert start > body.index(b"citing it")


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("<p>stray words</p>", "stray words"),
        ("<p>\n  stray\n  words </p>", "stray words"),
        ("<p>st<b>ray</b> words</p>", "stray words"),
        ("<p>stray <!-- x --> words</p>", "stray words"),
        ("<p>Q&amp;A &lt;i&gt; caf&eacute;</p>", "Q&A <i> café"),
        ("<p>&#x53;tray &#119;ords&hellip;</p>", "Stray words…"),
        ("<p>AT&T words &copy</p>", "AT&T words ©"),
        ("<p>naïve — 多语言 words</p>", "naïve — 多语言 words"),
        ("<P TITLE='a>b'>stray words", "stray words"),
        ("<table><tr><td>cell one<td>cell two</table>", "cell two"),
    ],
)
def test_residue_is_placed(markup: str, printed: str) -> None:
    body = PAGE.format(markup).encode()
    _assert_placed(body, read(body), printed)


@pytest.mark.parametrize("ending", ["&amp", "&#38", "&eacute", "&", "&nosuch", "&#x26"])
def test_a_reference_without_an_end_at_the_end_of_the_file(ending: str) -> None:
    body = (PAGE.format("") + "<p>last words " + ending).encode()
    reading = read(body)
    last = reading.residue[-1]
    assert last.text == "last words " + unescape(ending)
    assert _words(body, last.byte_start, last.byte_end) == "".join(last.text.split())
    assert last.byte_end == len(body)


def test_the_second_of_two_equal_lines_is_placed_behind_the_first() -> None:
    body = PAGE.format("<p>twice</p><p>between</p><p>twice</p>").encode()
    places = [one.byte_start for one in read(body).residue if one.text == "twice"]
    assert places == [body.index(b"twice"), body.rindex(b"twice")]


def test_a_refused_cell_names_its_line() -> None:
    body = PAGE.format("<p>1.2k external citations</p>").encode()
    (refused,) = read(body).quarantine
    assert refused.text_raw == "1.2k"
    assert body[refused.byte_start : refused.byte_end] == b"1.2k external citations"


@examples(60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" &<;"), min_size=1))
def test_any_words_are_placed(words: str) -> None:
    printed = "stray " + " ".join(words.split())
    body = PAGE.format(f"<p>{printed.replace('&', '&amp;').replace('<', '&lt;').strip()}</p>").encode()
    _assert_placed(body, read(body), printed.strip())


def test_text_places_are_exact() -> None:
    body = "pith. sign in\n\nA title\n\n1 Pith paper cite this work. Polarity classification is still indexing.\n\n"
    raw = (body + "naïve stray — words\n").encode("utf-16")
    (stray,) = read(raw).residue
    assert raw[stray.byte_start : stray.byte_end].decode("utf-16-le") == "naïve stray — words"
