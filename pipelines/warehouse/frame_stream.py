"""Pass a polars frame to DuckDB through Arrow's C stream interface, without pyarrow.

Importing pyarrow takes longer than most commands run.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class FrameStream:
    """A wrapper of a frame that a DuckDB connection can `register`."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow C stream, in a capsule."""
        return self.frame.__arrow_c_stream__(requested_schema)
