"""What is promised: one pandera model per table and per reading."""
