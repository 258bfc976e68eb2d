"""Tests of publishing to a DuckLake, with the catalog in a file and in a PostgreSQL that they start."""
