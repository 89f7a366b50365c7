"""Taking in a tracker's items, again and again, and taking a whole import back."""

from pilothouse.roadmap.services.intake.comparing import Comparison
from pilothouse.roadmap.services.intake.imports import import_items
from pilothouse.roadmap.services.intake.ordering import loose
from pilothouse.roadmap.services.intake.releases import (
    Releases,
    import_releases,
    release_edits_since,
    undo_releases,
)
from pilothouse.roadmap.services.intake.undoing import edits_since, undo_import

__all__ = [
    "Comparison",
    "Releases",
    "edits_since",
    "import_items",
    "import_releases",
    "loose",
    "release_edits_since",
    "undo_import",
    "undo_releases",
]
