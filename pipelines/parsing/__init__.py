"""Raw bytes to typed rows: lines, blocks, values."""
