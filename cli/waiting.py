"""A line on the terminal's stderr while a command is working and has printed nothing yet.

Loading Dagster or pandera takes a second or more, and a report takes several. The line appears when a command has been
silent for a moment, and disappears at the first output to stdout or stderr, or when `bars` takes over.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

SILENCE: Final = 0.3
"""Seconds without output after which the line appears."""


class _Line:
    """The line: it appears and disappears once; any thread may show or remove it."""

    def __init__(self, text: str) -> None:
        self._lock = threading.Lock()
        self._is_over = False
        # A descriptor of its own: Dagster leads the process's stderr into a file while a step runs.
        self._file = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding, errors="replace")
        console = Console(file=self._file, highlight=False, markup=False)
        spinner = Spinner("dots" if _has_braille(sys.stderr) else "line", Text(text))
        self._live = Live(
            spinner, console=console, transient=True, redirect_stdout=False, redirect_stderr=False, refresh_per_second=8
        )
        self._timer = threading.Timer(SILENCE, self._appear)
        self._timer.daemon = True
        self._timer.start()

    def _appear(self) -> None:
        with self._lock:
            if not self._is_over:
                self._live.start(refresh=True)

    def end(self) -> None:
        """Remove the line, if it is there, and do not show it again."""
        self._timer.cancel()
        with self._lock:
            if not self._is_over:
                self._is_over = True
                self._live.stop()
                self._file.close()


class _Watched:
    """A text stream that ends the line before the first write."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        end()
        return self._stream.write(text)

    def writelines(self, lines: Any) -> None:
        end()
        self._stream.writelines(lines)

    @property
    def buffer(self) -> Any:
        """The underlying binary stream: whoever asks for it is about to write."""
        end()
        return self._stream.buffer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


_shown: list[_Line] = []


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show `text` while nothing is printed, if stderr is a terminal.

    Args:
        text: what the command is doing.
    """
    if not sys.stderr.isatty():
        yield
        return
    streams = sys.stdout, sys.stderr
    _shown.append(_Line(text))
    sys.stdout, sys.stderr = (_Watched(one) for one in streams)
    try:
        yield
    finally:
        end()
        sys.stdout, sys.stderr = streams


def end() -> None:
    """Remove the line: something else is about to be printed."""
    while _shown:
        _shown.pop().end()


def _has_braille(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().startswith("utf")
