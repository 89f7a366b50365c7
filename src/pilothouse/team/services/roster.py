"""Taking in a roster: a table of the people of a team, with what it says of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.tables.nouns import Differs, RowEffect, RowNote, Taken
from pilothouse.kit.text import one_line
from pilothouse.kit.versions import plain
from pilothouse.team import models
from pilothouse.team.contracts import ImportedPerson, ImportedSkill
from pilothouse.team.services.known import Boxes, Edited, Known, edited_here
from pilothouse.team.services.people import person_ref

_AT_ONCE = 300
_FIELDS = ("name", "email", "title", "availability", "joins_on", "leaves_on")
_SPAN = ("joins_on", "leaves_on")
_CHANGED = (*_FIELDS, "team_id", "version")


@transaction.atomic
def import_roster(*, actor: Actor, now: datetime, batch: str, people: Iterable[ImportedPerson]) -> Taken:
    """Create or update a person for each row, with team and skills, which are made where they are missing.

    A person is known again by (source, external id), else by e-mail, else by a name that only one person
    has, who then has no other e-mail. What a row leaves empty stays, as does what someone entered here; the
    row is reported then. May be repeated: the same rows again change nothing. Everything is journalled under
    `batch`, which `undo_roster` undoes.
    """
    actor.require(Role.EDITOR)
    desk = _Desk(actor)
    for person in people:
        desk.take(person)
    desk.write()
    journal.record_many(actor=actor, now=now, changes=desk.changes(), batch=batch)
    return desk.taken()


class Roster:
    """What rows of a roster would do to the people who are here; nothing is written."""

    def __init__(self, actor: Actor) -> None:
        self.desk = _Desk(actor)

    def knows(self, person: ImportedPerson) -> bool:
        """Whether a row is someone who is here."""
        return self.desk.people.find(person) is not None

    def compare(self, person: ImportedPerson) -> RowEffect:
        """What a row changes, and what it would if that were not edited here."""
        row = self.desk.people.find(person)
        if row is None:
            return RowEffect(person.name, person.title, fresh=True)
        edited = self.desk.edited.get(row.pk, Edited(set(), set()))
        changes: list[Differs] = []
        kept: list[Differs] = []
        for name, (before, after, stays) in self._pairs(row, person, edited).items():
            told = Differs(name.replace("_", " ").capitalize(), _words(before), _words(after))
            (kept if stays else changes).append(told)
        return RowEffect(row.name, row.title, False, tuple(changes), tuple(kept))

    def _pairs(
        self, row: models.Person, person: ImportedPerson, edited: Edited
    ) -> dict[str, tuple[object, object, bool]]:
        """Before, after, and whether it stays, of each field and skill that differs."""
        values = self.desk.given(row, person)
        found: dict[str, tuple[object, object, bool]] = {
            name: (getattr(row, name), value, name in edited.fields) for name, value in values.items()
        }
        team = row.team.name if row.team else ""
        if person.team and person.team.lower() != team.lower():
            found["team"] = (team, person.team, "team_id" in edited.fields)
        held = {each.skill.name.lower(): each.level for each in row.skills.all()}
        for name, skill in _levels(person).items():
            if held.get(name) != skill.level:
                found[skill.name] = (held.get(name), skill.level, name in edited.skills)
        return found


def _words(value: object) -> str:
    if isinstance(value, date):
        return day_text(value)
    return f"{value:.0%}" if isinstance(value, float) else str(value or "")


@dataclass
class _Change:
    """Before and after of a person who was here before."""

    fields: dict[str, list[object]] = field(default_factory=dict)
    skills: dict[str, list[object]] = field(default_factory=dict)

    def told(self) -> dict[str, list[object]]:
        skills = {f"skill {name}": pair for name, pair in self.skills.items()}
        return self.fields | skills


class _Desk:
    """One roster while it is taken in; `write` stores what `take` decided."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.people = Known(actor)
        self.boxes = Boxes(actor)
        self.edited = edited_here(actor)
        self.fresh: dict[tuple[str, str], tuple[models.Person, ImportedPerson]] = {}
        self.changed: dict[int, tuple[models.Person, _Change]] = {}
        self.held: list[models.PersonSkill] = []
        self.relevelled: list[models.PersonSkill] = []
        self.notes: list[RowNote] = []
        self.seen = 0
        self.matched: dict[int, int] = {}

    def take(self, person: ImportedPerson) -> None:
        row = self.people.find(person)
        if row is None and self.people.named(person.name):
            self._note(person, "Someone else of this name is here.")
        if row is not None and row.pk in self.matched:
            self._note(person, f"This is the person of row {self.matched[row.pk]}, who counts.")
        elif row is not None:
            self.seen += 1
            self.matched[row.pk] = person.row
            self._update(row, person)
        elif (person.source, person.external_id) not in self.fresh:
            self.seen += 1
            self.fresh[person.source, person.external_id] = (self._row(person), person)

    def _row(self, person: ImportedPerson) -> models.Person:
        return models.Person(
            workspace_id=self.actor.workspace_id,
            source=person.source,
            external_id=person.external_id,
            team_id=self.boxes.team(person.team),
            **_given(person),
        )

    def _update(self, row: models.Person, person: ImportedPerson) -> None:
        edited = self.edited.get(row.pk, Edited(set(), set()))
        different = self._different(row, person)
        kept = set(different) & edited.fields
        wanted = {name: value for name, value in different.items() if name not in kept}
        if _leaves_first(row, wanted):
            self._note(person, "The leaving date would be before the joining date; both stay as they were.")
            wanted = {name: value for name, value in wanted.items() if name not in _SPAN}
        change = self._changed(row, wanted)
        kept |= self._skills(row, person, edited, change)
        if kept:
            names = ", ".join(sorted(name.removesuffix("_id").replace("_", " ") for name in kept))
            self._note(person, f"Entered here, and kept although the file differs: {names}.")
        if change.fields or change.skills:
            row.version += 1
            self.changed[row.pk] = (row, change)

    def _different(self, row: models.Person, person: ImportedPerson) -> dict[str, object]:
        """What the file says otherwise; an e-mail in other capitals is the same."""
        values = self.given(row, person)
        if person.team and (team := self.boxes.team(person.team)) != row.team_id:
            values["team_id"] = team
        return values

    @staticmethod
    def given(row: models.Person, person: ImportedPerson) -> dict[str, object]:
        """The same without the team."""
        values = _given(person)
        if same_as(person.email) == same_as(row.email):
            values.pop("email", None)
        return {name: value for name, value in values.items() if getattr(row, name) != value}

    def _changed(self, row: models.Person, wanted: dict[str, object]) -> _Change:
        """Write `wanted` to the row, and what the record says of it: teams by name."""
        change = _Change()
        for name, value in sorted(wanted.items()):
            pair = [getattr(row, name), value]
            if name == "team_id":
                change.fields["team"] = [self.boxes.name_of(number) for number in pair]
            else:
                change.fields[name] = [plain(each) for each in pair]
            setattr(row, name, value)
        return change

    def _skills(
        self, row: models.Person, person: ImportedPerson, edited: Edited, change: _Change
    ) -> set[str]:
        """Note new and other levels; the names of skills whose level was set here and differs."""
        held = {each.skill.name.lower(): each for each in row.skills.all()}
        kept: set[str] = set()
        for name, skill in _levels(person).items():
            before = held.get(name)
            if before is not None and before.level == skill.level:
                continue
            if name in edited.skills:
                kept.add(skill.name)
                continue
            change.skills[skill.name] = [before.level if before else None, skill.level]
            if before is not None:
                before.level = skill.level
                self.relevelled.append(before)
            else:
                self.held.append(self._level(row, skill.name, skill.level))
        return kept

    def _level(self, row: models.Person, skill: str, level: int) -> models.PersonSkill:
        return models.PersonSkill(
            workspace_id=self.actor.workspace_id, person=row, skill_id=self.boxes.skill(skill), level=level
        )

    def write(self) -> None:
        models.Person.objects.bulk_create((row for row, _ in self.fresh.values()), batch_size=_AT_ONCE)
        bulk.update([row for row, _ in self.changed.values()], _CHANGED)
        for row, person in self.fresh.values():
            skills = _levels(person).values()
            self.held += [self._level(row, skill.name, skill.level) for skill in skills]
        models.PersonSkill.objects.bulk_create(self.held, batch_size=_AT_ONCE)
        bulk.update(self.relevelled, ["level"])

    def changes(self) -> Iterable[Change]:
        yield from self.boxes.made
        for row, _ in self.fresh.values():
            yield Change("person.imported", person_ref(row.pk), row.name)
        for row, change in self.changed.values():
            yield Change("person.imported_again", person_ref(row.pk), row.name, change.told())

    def taken(self) -> Taken:
        made, changed = len(self.fresh), len(self.changed)
        return Taken(made, changed, self.seen - made - changed, self.boxes.counts(), tuple(self.notes))

    def _note(self, person: ImportedPerson, text: str) -> None:
        self.notes.append(RowNote(person.row, person.name, text))


def _levels(person: ImportedPerson) -> dict[str, ImportedSkill]:
    """Each skill once, by its name in small letters; the last level counts."""
    return {skill.name.lower(): skill for skill in person.skills}


def _given(person: ImportedPerson) -> dict[str, object]:
    """The fields that a row says something about."""
    values = {name: getattr(person, name) for name in _FIELDS}
    return {
        name: one_line(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "")
    }


def _leaves_first(row: models.Person, values: dict[str, object]) -> bool:
    """Whether the person would leave before joining."""
    joins, leaves = (values.get(name, getattr(row, name)) for name in ("joins_on", "leaves_on"))
    return isinstance(joins, date) and isinstance(leaves, date) and leaves < joins
