"""What a plan reads, and whether it is still so."""

from pilothouse.roadmap.queries.snapshot.digests import digest
from pilothouse.roadmap.queries.snapshot.reading import UNREAD, colleague, estimated, snapshot, working_days
from pilothouse.roadmap.queries.snapshot.staleness import inputs_hash, is_stale, run_hashes
from pilothouse.roadmap.queries.snapshot.values import (
    ClosedItem,
    Colleague,
    EstimatedItem,
    History,
    Link,
    OpenItem,
    OpenProduct,
    OpenRelease,
    OpenSet,
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
    "OpenProduct",
    "OpenRelease",
    "OpenSet",
    "Since",
    "SkillNeed",
    "Snapshot",
    "WorkingDays",
    "colleague",
    "digest",
    "estimated",
    "inputs_hash",
    "is_stale",
    "run_hashes",
    "snapshot",
    "working_days",
]
