"""The data contract: one model per table and per reading, checked by pandera."""
