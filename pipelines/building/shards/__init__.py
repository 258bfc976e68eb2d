"""Building from scratch by shards of hubs, in bounded memory or side by side on a cluster (docs/decisions/0051)."""
