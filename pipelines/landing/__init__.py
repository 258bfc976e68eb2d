"""Whatever comes in, stored once and for good: the raw store and the sources of captures."""
