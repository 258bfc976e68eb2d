"""Small made-up hub pages, for tests of what stands around a value: a masthead, and an explorer of one paper.

No rule of the parser may be here. Called by the tests of this folder.
"""

from pipelines.parsing.vocabulary.records import Reading
from pipelines.provenance.positions_of import trace
from tests.pipelines.parsing.support import read, source
from tests.pipelines.provenance.proof import unproved

TIER = "<div>hub</div>"
TITLE = "<h1>A Made-Up Work</h1>"
SENTENCE = "<p>9 Pith papers cite this work. Polarity classification is still indexing.</p>"
COUNT = "<p>9 Pith papers citing it</p>"
MASTHEAD = TIER + TITLE + SENTENCE + COUNT
EXPLORER = (
    '<section><h2>citing papers explorer</h2><div><h3><a href="/paper/2501.00001">Lamps for Moths</a></h3>'
    "<p>cs.LG · 2025-01-01 · accept · none · ref 1 · internal anchor</p>"
    "<p>Shows in a made-up study that lamps draw moths at night.</p></div></section>"
)


def page(*parts: str) -> str:
    """A page of some parts, and the explorer."""
    return f"<!doctype html><html><body><main>{''.join(parts)}{EXPLORER}</main></body></html>"


def reading_of(*parts: str) -> Reading:
    """Read such a page; every cell that was read must be proved by its bytes."""
    return proved(page(*parts))


def proved(body: str, named: str | None = None) -> Reading:
    """Read a body; every cell that was read must be proved by its bytes."""
    reading = read(body, named=named)
    assert reading.capture.outcome == "ok"
    facts = source(named=named)
    assert unproved(trace(body.encode(), facts), body.encode(), facts) == []
    return reading


def refused(reading: Reading) -> list[tuple[str | None, str]]:
    """What was refused: column, and why in one word."""
    return [(one.column_name, str(one.refused_because)) for one in reading.quarantine]


def residue(reading: Reading) -> list[str]:
    """What no parser took, in the order of the page."""
    return [one.text for one in reading.residue]
