"""Taking in a tracker's items, again and again, and taking a whole import back."""

from pilothouse.roadmap.services.intake.imports import import_items
from pilothouse.roadmap.services.intake.undoing import undo_import

__all__ = ["import_items", "undo_import"]
