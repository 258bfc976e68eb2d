"""Measurements, each a ratio to something run beside it: `make bench`. No test is timed, nothing here is shipped."""
