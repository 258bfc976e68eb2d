"""The DuckDB file itself: opening, publishing, summarising, auditing and comparing it."""
