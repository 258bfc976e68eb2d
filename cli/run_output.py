"""Capture of the output of a run's steps: Dagster's own, without its helper processes where nobody follows the run.

During a run, Dagster copies the output of its steps from a file to the terminal, with two processes each for stdout and
stderr, two of them in Python. Steps print nothing unless something is wrong, so a command prints what is in the files
when the steps have ended. With `--verbose` it is copied at once. A terminal sends Ctrl-C to the helpers as well, and
those written in Python would print a traceback, so they do not hear it.
"""

import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from dagster._core.execution.compute_logs import redirect_to_file
from dagster._core.storage.compute_log_manager import CapturedLogContext, ComputeIOType
from dagster._core.storage.local_compute_log_manager import IO_TYPE_EXTENSION, LocalComputeLogManager
from dagster._utils import ensure_file, touch_file


class RunOutput(LocalComputeLogManager):
    """Replaces Dagster's own capture of output.

    Attributes:
        is_followed: whether output appears as it is printed, or when the steps have ended.
    """

    is_followed = True

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "RunOutput":
        """Create the capture from its configuration."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Capture the output of steps."""
        capture = self._followed if self.is_followed else self._kept
        with capture(log_key) as captured:
            yield captured

    @contextmanager
    def _followed(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Copy the output by helpers; a Ctrl-C while they start takes effect once they have started."""
        with ExitStack() as kept:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the helpers inherit it
            try:
                captured = kept.enter_context(super().capture_logs(log_key))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield captured

    @contextmanager
    def _kept(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Write the output to its files, and print it at the end."""
        out, err = (
            self.get_captured_local_path(log_key, IO_TYPE_EXTENSION[one])
            for one in (ComputeIOType.STDOUT, ComputeIOType.STDERR)
        )
        try:
            ensure_file(out)
            ensure_file(err)
            with redirect_to_file(sys.stdout, out), redirect_to_file(sys.stderr, err):
                yield CapturedLogContext(log_key)
        finally:
            for path, stream in ((out, sys.stdout), (err, sys.stderr)):
                with Path(path).open(encoding="utf-8", errors="replace") as printed:
                    shutil.copyfileobj(printed, stream)
            touch_file(self.complete_artifact_path(log_key))  # type: ignore[no-untyped-call] # Dagster has no type
