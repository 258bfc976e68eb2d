"""Captures out of plain files, folders, lists of captures, the inbox and the bundled sample."""
