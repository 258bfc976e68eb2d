"""Builds of few changes: which rows are made again, and how a copy of the published file is patched with them."""
