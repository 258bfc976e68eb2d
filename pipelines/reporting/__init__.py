"""Pages and notebooks for people who would rather look than query."""
