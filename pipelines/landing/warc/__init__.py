"""WARC and WACZ containers: records, their payloads and their digests, read with all their damage."""
