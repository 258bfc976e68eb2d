"""The words that pages print, the types of rows, and what can become of a capture."""
