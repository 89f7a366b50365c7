"""What others hand in: rows of a tracker's export in our words, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pilothouse.kit.tables.nouns import RowNote


@dataclass(frozen=True, slots=True)
class ImportedVersion:
    name: str
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImportedSprint:
    name: str
    start: datetime | None = None
    end: datetime | None = None
    complete: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """`dependency` says what the target is to this item: its predecessor, its successor, or neither
    (None).
    """

    verb: str
    target_external_id: str
    dependency: str | None = None
    kind: str = "FS"


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One row of a tracker's export in our words. `row` is its line in the file, for reports."""

    source: str
    external_id: str
    title: str
    row: int = 0
    description: str = ""
    level: str = "task"
    kind: str = "build"
    status: str = "backlog"
    tracker_status: str = ""
    resolution: str = ""
    priority: str = ""
    issue_type: str = ""
    parent_external_id: str = ""
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    story_points: float | None = None
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    source_updated_at: datetime | None = None
    started_on: date | None = None
    earliest_start: date | None = None
    deadline: date | None = None
    assignee: str = ""
    reporter: str = ""
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    fix_versions: tuple[ImportedVersion, ...] = ()
    affects_versions: tuple[ImportedVersion, ...] = ()
    sprints: tuple[ImportedSprint, ...] = ()
    links: tuple[ImportedLink, ...] = ()
    comment_dates: tuple[date, ...] = ()
    extra: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, as counts of the file's own things."""

    created: int
    updated: int
    unchanged: int
    links: int
    dependencies: int
    sprints: int
    sprint_memberships: int
    versions: int
    fix_versions: int
    affects_versions: int
    comment_dates: int
    warnings: tuple[RowNote, ...]
