"""What was read of each capture, kept as Parquet files."""
