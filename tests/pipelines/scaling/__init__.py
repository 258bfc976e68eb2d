"""Tests of `pipelines.scaling`, with real components; they need the environment of `make scale`."""
