"""Parsing in processes that can be killed, with a bound of time and memory."""
