"""Bytes become lines: decoding, limits, the rendering of a page, and its text as a reader sees it."""
