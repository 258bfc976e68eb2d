"""Capture of the output of a run's steps: Dagster's own, with helper processes that Ctrl-C does not reach.

During a run, Dagster copies the output of its steps from a file to the terminal, with two processes each for stdout and
stderr. A terminal sends Ctrl-C to them as well, and those written in Python would print a traceback.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager


class RunOutput(LocalComputeLogManager):
    """Replaces Dagster's own capture of output."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "RunOutput":
        """Create the capture from its configuration."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Capture the output of a step; a Ctrl-C while the helpers start takes effect once they have started."""
        with ExitStack() as kept:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the helpers inherit it
            try:
                captured = kept.enter_context(super().capture_logs(log_key))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield captured
