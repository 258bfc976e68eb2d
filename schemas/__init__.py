"""The data contract: one pandera model per table and per reading."""
