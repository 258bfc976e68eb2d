"""Pages, texts and archives as other people's tools write them, each with the value that must be read in it."""
