"""Reliability by campaign: kills, failing calls, lost power, load, hostile pages and clocks, with the count of losses."""
