"""What is too complex is refused before it is parsed (FAULTS F15, F17), in a time that grows with the size alone."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipelines.parsing.lines import limits
from pipelines.parsing.lines.nesting import deepest, is_plain, most_attributes
from tests.pagewriter.markups import HTML_MARKUPS
from tests.pipelines.parsing.support import HUB, read
from tests.pipelines.parsing.test_bad_pages import RECORD
from tests.tiers import examples

MANY = 100_000
NO_LIMIT = 10**9
FEW_ATTRIBUTES = 100


def attributes(form: bytes, count: int = MANY) -> bytes:
    return b"<div " + form * count + b">"


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (b"<div>" * MANY, "elements 6,001 deep or deeper, more than 6,000"),
        (b"<div>" * 6_001, "elements 6,001 deep"),
        (b"<DIV\nclass='>'>words" * MANY, "elements 6,001 deep"),
        (b"<div></x>" * MANY, "elements 6,001 deep"),
        (b"<table><tr><td></div>" * MANY, "elements 6,001 deep"),
        (b"<ul><li>" * MANY, "elements 6,001 deep"),
        (b"<b id=1><i>" * MANY, "elements 6,001 deep"),
        (b"<svg><g>" * MANY, "elements 6,001 deep"),
        (attributes(b"a "), "100,000 attributes on one tag, more than 1,000"),
        (attributes(b"a='1'"), "100,000 attributes"),
        (attributes(b'a=">" '), "100,000 attributes"),
        (attributes(b"a\n=\n<b\f"), "100,000 attributes"),
        (attributes(b"a/"), "100,000 attributes"),
        (attributes(b'a="\'"').rstrip(b">"), "100,000 attributes"),
        (b"<script " + attributes(b"a ") + b"</script>", "100,001 attributes"),
        (b"</p " + b"a=1 " * MANY + b">", "100,000 attributes"),
        (b"<p>" * 1_000_001, "1,000,001 tags, more than 1,000,000"),
        (b" " * (limits.MOST_BYTES + 1), "50,331,649 bytes in UTF-8, more than 50,331,648"),
    ],
    ids=lambda value: value[:24].decode() if isinstance(value, bytes) else "",
)
def test_what_is_too_complex_is_refused_with_the_cap_and_the_number_seen(page: bytes, seen: str) -> None:
    found = limits.excess(page, "html")
    assert found is not None
    assert found.startswith(seen)
    assert found.endswith(limits.WHAT_NEXT)


@pytest.mark.parametrize(
    "page",
    [
        b"<p title='" + b"<div>" * MANY + b"'>",
        b'<p title="' + b"<div a b c>" * MANY + b'">',
        b"<!--" + b"<div a b c>" * MANY + b"-->",
        b"<!-->" + b"<p>" * MANY,
        b"<script>" + b"if (a <div> b)" * MANY + b"</script>",
        b"<style>" + b"<div " * MANY + b"</STYLE >",
        b"<textarea>" + b"<div a " * MANY,
        b"<title>" + b"</titles><div>" * MANY,
        b"<br><img src=a><input>" * MANY,
        b"<p>words" * MANY,
        b"<p>words<div>" + b"more<p>words" * MANY,
        b"<ul>" + b"<li><b>words</b>" * MANY,
        b"<dl>" + b"<dt>words<dd>words" * MANY,
        b"<table>" + b"<tr><td>1<td>2" * MANY,
        b"<select>" + b"<option>words" * MANY,
        b"<svg>" + b"<path d='M 1 1'/>" * MANY,
        b"<div><i>words</div>" * MANY,
        b"<a href=/>words" * MANY,
        b"<DIV>words</div>" * MANY,
        b"< p " * MANY,
        b"<div" + b" " * MANY + b"a" + b" " * MANY + b"=" + b" " * MANY + b"1>",
        b'<div class="' + b"a " * MANY + b'">',
        b"<div a='1" + b" b=1" * MANY,
    ],
    ids=lambda value: value[:24].decode(),
)
def test_what_only_looks_so_is_parsed(page: bytes) -> None:
    assert limits.excess(page, "html") is None


PIECES = (
    b"<p ",
    b"<a b=",
    b'c="d" ',
    b'e=">" ',
    b'"',
    b"'",
    b">",
    b"/",
    b" f ",
    b"g=h ",
    b"</i>",
    b"<!--",
    b"-->",
    b"<b>",
)


@examples(300)
@given(st.lists(st.sampled_from((*PIECES, b"k " * 60, b'm="n" ' * 60)), max_size=12))
def test_a_plain_page_has_few_attributes_on_each_tag(pieces: list[bytes]) -> None:
    page = b"".join(pieces)
    assert not is_plain(page) or most_attributes(page, 0) <= FEW_ATTRIBUTES


def test_a_bracket_in_a_value_is_plain() -> None:
    assert is_plain(b'<p title="a > b" class="c">words</p>')


def test_texts_are_never_refused() -> None:
    assert limits.excess(b"<div>" * MANY, "full_text") is None


def test_a_page_is_measured_as_its_parser_gets_it() -> None:
    """Its marks are other bytes in UTF-16."""
    reading = read("\ufeff".encode("utf-16-le") + ("<p>" + "<div>" * MANY).encode("utf-16-le"))
    assert reading.capture.outcome == "too_complex"
    [refusal] = reading.quarantine
    assert refusal.reason == reading.capture.reason
    assert refusal.text_raw.startswith("<p><div>")


# How it measures


def parsed_depth(page: bytes) -> int:
    """The depth of the elements in the body, as the real parser has them."""
    deep, found = LexborHTMLParser(page).body, 0
    nodes = [(deep, 0)]
    while nodes:
        node, depth = nodes.pop()
        found = max(found, depth)
        child = node.first_child if node is not None else None
        while child is not None:
            if not (child.tag or "-").startswith("-"):
                nodes.append((child, depth + 1))
            child = child.next
    return found


@pytest.mark.parametrize("markup", HTML_MARKUPS)
def test_pages_are_as_deep_as_the_parser_makes_them(markup: str) -> None:
    """Or less, where the parser adds a table's body that nobody wrote."""
    page = HTML_MARKUPS[markup](RECORD, {}).encode()
    assert parsed_depth(page) - 1 <= deepest(page, NO_LIMIT) <= parsed_depth(page)


