"""The styles of pages: a choice in each dimension, the first of each being the plain one.

A style is written as its deviations from the plain one, `container=dl order=mts`, or `plain`. Here are the fixed
styles, which never change with a seed, and the random ones.
"""

from __future__ import annotations

import random
from typing import Final

DIMENSIONS: Final[dict[str, tuple[str, ...]]] = {
    # What is said
    "titles": tuple(
        "plain full_stop dots bars colons commas numbers dates category tex unicode long question lower label one_word "
        "soft_hyphen mathml".split()
    ),
    "summaries": tuple(
        "plain no_full_stop short lower_case two_sentences dots title_like dated tex mathml missing_some none".split()
    ),
    "words": tuple("known new_verdict new_role new_label new_link_type new_polarity".split()),
    "printed": tuple("all no_role no_link_type no_verdict no_novelty no_ref".split()),
    "abstract": tuple("one two_paragraphs three_paragraphs br absent lower_case tex mathml folded".split()),
    "tier": ("drawn", "none", "hub", "super hub", "mega hub"),
    "filtered": ("no", "yes"),
    # The lists
    "container": tuple(
        "ul ol div article table table_cells dl figure details flat br_entry br_list custom wrapped grid".split()
    ),
    "heading": tuple("h3 h2 h4 h5 h6 p b strong span div".split()),
    "line": ("p", "div", "small", "span"),
    "order": tuple("tms tsm mts mst stm smt tm_s m_t_same one_line split_above split_below".split()),
    "separator": tuple(
        "dot pipe bullet em_dash en_dash comma slash semicolon two_blanks leading_dot trailing_dot blank none "
        "own_element tight_dot".split()
    ),
    "parts": tuple("text spans badges time dl list cells strong links".split()),
    "wording": tuple("plain capitals upper labelled labelled_colon published hash score_of_ten long_date".split()),
    "link": tuple("title around_heading card overlay control control_arxiv title_and_arxiv none".split()),
    "control": (
        "none",
        "open paper",
        "Read more",
        "View",
        "PDF",
        "arXiv",
        "Full text",
        "arXiv:id",
        "id",
        "→",
        "Read the review",
    ),
    "control_place": tuple("after_summary before_meta in_meta beside_title after_meta".split()),
    "address": tuple("paper absolute p ref relative versioned query".split()),
    "buttons": tuple("none save_share_cite copy_bibtex link_row menu".split()),
    "summary_form": tuple("line label_inline label_line blockquote more_button folded link_inside br_inside".split()),
    "authors": tuple("none after_title after_meta meta_first meta_last".split()),
    "extra_part": tuple("none id pages updated cited minutes comments venue".split()),
    "grouping": ("none", "by_year"),
    "explorer_as": tuple("same table source_line cards".split()),
    "list_start": tuple("none sort count intro select tabs".split()),
    "widths": tuple("once title_twice title_spans meta_twice entry_twice list_twice".split()),
    "list_end": tuple("none show_more load_more next_page pages back_to_top page_of rest_folded".split()),
    "decoration": tuple(
        "none tooltip sr_only svg_title emoji rank new_badge copy_button title_attribute bullet".split()
    ),
    # Around the lists
    "section": tuple("section flat header_div details div nested".split()),
    "label": tuple("h2 h3 p div legend caption span_role h4".split()),
    "label_form": tuple("lower title upper colon permalink icon count parens description".split()),
    "surround": tuple("none nav_labels toc cookie breadcrumbs search skip_link".split()),
    "cards": tuple("none before_blocks between_blocks after_explorer aside".split()),
    "unknown_block": tuple("none after_same after_other after_unheaded between recent_reviews aside".split()),
    "extras": tuple("none newsletter script footer_labels aside_stats login_box".split()),
    "hidden": tuple("none hidden display_none deleted template".split()),
    # Facets
    "facet": tuple(
        "spans text li table dl blocks before parens colon links buttons checkbox percent progress bars times".split()
    ),
    "facet_extra": tuple("none all all_count total other more reset".split()),
    # Masthead
    "masthead": tuple("lines one_line dl number_block cut nbsp cards_row".split()),
    "tier_place": tuple("own_line badge_in_title two_lines label_nbsp badge_line below_title".split()),
    # Bytes
    "bytes": tuple("plain minified pretty windows_1252 entities upper_tags comments unclosed bom utf_16".split()),
    "rendering": tuple("html text_header text_named text_bare text_wrapped text_bare_wrapped".split()),
}
"""Dimension to its values; the first is the plain one."""

OF_TEXT: Final = frozenset("titles summaries words printed abstract tier filtered rendering".split())
"""Dimensions that a rendering as text has."""

MOST_DEVIATIONS: Final = 8
FIXED_SEED: Final = 2026

PLAIN: Final[dict[str, str]] = {name: values[0] for name, values in DIMENSIONS.items()}


