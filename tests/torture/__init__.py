"""Reliability by campaign: kills, failing calls, lost power, load, hostile pages, clocks; and the count of losses."""
