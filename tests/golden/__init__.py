"""The golden dump: what users get, as digests that stay equal while the code moves."""
