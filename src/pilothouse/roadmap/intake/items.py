"""Items as a noun of tables: what a file of them is counted by, and how it is taken in and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.nouns import Cells, Intake, TableNoun, Taken, Undone
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.intake.fields import FIELDS
from pilothouse.roadmap.intake.reading import item_of
from pilothouse.team import services as team
from pilothouse.team.contracts import ImportedPerson

_ACTIVE = timedelta(weeks=26)
_FOUND = {
    "created": "New items",
    "updated": "Items that are there",
    "status backlog": "In the backlog",
    "status ready": "Ready",
    "status in_progress": "In progress",
    "status done": "Done",
    "status cancelled": "Cancelled",
    "parents": "Items with a parent",
    "links": "Links",
    "sprints": "Sprints",
    "sprint memberships": "Items in sprints",
    "versions": "Versions",
    "fix versions": "Items in versions",
    "affected versions": "Affected versions",
    "people": "People",
    "estimates": "Estimates",
    "comment dates": "Comments",
}
_ARRIVED = {
    "created": "Items made",
    "updated": "Items changed",
    "unchanged": "As they were",
    "links": "Links",
    "dependencies": "Dependencies",
    "sprints": "Sprints",
    "sprint_memberships": "Items in sprints",
    "versions": "Versions",
    "fix_versions": "Items in versions",
    "affects_versions": "Affected versions",
    "comment_dates": "Comments",
}
_FURTHER = tuple(_ARRIVED)[3:]


@dataclass
class Activity:
    """When people were last named, to tell who has left from who works."""

    last_seen: dict[str, date] = field(default_factory=dict)
    newest: date | None = None

    def note(self, item: ImportedItem) -> None:
        moment = item.resolved_at or item.source_updated_at or item.opened_at
        if moment is not None:
            day = moment.date()
            self.newest = max(self.newest or day, day)
            if item.assignee:
                self.last_seen[item.assignee] = max(self.last_seen.get(item.assignee, day), day)
        elif item.assignee:
            self.last_seen.setdefault(item.assignee, date.max)

    def leaves_on(self, person: str) -> date | None:
        """When a person stopped being named, if that was more than half a year before the newest date."""
        seen = self.last_seen[person]
        return None if self.newest is None or seen >= self.newest - _ACTIVE else seen


class ItemIntake(Intake[ImportedItem]):
    """One file of items. Parents that are named by the tracker's inner numbers need a first look."""

    def __init__(self, actor: Actor | None, source: str) -> None:
        self.source = source
        self.known = queries.find_by_external(actor=actor, source=source) if actor else {}
        self.keys: dict[str, str] = {}
        self.activity = Activity()
        self.counted: Counter[str] = Counter()
        self.versions: set[str] = set()
        self.sprints: set[tuple[str, datetime | None]] = set()

    def wants_first_look(self, fields: Collection[str]) -> bool:
        return "internal_id" in fields

    def look(self, cells: Cells) -> None:
        number, key = cells.text("internal_id"), cells.text("external_id")
        if number and key:
            self.keys[number] = key

    def read(self, cells: Cells) -> ImportedItem:
        return item_of(cells, source=self.source, keys=self.keys)

    def key(self, value: ImportedItem) -> str:
        return value.external_id

    def count(self, value: ImportedItem) -> None:
        counted = self.counted
        counted["items"] += 1
        counted["updated" if value.external_id in self.known else "created"] += 1
        counted[f"status {value.status}"] += 1
        counted["links"] += len(value.links)
        counted["sprint memberships"] += len(value.sprints)
        counted["fix versions"] += len(value.fix_versions)
        counted["affected versions"] += len(value.affects_versions)
        counted["comment dates"] += len(value.comment_dates)
        counted["created dates"] += value.opened_at is not None
        counted["resolved dates"] += value.resolved_at is not None
        counted["updated dates"] += value.source_updated_at is not None
        counted["parents"] += bool(value.parent_external_id)
        counted["estimates"] += value.likely is not None
        self.versions.update(version.name for version in (*value.fix_versions, *value.affects_versions))
        self.sprints.update((sprint.name, sprint.start) for sprint in value.sprints)
        self.activity.note(value)

    def counts(self) -> dict[str, int]:
        return dict(self.counted) | {
            "versions": len(self.versions),
            "sprints": len(self.sprints),
            "people": len(self.activity.last_seen),
        }

    def preview(self, value: ImportedItem) -> tuple[str, ...]:
        points = (value.low, value.likely, value.high)
        estimate = " / ".join(f"{point:g}" for point in points if point is not None)
        return (
            *(value.external_id, value.title, value.level, value.status.replace("_", " ").capitalize()),
            *(value.parent_external_id, estimate, value.assignee),
        )

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[ImportedItem],
        progress: Callable[[int], None],
    ) -> Taken:
        if product_id is None:
            raise Invalid("No product was chosen.", where="product", cure="Choose one, or name a new one.")
        people = team.import_people(
            actor=actor,
            now=now,
            batch=batch,
            people=[
                ImportedPerson(self.source, name, name, leaves_on=self.activity.leaves_on(name))
                for name in self.activity.last_seen
            ],
        )
        outcome = services.import_items(
            actor=actor,
            now=now,
            batch=batch,
            product_id=product_id,
            items=rows,
            people=people,
            progress=progress,
        )
        counts = {name: getattr(outcome, name) for name in _FURTHER}
        return Taken(outcome.created, outcome.updated, outcome.unchanged, counts, outcome.warnings)


def _undo(*, actor: Actor, now: datetime, batch: str, force: bool) -> Undone:
    counts = services.undo_import(actor=actor, now=now, batch=batch, force=force)
    people = team.remove_imported(actor=actor, now=now, batch=batch)
    return Undone(counts["removed"], counts["restored"], people)


ITEMS = TableNoun(
    name="items",
    label="Items",
    one="item",
    many="items",
    fields=FIELDS,
    shown=("Key", "Title", "Level", "Status", "Parent", "Estimate, days", "Assignee"),
    found=_FOUND,
    arrived=_ARRIVED,
    intake=ItemIntake,
    undo=_undo,
    in_product=True,
    keeps_rest=True,
)
