"""WARC files of a raw folder that are closed and kept at a URL: named by a claim, sealed when they are whole."""
