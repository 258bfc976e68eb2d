"""Building the tables, history and marts of a new DuckDB file from the readings."""
