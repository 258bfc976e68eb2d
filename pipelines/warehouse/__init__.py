"""The DuckDB file itself: opened, published, summarised, audited, compared."""
