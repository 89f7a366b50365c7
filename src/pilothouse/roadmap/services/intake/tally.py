"""What one import has done so far, and what it still has to join up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pilothouse.kit.tables.nouns import RowNote
from pilothouse.roadmap.contracts import ImportedLink, ImportOutcome

_WARNINGS = 100_000


@dataclass
class Tally:
    """Counts while an import runs. `changed`: numbers of items that were here and are different now, `begun`:
    those that this import made itself before it was broken off.
    """

    begun: set[int] = field(default_factory=set)
    seen: int = 0
    created: int = 0
    changed: set[int] = field(default_factory=set)
    links: int = 0
    dependencies: int = 0
    sprint_memberships: int = 0
    fix_versions: int = 0
    affects_versions: int = 0
    comment_dates: int = 0
    warnings: list[RowNote] = field(default_factory=list)

    def see(self, number: int) -> None:
        """Count a row; `number` is that of its item, 0 while there is none."""
        self.seen += 1
        self.created += number in self.begun

    def warn(self, row: int, key: str, text: str) -> None:
        """Report a row; of very many only the first hundred thousand."""
        if len(self.warnings) < _WARNINGS:
            self.warnings.append(RowNote(row, key, text))

    def outcome(self, *, sprints: int, versions: int) -> ImportOutcome:
        updated = len(self.changed - self.begun)
        return ImportOutcome(
            created=self.created,
            updated=updated,
            unchanged=self.seen - self.created - updated,
            links=self.links,
            dependencies=self.dependencies,
            sprints=sprints,
            sprint_memberships=self.sprint_memberships,
            versions=versions,
            fix_versions=self.fix_versions,
            affects_versions=self.affects_versions,
            comment_dates=self.comment_dates,
            warnings=tuple(self.warnings),
        )


@dataclass(frozen=True, slots=True)
class Later:
    """What can be joined only when every item is there. `has_parent`, `has_links`: whether the file says
    anything about them. `product`: where the file says that it is, 0 where it does not.
    """

    row: int
    item: int
    fresh: bool
    changed_at: datetime | None
    parent: str
    links: tuple[ImportedLink, ...]
    has_parent: bool = True
    has_links: bool = True
    product: int = 0
