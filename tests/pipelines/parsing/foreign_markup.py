"""HTML markups that nobody wrote: from a seed, element names, nesting, white space, links and furniture are invented.

The words and their order are the page writer's (`html_page.Markup`); everything else is drawn. What no reader could
tell apart is not drawn, and said beside the rule. Called by `test_property`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from html.entities import codepoint2name

from tests.pagewriter.html_page import Link, Markup, Pair, escape
from tests.pagewriter.records import CitingPaper, HubRecord
from tests.pagewriter.words import SEPARATOR, classified_line, count_lines, listed_meta, representative_meta

_BLOCKS = ("div", "p", "h2", "h4", "h6", "section", "article", "blockquote", "fieldset", "figure", "x-line", "center")
_BOXES = ("div", "section", "article", "blockquote", "fieldset", "x-box", "hgroup", "address")
_INLINE = ("span", "b", "em", "small", "code", "label", "button", "q", "tt", "font", "bdi", "x-chip")
_LISTS = {"ul": "li", "ol": "li", "menu": "li", "dl": "dd", "div": "div", "x-rows": "x-row", "section": "article"}
_OPTIONAL_END = frozenset(("li", "dt", "dd", "tr", "td", "th"))
_ATTRIBUTES = (
    ' class="row title-2 abstract"',
    ' id=roles data-label="citing papers explorer"',
    " style='margin:0' aria-label=\"57 Pith papers citing it\"",
    ' onclick="if(a>b){go()}"',
    " hidden-not title='<p>abstract</p>'",
    ' data-meta="cs.CL · 2021-03-04 · unverdicted"',
)
_COMMENTS = ("<!-- roles -->", "<!--<p>abstract</p>-->", "<!-- cs.CL · 2021-03-04 -->", "<!---->")
_STRAY_SENTENCES = (
    "Mixed citation behavior. Most common role is method (58%).",
    "12 Pith papers citing it",
    "3,401 external citations · Crossref",
    "super hub Canonical reference",
    "41% of classified citations",
)
_LABELS = (
    "abstract",
    "hub tools",
    "fields",
    "roles",
    "authors",
    "representative citing papers",
    "citing papers explorer",
)


class Foreign(Markup):
    """A markup drawn from a seed. `is_linked` says whether titles lead anywhere: the oracle asks."""

    name = "foreign"

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        pick = self.random.choice
        self.is_upper = self._maybe(8)
        self.omits_ends = self._maybe(4)
        self.attributes = self._maybe(2)
        self.comments = self._maybe(3)
        self.gap = pick(("", "\n", "\n    ", " "))  # between blocks
        self.blank = pick(("", " ", "\n  "))  # between inline elements
        self.written = pick((escape, _numeric, _hexadecimal, _named))
        self.cuts = pick(("none", "none", "tags", "comments"))
        self.is_linked = not self._maybe(4)
        self.card = self.is_linked and self._maybe(5)
        self.meta_form = pick(("text", "text", "spans", "dots", "nbsp", "cells", "chips"))
        self.bullet = pick(("", "", "• ", "<span>•</span>", "<i>•</i> ", "block"))
        self.shares_line = self._maybe(2)
        self.counted = pick(("line", "bold", "blocks"))
        self.pair_form = pick(("text", "chips", "lines", "cells", "blocks", "terms"))
        self.line_tags = {
            role: pick(_BLOCKS) for role in ("tier", "sentence", "count", "label", "title", "meta", "text")
        }
        self.row_form = pick(("flat", "flat", "box", "list", "table", "row", "details", "terms", "breaks"))
        self.row_list = pick(sorted(_LISTS))
        self.row_depth = self.random.randrange(3)
        self.boxes = [pick(_BOXES) for _ in range(pick((0, 1, 2, 5, 30)))]
        self.block_form = pick(("flat", "box", "nested"))
        self.frame_form = pick(("main", "div", "flat", "table", "article"))
        self.has_nav = self._maybe(2)
        self.has_footer = self._maybe(2)
        self.has_aside = self._maybe(4)
        self.page_words: list[str] = []

    def _maybe(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    # Elements

    def tag(self, name: str, inner: str, attributes: str = "") -> str:
        """An element, with whatever the markup adds to every one."""
        written = name.upper() if self.is_upper else name
        if self.attributes and self._maybe(3):
            attributes += self.random.choice(_ATTRIBUTES)
        comment = self.random.choice(_COMMENTS) if self.comments and self._maybe(4) else ""
        end = "" if self.omits_ends and name in _OPTIONAL_END else f"</{written}>"
        return f"<{written}{attributes}>{comment}{inner}{end}"

    def line(self, role: str, inner: str) -> str:
        """A line of its own."""
        if self.row_form == "breaks":
            return f"{inner}<br>{self.gap}"
        return self.tag(self.line_tags[role], inner) + self.gap

    def inline(self, inner: str) -> str:
        """An inline element; a custom one only where words stand beside it would be one, so it is none here."""
        return self.tag(self.random.choice(_INLINE[:-1]), inner)

    def words(self, text: str) -> str:
        """Running words: written with references, cut by what a reader does not see."""
        if self.cuts == "none":
            return self.written(text)
        pieces = []
        start = 0
        while start < len(text):
            end = start + self.random.randint(1, 25)
            piece = self.written(text[start:end])
            if self.cuts == "tags" and self._maybe(2) and text[start:end].strip():
                piece = self.random.choice(("<b>{}</b>", "<em>{}</em>", "{}<wbr>", "<span>{}</span>")).format(piece)
            elif self._maybe(2):
                piece += self.random.choice(_COMMENTS)
            pieces.append(piece)
            start = end
        return "".join(pieces)

    # The page

    def frame(self, masthead: str, nav: str, main: str, footer: str) -> str:
        """Header, navigation, page, aside and footer; the footer stands in no section."""
        for box in self.boxes:
            main = self.tag(box, main)
        aside = self._aside() if self.has_aside else ""
        nav = nav if self.has_nav else ""
        page = f"{main}{self.gap}{aside}"
        if self.frame_form in ("main", "div", "article"):
            page = self.tag(self.frame_form, main) + aside
        elif self.frame_form == "table":
            page = f"<table><tr><td>{main}</table>{aside}"
        parts = self.random.choice(([masthead, nav, page], [nav, masthead, page], [masthead, page, nav]))
        return self.gap.join([*parts, footer if self.has_footer else ""])

    def masthead(self, record: HubRecord) -> str:
        """The site header, in one line or three, in a header or none."""
        words = ["pith.", *([record.tagline] if record.tagline else []), "sign in"]
        if self._maybe(2):
            inner = " ".join(self.inline(escape(word)) for word in words)
        else:
            inner = "".join(self.tag("div", escape(word)) for word in words)
        return self.tag(self.random.choice(("header", "div")), inner)

    def nav(self) -> str:
        """Page words and whole sentences of other pages."""
        words = [*_LABELS, *_STRAY_SENTENCES]
        return self.tag("nav", " ".join(f'<a href="#x">{escape(word)}</a>' for word in words))

    def footer(self, record: HubRecord) -> str:
        """The same in blocks."""
        del record
        return self.tag("footer", "".join(self.tag("p", escape(word)) for word in (*_STRAY_SENTENCES, *_LABELS)))

    def _aside(self) -> str:
        """What the page says already."""
        repeated = self.random.sample(self.page_words, min(3, len(self.page_words)))
        return self.tag("aside", "".join(self.tag("p", escape(word)) for word in (*_LABELS, *repeated)))

    def top(self, record: HubRecord, tier: Sequence[str], sentence: str) -> str:
        """Tier, title, sentence, counts."""
        self.page_words = [sentence]
        lines = ""
        if tier:
            inner = self.blank.join(self.inline(escape(word)) for word in tier)
            if self.blank == "" and len(tier) == 2 and tier[1][0].islower():
                inner = escape(" ".join(tier))
            lines += self.line("tier", inner)
        title = self.words(record.title_raw)
        lines += f"<h1>{title}</h1>{self.gap}" if self._maybe(2) else self.line("title", title)
        lines += self.line("sentence", self.words(sentence))
        for number, words in count_lines(record):
            lines += self._count(number, words)
        classified = classified_line(record)
        if classified:
            polarity, percentage, words = classified
            lines += self.random.choice(
                (
                    self.line("count", escape(f"{polarity} {percentage} {words}")),
                    self.line("count", escape(polarity + " " + percentage)) + self.line("count", words),
                    self.line("count", escape(polarity)) + self.line("count", percentage) + self.line("count", words),
                    self.line("count", f"{self.inline(polarity)}{self.inline(percentage)}{self.inline(words)}"),
                )
            )
        return lines

    def _count(self, number: str, words: str) -> str:
        if self.counted == "line":
            return self.line("count", self.written(f"{number} {words}"))
        if self.counted == "bold":
            return self.line("count", f"{self.inline(number)}{self.blank}{self.inline(escape(words))}")
        return self.line("count", number) + self.line("count", escape(words))

    def block(self, label: str, body: str) -> str:
        """A label and a body, side by side or wrapped."""
        if self.row_form == "breaks" and not self.gap:
            body = f"<br>{body}"
        inner = self.line("label", self.inline(escape(label)) if self._maybe(2) else escape(label)) + body
        if self.row_form == "breaks":
            return f"{inner}<br>{self.gap}"
        if self.block_form == "nested":
            inner = self.line("label", escape(label)) + self.tag("div", body)
        return inner if self.block_form == "flat" else self.tag("div", self.gap + inner) + self.gap

    def facet(self, label: str, values: Sequence[Pair]) -> str:
        """A block."""
        return self.block(label, self.pairs(values))

    def paragraph(self, text: str) -> str:
        """A line of running words."""
        self.page_words.append(text)
        return self.line("text", self.words(text))

    def pairs(self, values: Sequence[Pair]) -> str:
        """Values with counts. Blanks always part them where nothing else would."""
        if not values:
            return ""
        if self.pair_form == "text":
            return self.line("text", escape(" ".join(f"{value} {count}" for value, count, _ in values)))
        if self.pair_form == "chips":
            chips = (self._pair(value, address) + self.inline(count) for value, count, address in values)
            return self.line("text", self.blank.join(chips))
        if self.pair_form == "lines":
            return "".join(self.line("text", f"{escape(value)} {self.inline(count)}") for value, count, _ in values)
        if self.pair_form == "blocks":
            return "".join(self.line("text", self._pair(v, a)) + self.line("text", count) for v, count, a in values)
        cell, row = ("td", "tr") if self.pair_form == "cells" else ("dt", "div")
        second = "td" if cell == "td" else "dd"
        rows = (self.tag(cell, self._pair(v, a)) + self.tag(second, count) for v, count, a in values)
        return self.tag("table" if row == "tr" else "dl", "".join(self.tag(row, inner) for inner in rows))

    def _pair(self, value: str, address: str | None) -> str:
        return self.inline(escape(value)) if address is None else f'<a href="{escape(address)}">{escape(value)}</a>'

    def links(self, links: Sequence[Link]) -> str:
        """Links, whatever they are."""
        return self.line("text", " ".join(f'<a href="{escape(to)}">{escape(words)}</a>' for words, to in links))

    def claims(self, claims: Sequence[tuple[str, str]]) -> str:
        """Kind and text, on one line or two, with a bullet or none."""
        form = self.random.choice(("{} {}", "• {} {}", "<b>{}</b> {}", "<i>•</i><b>{}</b>{}", "<div>{}</div>{}"))
        return "".join(self.line("text", form.format(kind, self.words(text))) for kind, text in claims)

    def action(self, words: str, address: str) -> str:
        """A link on a line."""
        return self.line("text", f'<a href="{escape(address)}">{escape(words)}</a>')

    # The lists

    def representatives(self, papers: Sequence[CitingPaper]) -> str:
        """Title, meta and summary, each a line."""
        rows = [self._row(paper, self._title(paper), self._meta_lines(representative_meta(paper))) for paper in papers]
        return self._rows(rows)

    def explorer(self, showing: str | None, papers: Sequence[CitingPaper]) -> str:
        """The same, or title and meta on one line, with bullets."""
        line = "" if showing is None else self.line("text", self.words(showing))
        return line + self._rows([self._listed(paper) for paper in papers])

    def _listed(self, paper: CitingPaper) -> list[str]:
        bullet = self.bullet
        before = self.tag("div", "•") if bullet == "block" else ""
        inline = "" if bullet == "block" else bullet
        items = listed_meta(paper)
        if not self.shares_line or self.meta_form == "cells":
            return [before, *self._row(paper, inline + self._title(paper), self._meta_lines(items))]
        title = self._title(paper)
        meta = self._meta(items)
        between = self.blank if self.meta_form in ("spans", "dots") else " "
        if not self.is_linked and between == "":
            title = self.inline(title)
        return [before, *self._row(paper, f"{inline}{title}{between}{meta}", [])]

    def _row(self, paper: CitingPaper, title: str, meta: list[str]) -> list[str]:
        summary = [] if paper.summary is None else [self.words(paper.summary)]
        lines = [title, *meta, *summary]
        if self.card and paper.arxiv_id is not None:
            opened = f'<a href="/paper/{escape(paper.arxiv_id)}">'
            return [f"{opened}{lines[0]}</a>", *[f"{opened}{line}</a>" for line in lines[1:]]]
        return lines

    def _title(self, paper: CitingPaper) -> str:
        words = self.words(paper.title_raw)
        if not self.is_linked or self.card or paper.arxiv_id is None:
            return words
        host = self.random.choice(("", "https://pith.science", "//www.pith.science"))
        path = self.random.choice(("/paper/", "/p/", "/ref/arxiv/"))
        tail = self.random.choice(("", "?from=hub", "#top", "v2"))
        return f'<a rel=x href="{host}{path}{escape(paper.arxiv_id)}{tail}">{words}</a>'

    def _meta_lines(self, items: Sequence[str]) -> list[str]:
        return [escape(item) for item in items] if self.meta_form == "cells" else [self._meta(items)]

    def _meta(self, items: Sequence[str]) -> str:
        if self.meta_form == "chips":
            return self.blank.join(self.inline(escape(item)) for item in items)
        if self.meta_form == "spans":
            return SEPARATOR.join(self.inline(self.words(item)) for item in items)
        if self.meta_form == "dots":
            return self.blank.join(
                [self.inline(escape(items[0])), *[f"<i>·</i>{self.blank}{escape(item)}" for item in items[1:]]]
            )
        if self.meta_form == "nbsp":
            return "&nbsp;&middot;&#160;".join(escape(item) for item in items)
        return self.words(SEPARATOR.join(items))

    def _rows(self, rows: Sequence[Sequence[str]]) -> str:
        parts = [self._wrapped([line for line in row if line]) for row in rows]
        if self.row_form == "table":
            return self.tag("table", self.tag("tbody", self.gap.join(parts))) if parts else ""
        if self.row_form == "row":
            return self.tag("table", self.gap.join(parts)) if parts else ""
        if self.row_form == "list":
            return self.tag(self.row_list, self.gap.join(parts))
        return self.tag("dl", self.gap.join(parts)) if self.row_form == "terms" else self.gap.join(parts)

    def _wrapped(self, lines: Sequence[str]) -> str:
        first, *others = lines
        role = ("title", "meta", "text")
        blocks = [self._own(line, role[min(place, 2)]) for place, line in enumerate(lines)]
        inner = self.gap.join(blocks)
        for _ in range(self.row_depth):
            inner = inner if self.row_form in ("flat", "breaks", "terms", "table", "row") else self.tag("div", inner)
        forms: dict[str, Callable[[], str]] = {
            "table": lambda: self.tag("tr", self.gap.join(self.tag("td", line) for line in lines)),
            "row": lambda: "".join(self.tag("tr", self.tag("td", line)) for line in lines),
            "details": lambda: self.tag("details", self.tag("summary", first) + "".join(map(self._plain, others))),
            "terms": lambda: self.tag("dt", first) + "".join(self.tag("dd", line) for line in others),
            "list": lambda: self.tag(_LISTS[self.row_list], inner),
            "box": lambda: self.tag(self.boxes[0] if self.boxes else "div", inner),
        }
        return forms.get(self.row_form, lambda: inner)()

    def _own(self, line: str, role: str) -> str:
        return line if line.startswith(("<div", "<DIV")) else self.line(role, line)

    def _plain(self, line: str) -> str:
        return self.tag("p", line)


def _numeric(text: str) -> str:
    return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _hexadecimal(text: str) -> str:
    return "".join(f"&#x{ord(one):X};" if one in "·<>&\"'•" or ord(one) > 126 else one for one in text)


def _named(text: str) -> str:
    named = {chr(code): f"&{name};" for code, name in codepoint2name.items()}
    return re.sub(r"[^\w\s]|[^\x00-\x7f]", lambda one: named.get(one.group(), escape(one.group())), text)
