"""The steps: plain Python, no Dagster. Import from the modules."""