TREES = st.recursive(
    st.sampled_from(["words", "<br>", "<!-- <div> -->", "<img alt='<div>'>", "<script>'<div>'</script>", ""]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name} class='a > b'>{''.join(parts)}</{name}>",
        st.sampled_from(["div", "section", "span", "ul", "article", "x-row"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=40,
)


@given(TREES)
def test_any_tree_is_as_deep_as_the_parser_makes_it(tree: str) -> None:
    page = f"<!doctype html><body>{tree}".encode()
    leaf = 1 if deepest(page, NO_LIMIT) < parsed_depth(page) else 0  # `br`, `img` and `script` deepen nothing here
    assert deepest(page, NO_LIMIT) + leaf == parsed_depth(page)


@given(
    st.lists(st.sampled_from(['a="1"', "b='>'", "c=d", "e", 'f = "\'<"', "g=/"]), max_size=30),
    st.text("\n /", min_size=1),
)
def test_attributes_are_counted(written: list[str], between: str) -> None:
    names = [f"n{number}{one}" for number, one in enumerate(written)]
    page = f"<div {f' {between} '.join(names)} >words</div>".encode()
    node = LexborHTMLParser(page).css_first("div")
    assert node is not None
    assert most_attributes(page, 0) == len(node.attributes) == len(names)


def test_the_search_ends_where_enough_is_known() -> None:
    assert deepest(b"<div>" * MANY, 10) == 11
    assert most_attributes(attributes(b"a ", 20) + attributes(b"a ", 30), 10) == 20


# How long it takes

GROWING: dict[str, Callable[[int], bytes]] = {
    "nested": lambda n: b"<div>" * n,
    "closed far out": lambda n: b"<div>" * n + b"<table>" + b"</div>" * n,
    "closed by nothing": lambda n: b"<i>" * n + b"</b>" * n,
    "items in lists": lambda n: b"<ul><li>" * n,
    "paragraphs kept open": lambda n: b"<p>" + b"<button><div>" * n,
    "comments without an end": lambda n: b"<!--" * n,
    "almost ended comments": lambda n: b"<!-- " + b"--" * n,
    "scripts without an end": lambda n: b"<script>" * n,
    "almost ended scripts": lambda n: b"<script>" + b"</scrip" * n,
    "tags without an end": lambda n: b"<a " * n,
    "values without an end": lambda n: b'<a b="' * n,
    "blanks": lambda n: b"<a b" + b" " * n + b"c",
    "equal signs": lambda n: b"<a " + b"=" * n,
    "brackets": lambda n: b"<" * n,
    "attributes": lambda n: b"<a " + b"b " * n + b">",
}


@pytest.mark.parametrize("shape", GROWING)
def test_time_grows_with_the_size_alone(shape: str) -> None:
    """A page 8 times as large takes 8 times as long, and 64 times where the time is quadratic."""

    def seconds(page: bytes) -> float:
        started = time.process_time()
        deepest(page, NO_LIMIT)
        most_attributes(page, NO_LIMIT)
        most_attributes(page, 0)
        return time.process_time() - started

    small, large = GROWING[shape](4_000), GROWING[shape](32_000)
    times = [(seconds(small), seconds(large)) for _ in range(3)]
    assert min(one for _, one in times) <= 32 * max(min(one for one, _ in times), 1e-4)


# JSON


def test_a_deep_twin_has_an_outcome() -> None:
    for deep in ("[" * MANY + "]" * MANY, '{"work":' * MANY):
        reading = read(deep)
        assert reading.capture.outcome == "too_complex"
        assert reading.capture.reason == f"JSON 100,000 deep, more than 64: {limits.WHAT_NEXT}"


@pytest.mark.parametrize(("more", "outcome"), [(62, "ok"), (63, "too_complex")])
def test_a_twin_may_be_as_deep_as_the_cap(more: int, outcome: str) -> None:
    deep = "[" * more + "]" * more
    reading = read(f'{{"work": {{"id": "{HUB}", "more": {deep}}}, "hub": {{}}}}')
    assert reading.capture.outcome == outcome


def test_brackets_in_strings_are_no_depth() -> None:
    work = {"id": HUB, "title": "[{" * 500, "abstract": '\\"[' * 500, "more": [[1]] * 500}
    assert read(json.dumps({"work": work, "hub": {}})).capture.outcome == "ok"
