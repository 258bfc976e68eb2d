"""Progress bars on a terminal's stderr while a run goes on.

The assets report the counts; `loading` passes them a `Bars` in place of the silent watch.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from assets.watch import Watch
from cli import waiting
from cli.screen import is_quiet, stderr
from pipelines.landing.files.sample import SAMPLE
from pipelines.progress import ProgressCallback

NO_SAMPLE: Final = (
    "No site is set, and the data folder has other hubs than the made-up ones of the sample, in raw or in hubs.csv: "
    "the sample is not taken. Going on with what is there; `pithhouse ingest PATH` takes in more, the setting `site` "
    "fetches the listed ones."
)


class Bars(Watch):
    """Draw a bar for each step, and say what a run takes in if no path was given."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def progress(self, what: str) -> ProgressCallback:
        """Start a bar; the bar before it is complete."""
        for before in self._progress.tasks:
            self._progress.update(before.id, total=before.completed)
        task: TaskID = self._progress.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            self._progress.update(task, completed=done, total=total or None)

        return advance

    def says(self, message: str) -> None:
        """Print a sentence above the bars."""
        self._progress.console.print(message)

    def chosen(self, paths: Sequence[Path]) -> None:
        """Say that the sample is taken, or why it is not."""
        if not paths:
            self._progress.console.print(NO_SAMPLE)
        elif list(paths) == [SAMPLE]:
            self._progress.console.print("Taking in the bundled sample of made-up pages.")


@contextmanager
def bars() -> Iterator[Bars]:
    """Show bars on stderr if it is a terminal; they are removed at the end."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with _own_stderr() as file:
        console = stderr(file)
        console.quiet = is_quiet()
        is_shown = console.is_terminal and not is_quiet()
        waiting.end()
        with Progress(*columns, console=console, transient=True, disable=not is_shown) as progress:
            yield Bars(progress)


@contextmanager
def _own_stderr() -> Iterator[TextIO]:
    """Open stderr once more: while a step runs, Dagster redirects the descriptor to a file."""
    try:
        descriptor = os.dup(sys.stderr.fileno())
    except (OSError, ValueError):  # it is none of the system's (a test's), or closed
        yield sys.stderr
        return
    with os.fdopen(descriptor, "w", encoding=sys.stderr.encoding, errors="backslashreplace") as file:
        yield file
