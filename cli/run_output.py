"""Where the output of a command's run is kept: as Dagster keeps it, by helper processes that Ctrl-C does not reach.

While a run lasts, Dagster copies what its steps print from a file to the terminal, with two processes for each of
stdout and stderr. A terminal sends Ctrl-C to them as well, and those in Python would answer with a traceback.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager


class RunOutput(LocalComputeLogManager):
    """A keeper of output that replaces Dagster's own."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "RunOutput":
        """Create the keeper from its configuration."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Keep the output of a step; a Ctrl-C while the helpers start is answered when they have started."""
        with ExitStack() as kept:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the helpers inherit it
            try:
                captured = kept.enter_context(super().capture_logs(log_key))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield captured
