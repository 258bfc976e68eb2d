"""The published tables in a DuckLake, for many readers: publishing, former versions, maintenance."""
