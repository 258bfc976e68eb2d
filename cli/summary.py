"""The summary of a run: for people as tables, for programs as one JSON object."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cli.options import with_data
from cli.screen import is_quiet, print_entries, print_figures, print_table, say

MAX_EXAMPLES: Final = 50
"""So many bad captures and unknown words are shown to people; JSON has all."""

MIXED: Final = (
    "Made-up hubs of the bundled sample and others stand in one file. To have yours alone, take them into a folder of "
    "their own: `pithhouse ingest PATH --data DIR`."
)


def named_as_in_sql(rows: Mapping[str, int]) -> dict[str, int]:
    """Return rows by table with the names that a query takes: `history.hubs` is history_hubs in JSON and exports."""
    from schemas import registry  # noqa: PLC0415 (it loads polars)

    return {registry.TITLES[name]: number for name, number in rows.items()}


@dataclass(frozen=True, slots=True)
class BadCapture:
    """A capture of this run that could not be read well, and the name of the file that it came in."""

    capture_id: str
    file: str
    url: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did and what the published file holds now.

    Attributes:
        run_id: the run, as the Dagster UI names it.
        warehouse: path of the published file.
        is_unchanged: whether there was nothing to publish.
        seconds: how long the run took.
        tables: rows of each table.
        captures: the number of new captures; of new captures whose bytes were stored already; of captures that were
            stored already; of web archive records that are not hub pages; of captures whose rows were carried over from
            the published file rather than rebuilt; and of captures left out because the build fails with them.
        outcomes: captures of the whole warehouse by outcome.
        problems: the problems of captures that are new in the published file.
        residue_lines, quarantined_cells, unknown_words: of the whole warehouse, for review.
        repaired: what landing repaired after an interrupted run.
        is_mixed: whether the file holds both made-up hubs of the sample and others.
        fetch: the receipt of the fetching; None if nothing was fetched.
    """

    run_id: str
    warehouse: str
    is_unchanged: bool
    seconds: float
    tables: dict[str, int]
    captures: dict[str, int]
    outcomes: dict[str, int]
    problems: list[BadCapture]
    residue_lines: int
    quarantined_cells: int
    unknown_words: list[tuple[str, str]]
    repaired: list[str]
    is_mixed: bool
    fetch: dict[str, Any] | None = None

    @property
    def is_partial(self) -> bool:
        """Whether something is left to do or review: a capture with a problem, or a run that ended early."""
        return bool(self.problems or (self.fetch and self.fetch["stop_reason"]))

    def as_json(self) -> dict[str, Any]:
        """Return everything as one object."""
        words = [{"kind": kind, "word": word} for kind, word in self.unknown_words]
        return {**asdict(self), "unknown_words": words}

    def show(self) -> None:
        """Print what was done on stdout (briefly if nothing changed) and what to do next on stderr."""
        if not is_quiet():
            self._show_figures() if self.is_unchanged else self._show_tables()
        if self.fetch and self.fetch["stop_reason"]:
            say(f"Not all was fetched: {self.fetch['stop_reason']}. The next run goes on.", style="yellow")
        if self.problems:
            self._show_problems()
        for one in self.repaired:
            say(f"Repaired: {one}")
        if self.is_mixed:
            say(MIXED)
        folder = Path(self.warehouse).parent
        say(f"{'Nothing changed' if self.is_unchanged else 'Published'} in {self.seconds:.1f} s.")
        say(with_data('Ask it:      pithhouse query "FROM hubs"', folder))
        say(with_data("See the run: pithhouse dev", folder))

    def _show_figures(self) -> None:
        """Print one paragraph each about rows, captures and what to look at."""
        there = {name: number for name, number in self.tables.items() if number and not name.startswith("history")}
        print_figures(Path(self.warehouse).name, there)
        print_figures("Captures", {"there already": self.captures["already_there"]} | self.outcomes)
        left = {"residue": self.residue_lines, "quarantine": self.quarantined_cells, "words": len(self.unknown_words)}
        if any(left.values()):
            print_figures("To look at", {name: number for name, number in left.items() if number})
        if self.fetch:
            asked = {"due": self.fetch["hubs_due"], "asked": self.fetch["hubs_asked"]}
            print_figures(str(self.fetch["site"]), asked | {"not changed": self.fetch["not_modified"]})

    def _show_tables(self) -> None:
        print_table(f"Loaded into {self.warehouse}", ["table", "rows"], named_as_in_sql(self.tables).items())
        print_table("Captures", ["what", "number"], self._counts())
        if self.fetch:
            self._show_fetch(self.fetch)
        if self.unknown_words:
            rows = self.unknown_words[:MAX_EXAMPLES]
            print_table("Words not seen before, kept as printed", ["kind", "word"], rows)

    def _counts(self) -> list[tuple[str, int]]:
        return [
            ("new", self.captures["new"]),
            ("there already", self.captures["already_there"]),
            *([("other records in web archives", others)] if (others := self.captures["other_records"]) else []),
            *([("not built anew", carried)] if (carried := self.captures["carried_over"]) else []),
            *([("left out, for the build fails with them", number)] if (number := self.captures["left_out"]) else []),
            *((f"in all: {outcome}", number) for outcome, number in self.outcomes.items()),
            ("lines left over (residue)", self.residue_lines),
            ("cells refused (quarantine)", self.quarantined_cells),
        ]

    def _show_fetch(self, receipt: dict[str, Any]) -> None:
        shown = [
            ("hubs asked for", f"{receipt['hubs_asked']:,} of {receipt['hubs_due']:,} due"),
            ("requests", f"{receipt['requests']:,}, {receipt['retries']:,} of them once more after a fault"),
            ("not changed", f"{receipt['not_modified']:,}"),
            ("received", f"{receipt['bytes_received'] / 1e6:,.1f} MB"),
            ("waited", f"{receipt['waited_seconds']:,.1f} s, {receipt['pause_seconds']:.2g} s between requests"),
            ("robots.txt", receipt["robots_line"] or receipt["robots"]),
        ]
        print_table(f"Asked {receipt['site']}", ["what", "how it was"], shown)

    def _show_problems(self) -> None:
        print_entries(
            f"Not loaded: {len(self.problems):,}",
            ["file", "outcome", "reason"],
            [(one.file, one.outcome, one.reason) for one in self.problems[:MAX_EXAMPLES]],
        )
        if len(self.problems) > MAX_EXAMPLES:
            ask = "SELECT source_file, outcome, reason FROM captures WHERE is_problem"
            say(f'{len(self.problems) - MAX_EXAMPLES:,} more: pithhouse query "{ask}"')
