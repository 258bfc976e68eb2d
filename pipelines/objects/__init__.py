"""Objects below a URL: the one place that knows how a folder or object storage is listed, read and written."""
