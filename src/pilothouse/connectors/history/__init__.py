"""Histories of finished work: weekly counts, or the dates on which items were opened and done."""
