"""Captures, readings, the published file, exports and releases at a URL beside the data folder (decision 0050)."""
