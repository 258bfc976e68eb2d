"""The tables of the schema `history`: what was true when, and since when that has been known."""
