"""Reporting: the published file as a page and as a notebook for people who look rather than read."""
