"""Pass a polars frame to DuckDB through Arrow's C stream interface, without pyarrow.

Importing pyarrow takes longer than most commands run.
"""

import os
from dataclasses import dataclass

import polars as pl

# DuckDB 1.5 reads a stream by pyarrow where there is one, which warns of each frame that its buffers are not aligned.
os.environ.setdefault("ACERO_ALIGNMENT_HANDLING", "reallocate")


@dataclass(frozen=True, slots=True)
class FrameStream:
    """A wrapper of a frame that a DuckDB connection can `register`."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow C stream, in a capsule."""
        return self.frame.__arrow_c_stream__(requested_schema)
