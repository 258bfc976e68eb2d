"""Tests of reading on a cluster, with a real scheduler and two workers as processes."""
