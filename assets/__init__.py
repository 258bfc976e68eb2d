"""Dagster's view of the steps."""
