"""Servers on loopback that the live source is tested against: one that misbehaves, one that serves hubs."""