def style_of(text: str) -> dict[str, str]:
    """Read a style as written.

    Raises:
        ValueError: for a dimension or a value that there is not.
    """
    style = dict(PLAIN)
    for pair in text.split(";") if text != "plain" else ():
        name, _, value = pair.strip().partition("=")
        if value not in DIMENSIONS.get(name, ()):
            raise ValueError(f"no such choice: {pair!r}")
        style[name] = value
    return style


def written(style: dict[str, str]) -> str:
    """Write a style as its deviations."""
    return "; ".join(f"{name}={value}" for name, value in style.items() if value != PLAIN[name]) or "plain"


def deviations(style: dict[str, str]) -> list[tuple[str, str]]:
    """List the choices that are not the plain ones."""
    return [(name, value) for name, value in style.items() if value != PLAIN[name]]


def settled(style: dict[str, str]) -> dict[str, str]:
    """Take back the choices that no page could show together with the others."""
    style = dict(style)
    if style["rendering"] != "html":
        style = {name: value if name in OF_TEXT else PLAIN[name] for name, value in style.items()}
        style["titles"] = "plain" if style["titles"] == "mathml" else style["titles"]
    is_loose = style["container"] in ("flat", "br_entry", "br_list") or style["section"] == "flat"
    if is_loose and style["unknown_block"] == "after_unheaded":
        style["unknown_block"] = "after_same"  # nothing would show where the list ends
    if style["label"] == "caption" and style["container"] not in ("table", "table_cells"):
        style["container"] = "table"
    if style["tier"] == "none":
        style["tier_place"], style["abstract"] = PLAIN["tier_place"], "absent"
    if style["container"] == "br_entry" and style["parts"] in ("dl", "list", "cells"):
        style["hidden"] = PLAIN["hidden"]  # a paragraph ends at a block within it: the rest would be seen
    return _settled_links(_settled_parts(style))


def _settled_parts(style: dict[str, str]) -> dict[str, str]:
    """Print separators where there is something to part."""
    if (
        style["separator"] in ("own_element", "leading_dot", "trailing_dot", "blank", "none")
        and style["parts"] == "text"
    ):
        style["parts"] = "spans"
    if style["parts"] in ("dl", "list", "cells", "badges"):
        style["separator"] = PLAIN["separator"]  # not printed
    if style["parts"] == "links" and style["link"] == "card":
        style["parts"] = "spans"  # no link in a link
    return style


def _settled_links(style: dict[str, str]) -> dict[str, str]:
    """Have a control where it has a place, none where nothing is linked."""
    if style["link"] == "none":
        style["control"], style["control_place"] = PLAIN["control"], PLAIN["control_place"]
    has_place = style["control_place"] != PLAIN["control_place"]
    if style["control"] == "none" and has_place and style["link"] not in ("control", "control_arxiv"):
        style["control"] = "open paper"
    if style["link"] == "card" and style["control_place"] == "beside_title":
        style["control_place"] = PLAIN["control_place"]  # inside a link it could as well be a word of the title
    if style["decoration"] == "new_badge" and style["link"] != "title":
        style["decoration"] = PLAIN["decoration"]  # without a link it could as well be a word of the title
    return style


def random_style(draw: random.Random) -> dict[str, str]:
    """Draw a style of one to eight deviations; every dimension and every value is as likely as another."""
    names = draw.sample(sorted(DIMENSIONS), draw.randint(1, MOST_DEVIATIONS))
    style = dict(PLAIN)
    for name in names:
        if name == "rendering" and draw.random() < 0.5:
            continue  # a text has few of the other dimensions
        style[name] = draw.choice(DIMENSIONS[name][1:])
    return settled(style)


def styles_alone() -> list[dict[str, str]]:
    """List the plain style and each value alone, with what it cannot be without."""
    alone = [settled({**PLAIN, name: value}) for name, values in DIMENSIONS.items() for value in values[1:]]
    return [dict(PLAIN), *alone]


def fixed_styles() -> list[dict[str, str]]:
    """List the plain style, each value alone on two records, and each value twice more among two to four."""
    alone = styles_alone()
    draw = random.Random(FIXED_SEED)
    together: list[dict[str, str]] = []
    for _ in range(2):
        left = [(name, value) for name, values in DIMENSIONS.items() for value in values[1:]]
        draw.shuffle(left)
        while left:
            chosen: dict[str, str] = {}
            wanted = draw.randint(2, 4)
            for pair in list(left):
                if pair[0] not in chosen and len(chosen) < wanted and (not chosen or _go_together(chosen, pair)):
                    chosen[pair[0]] = pair[1]
                    left.remove(pair)
            together.append(settled({**PLAIN, **chosen}))
    return [*alone, *alone, *together]


def _go_together(chosen: dict[str, str], pair: tuple[str, str]) -> bool:
    """Tell whether `settled` would leave all as it is."""
    style = {**PLAIN, **chosen, pair[0]: pair[1]}
    return settled(style) == style
