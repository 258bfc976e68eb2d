"""The parsers of a page's blocks, one module a block."""
