"""Captures out of archives that other tools wrote, with their revisit records."""
