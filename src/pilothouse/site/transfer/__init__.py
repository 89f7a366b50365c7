"""A whole workspace as a file, and back into an empty installation."""

from pilothouse.site.transfer.exporting import export, hash_of
from pilothouse.site.transfer.importing import bring

__all__ = ["bring", "export", "hash_of"]
