"""Items as a noun of tables: what a file of them is counted by, and how it is taken in and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.nouns import (
    NEW,
    NO_ONE,
    Answers,
    Cells,
    Intake,
    Kind,
    Name,
    RowEffect,
    RowNote,
    TableNoun,
    Taken,
    Told,
    Undone,
    Word,
    untold,
)
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import STATUSES, ImportedItem
from pilothouse.roadmap.intake import words
from pilothouse.roadmap.intake.fields import COMPUTED, FIELDS
from pilothouse.roadmap.intake.loose import LooseEnds
from pilothouse.roadmap.intake.reading import Desk, item_of
from pilothouse.team import queries as team_queries
from pilothouse.team import services as team
from pilothouse.team.contracts import ImportedPerson
from pilothouse.team.queries import Match
from pilothouse.vision import queries as vision

_ACTIVE = timedelta(weeks=26)
_MOST_WORDS = 500
_MOST_DIFFERENT = 20_000
_NONE = Answers()
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
# What is counted one by one, and what is counted where it is filled, by the fields of an item.
_COUNTED = {
    "links": "links",
    "sprint memberships": "sprints",
    "fix versions": "fix_versions",
    "affected versions": "affects_versions",
    "comment dates": "comment_dates",
}
_FILLED = {
    "created dates": "opened_at",
    "resolved dates": "resolved_at",
    "updated dates": "source_updated_at",
    "parents": "parent_external_id",
    "estimates": "likely",
}


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
            for name in item.everyone:
                self.last_seen[name] = max(self.last_seen.get(name, day), day)
        else:
            for name in item.everyone:
                self.last_seen.setdefault(name, date.max)

    def leaves_on(self, person: str) -> date | None:
        """When a person stopped being named, if that was more than half a year before the newest date."""
        seen = self.last_seen[person]
        return None if self.newest is None or seen >= self.newest - _ACTIVE else seen


class ItemIntake(Intake[ImportedItem]):
    """One file of items. Parents that are named by the tracker's inner numbers, and rows without a key, need
    a first look.
    """

    def __init__(self, actor: Actor | None, source: str, answers: Answers = _NONE) -> None:
        self.actor, self.source, self.answers = actor, source, answers
        self.known = (
            queries.find_by_external(actor=actor, source=source, product_id=answers.product_id)
            if actor
            else {}
        )
        self.desk = Desk(source, answers)
        if actor:
            self.desk.releases = frozenset(queries.release_names(actor=actor))
        if actor is not None:
            self.desk.names = frozenset(team_queries.names(actor=actor).values())
            named = queries.sheet_names(actor=actor).products
            self.desk.products = {name.casefold(): number for number, name in named.items()}
            self.desk.product_keys = {each.key: each for each in vision.products(actor=actor)}
            self.desk.own = frozenset(row.name.casefold() for row in queries.custom_fields(actor=actor))
            self.desk.statuses = {
                row.name.casefold(): (row.name, row.means) for row in queries.statuses(actor=actor) if row.id
            }
        self.activity = Activity()
        self.counted: Counter[str] = Counter()
        self.said: Counter[tuple[str, str]] = Counter()
        self.named: Counter[str] = Counter()
        self.versions: set[str] = set()
        self.sprints: set[tuple[str, datetime | None]] = set()
        self.loose = LooseEnds()
        self.elsewhere: dict[str, int] | None = None
        self.comparison: services.Comparison | None = None

    def wants_first_look(self, fields: Collection[str]) -> bool:
        return "internal_id" in fields or "external_id" not in fields

    def look(self, cells: Cells) -> None:
        self.desk.look(cells)

    def read(self, cells: Cells) -> ImportedItem:
        return item_of(cells, self.desk)

    def key(self, value: ImportedItem) -> str:
        return value.external_id

    def count(self, value: ImportedItem) -> None:
        counted = self.counted
        counted["items"] += 1
        self._recognise(value)
        counted["updated" if value.external_id in self.known else "created"] += 1
        counted[f"status {value.status}"] += 1
        for name, held in _COUNTED.items():
            counted[name] += len(getattr(value, held))
        for name, held in _FILLED.items():
            counted[name] += getattr(value, held) not in (None, "")
        for version in (*value.fix_versions, *value.affects_versions):
            self.versions.add(version.name)
        for sprint in value.sprints:
            self.sprints.add((sprint.name, sprint.start))
        for name, text in value.said:
            if (said := (name, text[:200])) in self.said or len(self.said) < _MOST_DIFFERENT:
                self.said[said] += 1
        self.named.update(value.everyone)
        for what, found in (("people", self.named), ("versions", self.versions), ("sprints", self.sprints)):
            if len(found) > _MOST_DIFFERENT:
                raise Invalid(
                    f"The file names more than {_MOST_DIFFERENT:,} {what}.",
                    where=f"row {value.row}",
                    cure=f"Another column is probably that of the {what}: choose its meaning anew.",
                )
        self.activity.note(value)
        self.loose.note(value)

    def _recognise(self, value: ImportedItem) -> None:
        """Know a row of an export of our own by its key, whatever product the item is in now."""
        product = self.answers.product_id
        if value.is_ours and self.actor and product:
            if self.elsewhere is None:
                self.elsewhere = queries.keys_elsewhere(actor=self.actor, product_id=product)
            for name in (value.external_id, value.parent_external_id):
                number = self.elsewhere.get(name)
                if number is not None:
                    self.known.setdefault(name, number)

    def words(self) -> tuple[Word, ...]:
        return tuple(
            Word(field, text, many, *self._meaning(field, text))
            for (field, text), many in self.said.most_common(_MOST_WORDS)
        )

    def _meaning(self, field: str, text: str) -> tuple[str, bool]:
        chosen = self.desk.chosen(field, text)
        if not chosen and field == "status":
            chosen = self.desk.own_status(text)[0]
        return (chosen, True) if chosen else words.meaning(field, text)

    def choices(self, field: str) -> tuple[tuple[str, str], ...]:
        own = self.desk.statuses.values() if field == "status" else ()
        return (*words.CHOICES[field], *((name, name) for name, _ in own if name not in STATUSES))

    def names(self) -> tuple[Name, ...]:
        found = self._matches()
        told = []
        for text, many in self.named.most_common():
            chosen, match = self.answers.people.get(text), found.get(text)
            if chosen:
                told.append(Name(text, many, chosen, "chosen"))
            else:
                told.append(
                    Name(text, many, str(match.person_id) if match else NEW, match.by if match else "")
                )
        return tuple(told)

    def _matches(self) -> Mapping[str, Match]:
        if self.actor is None:
            return {}
        return team_queries.match_names(actor=self.actor, source=self.source, names=self.named)

    def _people(self) -> dict[str, int | None]:
        """Who each name is; None for no one. Those that are still to be made are left out."""
        numbers = {name.text: name.person for name in self.names()}
        return {
            text: None if person == NO_ONE else int(person)
            for text, person in numbers.items()
            if person != NEW
        }

    def compare(self, values: Sequence[ImportedItem]) -> tuple[RowEffect, ...]:
        if self.actor is None or self.answers.product_id is None:
            return tuple(RowEffect(value.name, value.title, fresh=True) for value in values)
        if self.comparison is None:
            self.comparison = services.Comparison(
                actor=self.actor, product_id=self.answers.product_id, source=self.source
            )
        return self.comparison.of(values, self._people())

    def loose_ends(self) -> tuple[RowNote, ...]:
        return self.loose.told(self.known)

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
            *(
                "" if value.keyless else value.external_id,
                value.title,
                value.level.capitalize(),
                value.status.replace("_", " ").capitalize(),
            ),
            *(value.parent_name, estimate, value.assignee),
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
        known = self._people()
        made = team.import_people(
            actor=actor,
            now=now,
            batch=batch,
            people=[
                ImportedPerson(self.source, name, name, leaves_on=self.activity.leaves_on(name))
                for name in self.activity.last_seen
                if name not in known
            ],
        )
        people = made | {name: number for name, number in known.items() if number is not None}
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


def _undo(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    force: bool = False,
    keep: bool = False,
    step: Told = untold,
) -> Undone:
    counts = services.undo_import(actor=actor, now=now, batch=batch, force=force, keep=keep, step=step)
    people = team.remove_imported(actor=actor, now=now, batch=batch)
    return Undone(counts["removed"], counts["restored"], people, counts["kept"])


_HELD: Mapping[str, Kind] = {"number": "number", "date": "day"}


def _custom(actor: Actor) -> dict[str, Kind]:
    """Custom fields that hold numbers or days."""
    fields = queries.custom_fields(actor=actor)
    return {row.name.casefold(): _HELD[row.kind] for row in fields if row.kind in _HELD}


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
    edits=services.edits_since,
    in_product=True,
    keeps_rest=True,
    computed=COMPUTED,
    makes_keys=True,
    rest=_custom,
)
