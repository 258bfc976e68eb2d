"""A polars frame as DuckDB reads it by Arrow's own interface, without pyarrow.

Loading pyarrow takes longer than most commands do their work. Nothing is converted here.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class FrameStream:
    """What `register` of a connection is given in place of a frame."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow C stream, in a capsule."""
        return self.frame.__arrow_c_stream__(requested_schema)
