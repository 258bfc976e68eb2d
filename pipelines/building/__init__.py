"""Readings become the tables, history and marts of a new DuckDB file."""
