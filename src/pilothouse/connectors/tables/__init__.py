"""Reads a table of any room's noun: what its columns mean, what its cells hold, what is wrong with it."""
