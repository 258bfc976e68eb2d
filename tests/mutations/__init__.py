"""Planted mutations of the code, each with the tests of the fast tier that have to notice it."""
