"""Choosing a team, knowing who knows what, and training it: numbers in, explained results out."""
