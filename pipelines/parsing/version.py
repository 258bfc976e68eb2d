"""The version of the parser, by itself: whoever looks for stored readings need not load all that makes them."""

from typing import Final

PARSER_VERSION: Final = "9"
"""Raise it with every change of what is read: stored captures are then read anew."""
