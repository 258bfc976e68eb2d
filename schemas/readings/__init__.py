"""What a parser writes: one model per kind of observation."""
