"""The pithhouse command."""
