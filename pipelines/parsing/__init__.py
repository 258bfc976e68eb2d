"""A page's bytes become typed rows, each with its place on the page."""
