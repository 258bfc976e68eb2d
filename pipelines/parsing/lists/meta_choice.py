"""Which lines of a list are its meta lines, and whether words beside their parts are a title, a summary, or neither.

One line alone does not show it: a title may look like a meta line, authors may precede the category, a tooltip may
follow the last part. All entries together do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.parsing.grammar import controls, meta_line
from pipelines.parsing.grammar.meta_line import Meta
from pipelines.parsing.grammar.meta_parts import EDGES
from pipelines.parsing.grammar.values import names_paper
from pipelines.parsing.lines.line import Line
from pipelines.parsing.lists.traits import ends_like_a_sentence, is_linked, is_one_link, is_sentence
from pipelines.parsing.vocabulary.words import DOT

_LARGE_SHARE = 2
"""What at least one entry in this many shows is part of the layout."""


def metas_of(lines: Sequence[Line], start: int, end: int) -> dict[int, Meta]:
    """Find the meta lines of a list.

    Args:
        lines: the page's lines.
        start: index of the list's first line.
        end: index after its last.

    Returns:
        The parsed meta lines by index: those of the style that most of them have, and no titles that look like them.
    """
    dated = [index for index in range(start, end) if "-" in lines[index].text]  # as every date is
    found = {index: meta for index in dated if (meta := meta_line.parse(lines[index]))}
    linked = {index for index in found if lines[index].links and is_one_link(lines[index])}
    if linked and len(linked) < len(found):
        found = {index: meta for index, meta in found.items() if index not in linked}
    if len({meta.separator for meta in found.values()}) > 1:
        styles = Counter(meta.separator for meta in found.values())
        (usual, most), (_, second) = styles.most_common(2)
        found = {index: meta for index, meta in found.items() if most == second or meta.separator == usual}
    return _settled(lines, start, end, found)


def _settled(lines: Sequence[Line], start: int, end: int, metas: dict[int, Meta]) -> dict[int, Meta]:
    """Decide from all entries what the words before and after the parts are."""
    if all(meta.title is None and meta.tail.summary is None for meta in metas.values()):
        return metas
    titled = [
        index
        for index, meta in metas.items()
        if meta.title is not None and not _is_linked_title(lines[index], meta.title)
    ]
    tailed = [index for index, meta in metas.items() if meta.tail.summary is not None]
    texts = [index for index in range(start, end) if index not in metas and not controls.is_control(lines[index].text)]
    is_carded = all(is_one_link(lines[index]) for index in metas)
    heads = sum(_may_be_title(lines[index], is_carded=is_carded) for index in texts)
    bylines = [index for index, meta in metas.items() if meta.title and controls.is_byline(meta.title.strip(EDGES))]
    metas = metas | {index: _with_unknown(metas[index], title=None) for index in bylines}
    titled = [index for index in titled if index not in bylines]
    if titled and _LARGE_SHARE * heads >= len(metas) and _LARGE_SHARE * len(titled) >= len(metas):
        metas = metas | {index: _with_unknown(metas[index], title=None) for index in titled}
    parted = [index for index in titled if _is_parted(lines[index], metas[index]) and 2 * len(texts) >= 3 * len(metas)]
    metas = metas | {index: _with_unknown(metas[index], title=None) for index in parted}
    return metas | dict(_settled_tails(lines, texts, tailed, metas))


def _is_parted(line: Line, meta: Meta) -> bool:
    """Return whether the separator of the parts also follows the title, which may then be a part as well."""
    words = meta.title or ""
    return line.text.startswith(words) and line.text[len(words) :].lstrip().startswith(meta.separator.strip() or DOT)


def _is_linked_title(line: Line, title: str) -> bool:
    return any(link.text == title and names_paper(link.href) for link in line.links)


def _may_be_title(line: Line, *, is_carded: bool) -> bool:
    """Return whether a link or heading may mark a line as a title; a link around whole entries does not."""
    is_marked = controls.is_heading(line) or (is_linked(line) and not is_carded)
    return is_marked and not ends_like_a_sentence(line.text)


def _settled_tails(
    lines: Sequence[Line], texts: Sequence[int], tailed: Sequence[int], metas: dict[int, Meta]
) -> Iterator[tuple[int, Meta]]:
    """Decide what words after the last part are if entries also print sentences: a title, or no cell."""
    sentences = sum(is_sentence(lines[index].text) for index in texts)
    printed = {lines[index].text: metas[index].tail.summary for index in tailed}  # a list may be printed twice
    said = Counter(printed.values())
    for index in tailed:
        meta = metas[index]
        words = meta.tail.summary or ""
        is_short = not ends_like_a_sentence(words) and _LARGE_SHARE * sentences >= len(metas)
        if said[words] > 1:
            yield index, _with_unknown(meta, title=meta.title)
        elif is_short and meta.title is None and 2 * len(texts) < 3 * len(metas):
            yield index, replace(meta, title=words, tail=replace(meta.tail, summary=None), is_title_last=True)
        elif is_short:
            yield index, _with_unknown(meta, title=meta.title)


def _with_unknown(meta: Meta, title: str | None) -> Meta:
    """Treat words beside the parts as words of no cell: they are refused, and the row stays."""
    unknown = [words for words in (meta.title if title is None else None, meta.tail.summary) if words]
    tail = replace(meta.tail, summary=None, beside=(*meta.tail.beside, *unknown))
    return replace(meta, title=title, tail=tail)
