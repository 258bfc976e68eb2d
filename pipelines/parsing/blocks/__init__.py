"""One file for each block of the page: lines in, rows out."""
