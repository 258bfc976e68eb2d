"""The readings of each capture, stored as Parquet files."""
