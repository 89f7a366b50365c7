"""Jira: its CSV export."""

LABEL = "Jira"
