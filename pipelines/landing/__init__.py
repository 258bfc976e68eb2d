"""Where everything enters and is stored once, as WARC. Import from the modules."""
