"""Drawings are emptied before a page is parsed, and the lines of the page stay the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.lines.drawings import EMPTY, without_drawings
from pipelines.parsing.lines.html import html_lines, tree_lines
from pipelines.parsing.lines.line import Layout, without_ornaments
from tests.tiers import examples

ICON = '<svg class="w-4" viewBox="0 0 24 24"><g><path d="M4 12h16"/><circle r="2"></circle></g></svg>'
ARROW = '<svg width="8"><path d="M0 0"/></svg>'
KEPT = (
    "<svg><title>a home</title><text>Home</text></svg>",
    "<svg><style>p{display:none}</style></svg>",
    "<svg><p>out</p></svg>",
    "<svg><foreignObject>in</foreignObject></svg>",
    '<svg><path d="M0 0></svg>',
    "<svg/>",
)
AROUND = (
    *(
        '<p class="a">',
        "</p>",
        '<nav class="b">',
        "</nav>",
        '<li id="c">',
        "<table><tr><td>",
        "</table>",
        "<b>",
        "</b>",
    ),
    *(
        '<a href="/paper/2501.00001">',
        "<a href='/",
        "'>",
        "</a>",
        '<i title="',
        '">',
        "<i title=",
        "<i ",
        "> ",
        '"',
        "'",
    ),
    *(
        "title",
        " 12 ",
        "=",
        "<!--",
        "-->",
        "<select>",
        "</select>",
        "<textarea>",
        "</textarea>",
        "<script>",
        "</script>",
    ),
    *(
        "<math><mi>x</mi></math>",
        "<template>",
        "</template>",
        "<pre>",
        "</pre>",
        "•",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "</svg>",
    ),
)


def as_parsed(page: str) -> Layout:
    """The lines of a page as it is."""
    return without_ornaments(tree_lines(page.encode()))


def test_icons_are_emptied_wherever_they_repeat() -> None:
    icons = (ICON, ICON, ARROW, ICON, ICON, ARROW)
    page = "".join(f'<p class="a">{icon}word</p>' for icon in icons)
    assert without_drawings(page.encode()) == f'<p class="a">{EMPTY.decode()}word</p>'.encode() * len(icons)


@pytest.mark.parametrize("drawing", KEPT)
def test_a_drawing_that_holds_more_than_shapes_stays(drawing: str) -> None:
    page = f'<p class="a">one {drawing} two</p>'.encode()
    assert without_drawings(page) is page


@pytest.mark.parametrize(
    "before",
    [
        '<p title="',
        '<p title="a" ',
        '<p title=">" ',
        "<p title=",
        '<p title = "b"> <i title="',
        "<p ",
        "<p title='/\">'",
    ],
)
def test_what_may_be_in_a_tag_stays(before: str) -> None:
    page = f"{before}{ICON}".encode()
    assert without_drawings(page) is page


def test_the_source_of_a_drawing_in_a_text_field_is_read_as_it_is() -> None:
    page = f'<textarea class="a">{ICON}</textarea>'
    assert without_drawings(page.encode()) != page.encode()
    [line] = html_lines(page.encode()).lines
    assert line.text == ICON


def test_an_address_with_the_source_of_a_drawing_stays() -> None:
    page = f"<p><a href='/x?\"y\">{ARROW}'>title</a></p>"
    assert without_drawings(page.encode()) != page.encode()
    [line] = html_lines(page.encode()).lines
    assert line.links[0].href.endswith(ARROW)


@examples(400)
@given(st.lists(st.sampled_from((ICON, ICON, ARROW, *KEPT, *AROUND)), max_size=16))
def test_emptied_drawings_change_no_line(pieces: list[str]) -> None:
    page = "".join(pieces)
    assert html_lines(page.encode()) == as_parsed(page)
