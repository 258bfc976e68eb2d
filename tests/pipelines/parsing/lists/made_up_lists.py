"""Lists of three made-up papers in any markup, and what a reader sees in them.

No rule of the parser may be here. Called by the tests of this folder.
"""

from collections.abc import Callable

from pipelines.parsing.vocabulary.records import Reading
from pipelines.provenance.positions_of import trace
from tests.pipelines.parsing.support import read, source
from tests.pipelines.provenance.proof import unproved

Cells = tuple[str | None, str | None, str | None, str, str | None, int | None, str | None]
"""arXiv id, title, category, date, verdict, reference, summary of a row."""

TITLES = ("Lamps for Moths", "Moths for Lamps", "Wicks and Ticks")
SUMMARIES = (
    "Shows in a made-up study that lamps draw moths.",
    "Finds that no moth has drawn a lamp so far.",
    "Counts the ticks of wicks over one long night.",
)
NONE: frozenset[str] = frozenset()


def address(number: int) -> str:
    """The address of a paper."""
    return f"/paper/2501.0000{number + 1}"


def link(number: int, tag: str = "h3") -> str:
    """A title that is a link, in an element."""
    return f'<{tag}><a href="{address(number)}">{TITLES[number]}</a></{tag}>'


def parts(number: int) -> list[str]:
    """The parts of a meta line."""
    return ["cs.LG", f"2025-01-0{number + 1}", "accept", "none", f"ref {number + 1}", "internal anchor"]


def meta(number: int, separator: str = " · ", tag: str = "p") -> str:
    """A meta line, in an element."""
    return f"<{tag}>{separator.join(parts(number))}</{tag}>"


def summary(number: int) -> str:
    """A summary, in an element."""
    return f"<p>{SUMMARIES[number]}</p>"


def entry(number: int) -> str:
    """An entry as the source prints it."""
    return f"<div>{link(number)}{meta(number)}{summary(number)}</div>"


def listed(form: Callable[[int], str] = entry, count: int = 3) -> str:
    """Some entries of a form."""
    return "".join(form(number) for number in range(count))


def page(body: str, printed: int = 3, before: str = "") -> str:
    """A page that says how many papers it lists, with a body for its explorer."""
    return (
        "<!doctype html><html><body><main><div>hub</div><h1>A Made-Up Work</h1>"
        f"<p>{printed} Pith papers cite this work. Polarity classification is still indexing.</p>"
        f"<p>{printed} Pith papers citing it</p>{before}"
        f"<section><h2>citing papers explorer</h2>{body}</section></main></body></html>"
    )


def proved(body: str, but: frozenset[str] = NONE) -> Reading:
    """Read a page; every cell that was read, but for some columns, must be proved by its bytes."""
    reading = read(body)
    assert reading.capture.outcome == "ok"
    assert {one.column for one in unproved(trace(body.encode(), source()), body.encode(), source())} == but
    return reading


def cells(reading: Reading, block: str = "explorer") -> list[Cells]:
    """The rows of a list."""
    rows = [row for row in reading.citing_papers if row.block == block]
    assert [row.rank for row in rows] == [*range(1, len(rows) + 1)]
    return [
        (
            row.arxiv_id,
            row.title_raw,
            row.category,
            str(row.posted_on),
            row.verdict,
            row.ref_number,
            row.summary,
        )
        for row in rows
    ]


def wanted(count: int = 3, *, is_linked: bool = True) -> list[Cells]:
    """The rows that a reader sees; without links no id is shown."""
    return [
        (
            f"2501.0000{number + 1}" if is_linked else None,
            TITLES[number],
            "cs.LG",
            f"2025-01-0{number + 1}",
            "accept",
            number + 1,
            SUMMARIES[number],
        )
        for number in range(count)
    ]


def assert_reads(body: str, count: int = 3, *, is_linked: bool = True, but: frozenset[str] = NONE) -> Reading:
    """Read a list of a page that prints this count: all its cells must be right."""
    reading = proved(page(body, count), but)
    assert cells(reading) == wanted(count, is_linked=is_linked)
    return reading
