"""Releases: dated folders of the published tables that never change, with the delta from one to the next."""
