"""What is here already, for a roster to find its people, teams and skills in."""

from __future__ import annotations

from typing import NamedTuple

from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.mailboxes import same_as
from pilothouse.kit.refs import Ref
from pilothouse.team import models
from pilothouse.team.contracts import ImportedPerson


class Known:
    """Who is here, by what a row may be known again by."""

    def __init__(self, actor: Actor) -> None:
        rows = models.Person.objects.filter(workspace_id=actor.workspace_id)
        self.rows = list(rows.select_related("team").prefetch_related("skills__skill"))
        self.by_external = {(row.source, row.external_id): row for row in self.rows if row.external_id}
        self.by_email = {same_as(row.email): row for row in self.rows if row.email}
        self.by_name: dict[str, list[models.Person]] = {}
        for row in self.rows:
            self.by_name.setdefault(row.name.lower(), []).append(row)
        self._add_aliases(actor)

    def _add_aliases(self, actor: Actor) -> None:
        """What those were called who were merged into somebody; a name of somebody's own goes first."""
        numbers = {row.pk: row for row in self.rows}
        for alias in models.PersonAlias.objects.filter(workspace_id=actor.workspace_id):
            row = numbers[alias.person_id]
            if alias.external_id:
                self.by_external.setdefault((alias.source, alias.external_id), row)
            if alias.email:
                self.by_email.setdefault(same_as(alias.email), row)
            self.by_name.setdefault(alias.name.lower(), [row])

    def find(self, person: ImportedPerson) -> models.Person | None:
        row = self.by_external.get((person.source, person.external_id))
        row = row or self.by_email.get(same_as(person.email))
        if row is not None:
            return row
        named = self.by_name.get(person.name.lower(), [])
        if len(named) == 1 and not (person.email and named[0].email):
            return named[0]
        return None

    def named(self, name: str) -> bool:
        return name.lower() in self.by_name


class Boxes:
    """Teams and skills by name, in capitals or not; those that are missing are made."""

    def __init__(self, actor: Actor) -> None:
        self.workspace_id = actor.workspace_id
        own = {"workspace_id": actor.workspace_id}
        self.names = dict(models.Team.objects.filter(**own).values_list("name", "pk"))
        aliases = models.TeamAlias.objects.filter(**own).values_list("name", "team_id")
        self.teams = {name.lower(): number for name, number in (*aliases, *self.names.items())}
        self.skills = {row.name.lower(): row.pk for row in models.Skill.objects.filter(**own)}
        self.made: list[Change] = []

    def team(self, name: str) -> int | None:
        if name and name.lower() not in self.teams:
            row = models.Team.objects.create(workspace_id=self.workspace_id, name=name)
            self.names[name] = self.teams[name.lower()] = row.pk
            self.made.append(Change("team.imported", Ref("team.team", row.pk), name))
        return self.teams.get(name.lower())

    def name_of(self, team: object) -> str | None:
        """The name of a team, as the record keeps it."""
        return next((name for name, number in self.names.items() if number == team), None)

    def skill(self, name: str) -> int:
        if name.lower() not in self.skills:
            row = models.Skill.objects.create(workspace_id=self.workspace_id, name=name)
            self.skills[name.lower()] = row.pk
            self.made.append(Change("skill.imported", Ref("team.skill", row.pk), name))
        return self.skills[name.lower()]

    def counts(self) -> dict[str, int]:
        verbs = [change.verb for change in self.made]
        return {"teams": verbs.count("team.imported"), "skills": verbs.count("skill.imported")}


class Edited(NamedTuple):
    """What people entered here of somebody: fields, and names of skills."""

    fields: set[str]
    skills: set[str]


def edited_here(actor: Actor) -> dict[int, Edited]:
    """What people entered here by hand, by person."""
    found: dict[int, Edited] = {}
    for verb in ("person.added", "person.changed", "person.skill_set"):
        for entry in journal_queries.every(actor=actor, kind="team.person", verb=verb):
            edited = found.setdefault(entry.subject.id, Edited(set(), set()))
            if verb == "person.skill_set":
                edited.skills.update(name.lower() for name in entry.changes)
            else:
                edited.fields.update("team_id" if name == "team" else name for name in entry.changes)
    return found
