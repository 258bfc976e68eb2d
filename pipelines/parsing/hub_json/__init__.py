"""The JSON rendering of a hub page, read into the same rows."""
