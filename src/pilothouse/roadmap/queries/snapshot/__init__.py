"""What a plan reads, and whether it is still so."""

from pilothouse.roadmap.queries.snapshot.reading import UNREAD, snapshot
from pilothouse.roadmap.queries.snapshot.staleness import digest, inputs_hash, is_stale
from pilothouse.roadmap.queries.snapshot.values import (
    ClosedItem,
    Colleague,
    EstimatedItem,
    History,
    Link,
    OpenItem,
    OpenRelease,
    Since,
    SkillNeed,
    Snapshot,
    WorkingDays,
)

__all__ = [
    "UNREAD",
    "ClosedItem",
    "Colleague",
    "EstimatedItem",
    "History",
    "Link",
    "OpenItem",
    "OpenRelease",
    "Since",
    "SkillNeed",
    "Snapshot",
    "WorkingDays",
    "digest",
    "inputs_hash",
    "is_stale",
    "snapshot",
]
