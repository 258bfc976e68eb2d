"""What one line, or a few lines in a row, can say."""
