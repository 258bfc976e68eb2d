"""Where a text is on a page: from a line back to the bytes."""
