"""What the macros of the file read: the index of words. It is derived from the tables, and no table of its own."""
