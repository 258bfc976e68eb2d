"""Pages of the site, written from records: one half of every round-trip test, and the bundled sample."""
