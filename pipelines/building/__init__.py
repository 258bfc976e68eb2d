"""Readings to the published warehouse."""
