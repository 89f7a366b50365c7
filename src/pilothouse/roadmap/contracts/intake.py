"""What others hand in: rows of a tracker's export in our words, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pilothouse.kit.tables.nouns import RowNote
from pilothouse.roadmap.contracts.words import Priority


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
    (None). `lag`: days of work between the two.
    """

    verb: str
    target_external_id: str
    dependency: str | None = None
    kind: str = "FS"
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """What someone wrote of an item in a tracker; `at` is None where no date was given."""

    author: str
    at: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One row of a tracker's export in our words. `row` is its line in the file, for reports.

    `given`: fields of a table of items that the file has columns for; what it has none for stays as it is.
    None: all. `keyless`: `external_id` was made of title and parent. `said`: (field, text) of the cells whose
    values are asked about. `product_key`: the product that the file names, as our own exports do. `custom`:
    what stands in columns that are named like a custom field. `parent_said`: the parent as the file writes
    it, for people to read. `own_status`: of the workspace, as was chosen. `people`: who is chosen to do it.
    `product_from`, `product_to`, `as_of`: of an export of our own, the numbers of the product that its keys
    are of and of the one that it names, and when it was written.
    """

    source: str
    external_id: str
    title: str
    row: int = 0
    description: str = ""
    level: str = "task"
    kind: str = "build"
    status: str = "backlog"
    tracker_status: str = ""
    own_status: str = ""
    resolution: str = ""
    priority: Priority | None = None
    tracker_priority: str = ""
    issue_type: str = ""
    parent_external_id: str = ""
    parent_said: str = ""
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
    deadline_hard: bool = False
    value: int | None = None
    mandatory: bool = False
    milestone: bool = False
    team: str = ""
    assignee: str = ""
    people: tuple[str, ...] = ()
    progress: float | None = None
    reporter: str = ""
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    fix_versions: tuple[ImportedVersion, ...] = ()
    affects_versions: tuple[ImportedVersion, ...] = ()
    sprints: tuple[ImportedSprint, ...] = ()
    links: tuple[ImportedLink, ...] = ()
    comment_dates: tuple[date, ...] = ()
    comments: tuple[ImportedComment, ...] = ()
    given: frozenset[str] | None = None
    keyless: bool = False
    product_key: str = ""
    product_from: int | None = None
    product_to: int | None = None
    as_of: datetime | None = None
    said: tuple[tuple[str, str], ...] = ()
    extra: dict[str, list[str]] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a note calls the row: its key, or its title where it has none."""
        return self.title[:80] if self.keyless else self.external_id

    @property
    def is_ours(self) -> bool:
        """Whether it is of an export of our own, and of a product that is here."""
        return self.product_from is not None

    @property
    def told_at(self) -> datetime | None:
        """When what the row says was so."""
        return self.as_of or self.source_updated_at

    @property
    def everyone(self) -> tuple[str, ...]:
        """Whoever owns it or does it, once each."""
        return tuple(dict.fromkeys((*((self.assignee,) if self.assignee else ()), *self.people)))

    @property
    def parent_name(self) -> str:
        """What a person calls its parent: its key, or what the file says where rows have none."""
        return self.parent_said[:80] if self.keyless else self.parent_external_id

    def gives(self, *names: str) -> bool:
        """Whether the file has a column for any of the fields."""
        return self.given is None or not self.given.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class ImportedRelease:
    """One row of a table of releases; `given`: fields that the file has columns for."""

    source: str
    name: str
    row: int = 0
    product_key: str = ""
    description: str = ""
    target_on: date | None = None
    released_on: date | None = None
    given: frozenset[str] = frozenset()


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
