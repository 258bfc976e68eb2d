"""Pages to measure with: made-up hub pages of about 100 KB, in every HTML markup of the page writer.

The same number gives the same page. Half of a page is its content: about 17 rows and 11 representatives (in the ratio
of the one real page that is known), each of 1.7 KB, with the utility classes that sites give every element. The other
half is what surrounds it: menus with icons, a footer, styles, scripts. The ratio that is measured depends on the rows
of a page more than on its bytes, so the microseconds for each row are printed too.
`bench.parsing` writes them to a folder before anything is measured.
"""

import random
import re
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from tests.pagewriter.markups import HTML_MARKUPS
from tests.pagewriter.records import CitingPaper, HubRecord

SIZE: Final = 100_000
CONTENT: Final = SIZE // 2
UTILITIES: Final = (
    "flex items-center gap-2 text-sm text-gray-600 hover:text-gray-900 dark:text-gray-300 px-4 py-2 rounded-md "
    "border border-gray-200 font-medium leading-6 tracking-tight md:flex-row lg:gap-4 bg-white shadow-sm mt-4 mb-2 "
    "max-w-prose whitespace-nowrap transition-colors"
).split()
_ELEMENT = re.compile(r"<(div|span|p|li|ul|td|tr|table|dl|dt|dd|article|section|h[1-6]|a|b|em|small)\b")
WORDS: Final = (
    "sparse gradient lantern rehearsal margin note reader patient winter atlas signal energy budget transformer "
    "kernel drift memory gentle filter ordered random measure shelf harbour model bound learning quiet spectral"
).split()
CATEGORIES: Final = ("cs.LG", "cs.CL", "cs.CV", "stat.ML", "q-bio.NC", "gr-qc", "math.PR", "eess.AS")
VERDICTS: Final = ("unverdicted", "unverdicted", "accept", "conditional", "reject")
ROLES: Final = (None, None, None, "background", "method", "baseline")
ACCENTED: Final = r"M\"obius "
"""One title in forty holds TeX, as on the one real page that is known."""


def write_pages(folder: Path, count: int) -> int:
    """Write `count` pages into a folder as `00000.html` and so on.

    Returns:
        Bytes written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for number in range(count):
        written += (folder / f"{number:05}.html").write_bytes(page(number))
    return written


def page(number: int) -> bytes:
    """Give one page of about 100 KB."""
    chance = random.Random(number)
    markups = list(HTML_MARKUPS.values())
    record = _hub(chance, number)
    printed = _dressed(markups[number % len(markups)](record, {})).encode()
    above, below = (part.encode() for part in _surroundings(chance, SIZE - len(printed)))
    head, body, rest = printed.partition(b"<body")
    opened, end, inside = rest.partition(b">")
    inside, closed, tail = inside.rpartition(b"</body>")
    return head + body + opened + end + above + inside + below + closed + tail


def _hub(chance: random.Random, number: int) -> HubRecord:
    papers = tuple(_paper(chance, number, place) for place in range(chance.randint(16, 24)))
    abstract = " ".join(_sentence(chance, 20) for _ in range(8))
    return HubRecord(
        hub_id=str(uuid.UUID(int=number + 1)),
        title_raw=_sentence(chance, 7).rstrip("."),
        tier="hub",
        label="Canonical reference",
        verdict_kind="canonical",
        dominant_role="background",
        dominant_percent=80,
        citing_papers_printed=sum(one.is_listed for one in papers),
        external_citations=chance.randint(1_000, 9_000),
        external_source="Crossref",
        abstract_raw=abstract,
        role_summary={"background": 5, "method": 2},
        facets={"field": {"cs.LG": 30, "cs.CL": 8}, "year": {"2026": 20, "2025": 18}, "role": {"background": 5}},
        papers=papers,
        ledger=True,
    )


def _paper(chance: random.Random, number: int, place: int) -> CitingPaper:
    title = (ACCENTED if chance.random() < 0.025 else "") + _sentence(chance, 9).rstrip(".")
    return CitingPaper(
        arxiv_id=f"{2001 + place // 10:04}.{number * 100 % 100_000 + place:05}",
        title_raw=title,
        category=chance.choice(CATEGORIES),
        posted_on=date(2020, 1, 1) + timedelta(days=chance.randint(0, 2_400)),
        verdict=chance.choice(VERDICTS),
        novelty=chance.choice((5.0, 6.0, 7.0)),
        summary=_sentence(chance, 22),
        is_representative=place < 11,
        is_listed=place >= 3,
        role=chance.choice(ROLES),
        ref_number=chance.randint(1, 90),
    )


def _dressed(markup: str) -> str:
    """Give every element of the content classes, so that the content is about half of the page."""
    each = (CONTENT - len(markup)) / max(1, len(_ELEMENT.findall(markup)))
    classes = ""
    for utility in UTILITIES:
        if len(classes) + len(utility) < each - len(' class=""'):
            classes += utility + " "
    return _ELEMENT.sub(lambda one: f'<{one[1]} data-style="{classes.strip()}"' if classes else one[0], markup)


def _surroundings(chance: random.Random, size: int) -> tuple[str, str]:
    """Give what stands above and below the content, of about `size` characters in all: menus, footer, script."""
    icon = '<svg class="w-4 h-4" viewBox="0 0 24 24"><g><path d="M4 12h16"/><path d="M12 4v16"/></g></svg>'
    items = [
        f'<li class="nav-item px-4 text-sm"><a href="/browse/{n}" class="flex gap-2">{icon}<span>'
        f"{chance.choice(WORDS)}</span></a></li>\n"
        for n in range(max(0, size * 4 // 5) // 210)
    ]
    style = ".text-gray-600{--tw-text-opacity:1;color:rgb(75 85 99)}" * (max(0, size) // 10 // 56)
    script = 'self.__next_f.push([1,"roles abstract"]);' * (max(0, size) // 10 // 41)
    half = len(items) // 2
    above = f"<style>{style}</style><nav><ul>{''.join(items[:half])}</ul></nav>"
    return above, f"<footer><ul>{''.join(items[half:])}</ul></footer><script>{script}</script>"


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."
