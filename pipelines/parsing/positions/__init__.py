"""Where on a page a text stands: from a line back to the bytes."""
