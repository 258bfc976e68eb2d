"""The macros of the file: their parameters and what they answer, as `COMMENT ON` and the dictionary say it.

Their SQL is in `pipelines/building/sql/macros/`. Public macros stand in the schema `main`.
"""

from dataclasses import dataclass
from typing import Final

from schemas.ddl import literal, quoted
from schemas.table import INTERNALS


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro as its users see it: its name, its calls, what it answers, and whether it gives a table."""

    name: str
    calls: tuple[str, ...]
    description: str
    is_table: bool = True

    @property
    def comment(self) -> str:
        """The statement that puts the description into the file."""
        place = quoted(self.name) if self.is_table else f"{INTERNALS}.{quoted(self.name)}"
        return f"COMMENT ON MACRO {'TABLE ' * self.is_table}{place} IS {literal(self.description)}"


_TIMES: Final = (
    "ts is a TIMESTAMPTZ, or a DATE, a TIMESTAMP or text like '2026-10-01' or '2026-10-01 18:00', which are UTC. A day "
    "means its beginning: for what was captured on it as well, give the next day. With known, a time as well, the "
    "answer is what was known here at that time; without it, what is known today."
)

PUBLIC: Final = (
    Macro(
        "search",
        ("search(question)",),
        "Citing papers and cited works whose texts contain at least one word of the question, the best first, by BM25: "
        "score, kind (citing paper or cited work), id (a paper_id or a hub_id, as text: join it with hub_id::VARCHAR), "
        "title, text. "
        "Example: FROM search('remembering long texts') LIMIT 10;",
    ),
    Macro(
        "changes_between",
        ("changes_between(a, b)",),
        "What changed on the pages between two times, one row per change: hub_id, paper_id, what, before, after, and "
        "the change in words. Of a hub that was not known at a, only that is told. Times are as for hubs_asof: a day "
        "means its beginning (UTC). "
        "Example: SELECT change FROM changes_between('2026-09-15', '2026-11-25');",
    ),
    Macro(
        "learned_between",
        ("learned_between(a, b)",),
        "What was learned here between two times, whenever it happened on the pages: the columns of changes_between. "
        "Example: SELECT change FROM learned_between('2026-09-15', '2026-11-25');",
    ),
    *(
        Macro(
            f"{name}_asof",
            (f"{name}_asof(ts)", f"{name}_asof(ts, known)"),
            f"The rows of history.{name} that held at the time ts. {_TIMES} Example: FROM {name}_asof('2026-10-01');",
        )
        for name in ("hubs", "citations", "papers", "facet_counts")
    ),
)
"""The macros that analysts call, in the order in which the dictionary lists them."""

HELPERS: Final = tuple(
    Macro(name, (f"{name}(text)",), description, is_table=False)
    for name, description in (
        ("words_of", "The words of a text as the index of words holds them: lower case, without accents or TeX."),
        ("folded_words_of", "words_of for any text; words_of takes a shorter way for plain ASCII."),
        ("greek_named", "A text with its Greek letters replaced by their names."),
        ("tex_folded", "A text without the accents and braces of TeX; a command with an argument becomes a word."),
        ("letters_folded", "A text with letters that carry strokes or are other forms replaced by plain ones."),
    )
)
"""The macros that take texts apart into words, for the index that `search` reads."""
