"""Tracing a published cell back to the bytes it was read from, and checking that those bytes give its value."""
