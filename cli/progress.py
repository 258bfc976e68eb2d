"""Progress bars on a terminal's stderr while a run goes on.

Nothing is counted here: the assets tell. `loading` puts `Bars` in the place of the silent watch.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from assets.watch import Watch
from cli.screen import stderr
from pipelines.parsing.reading_store import Advance


class Bars(Watch):
    """Draws a bar for each step, and keeps the names of the files that were landed."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.names: dict[str, str] = {}

    def progress(self, what: str) -> Advance:
        """Start a bar."""
        task: TaskID = self._progress.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            self._progress.update(task, completed=done, total=total or None)

        return advance

    def landed(self, names: Mapping[str, str]) -> None:
        """Keep the names for the summary."""
        self.names.update(names)


@contextmanager
def bars() -> Iterator[Bars]:
    """Show bars on stderr where it is a terminal, and nothing where it is not; they vanish at the end."""
    console = stderr()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bars(progress)
