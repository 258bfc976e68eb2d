"""Tests of `pipelines.releasing`."""
