"""Pilothouse: product plans whose dates hold."""

__version__ = "0.1.0"
