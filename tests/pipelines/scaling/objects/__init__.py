"""Tests of storage by URL: in a folder, and in a double of S3 where it is installed."""
