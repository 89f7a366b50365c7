"""Taking back a removal, from what the journal kept of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal_queries
from pilothouse.journal.contracts import Entry, Restored
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, NotFound
from pilothouse.team import models
from pilothouse.team.services import merging, rules
from pilothouse.team.services.absences import add_absence
from pilothouse.team.services.calendar import add_closed_day

_DATES = ("joins_on", "leaves_on")


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back the person, absence, closed day, team or skill whose removal is journalled as `entry_id`.

    A person comes back with skills and absences, under the same number. Raises
    `Conflict` when something stands in its place by now, `NotFound` when the entry removed nothing of ours.
    """
    actor.require(Role.EDITOR)
    entry = journal_queries.entry(actor=actor, id=entry_id)
    kept = {name: pair[0] for name, pair in entry.changes.items()}
    if entry.verb == "person.removed" and kept:
        return _person(actor, now, entry, kept)
    if entry.verb == "team.removed" and kept:
        return _team(actor, now, entry)
    if entry.verb == "skill.removed" and kept:
        return _skill(actor, now, entry)
    if entry.verb == "person.absence_removed":
        first, last = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
        reason = kept.get("reason", "")
        add_absence(actor=actor, now=now, person_id=entry.subject.id, first=first, last=last, reason=reason)
        rows.tell_restored(actor=actor, now=now, entry=entry, verb="person.absence_restored")
        return Restored(entry.subject, entry.title)
    if entry.verb == "calendar.day_opened":
        day = date.fromisoformat(kept["day"])
        add_closed_day(actor=actor, now=now, day=day, name=kept.get("name", ""))
        rows.tell_restored(actor=actor, now=now, entry=entry, verb="calendar.day_restored")
        return Restored(entry.subject, entry.title)
    if entry.verb in (merging.PERSON, merging.TEAM):
        return merging.part(actor=actor, now=now, entry=entry)
    raise NotFound("This cannot be taken back.", cure="Enter it again by hand.")


def _person(actor: Actor, now: datetime, entry: Entry, kept: dict[str, Any]) -> Restored:
    if _own(models.Person, actor).filter(pk=entry.subject.id).exists():
        raise Conflict("The person is back already.", where=entry.title, cure="See the Team page.")
    skills, absences = kept.pop("skills", {}), kept.pop("absences", [])
    account = kept.pop("account_id", None)
    fields = {name: date.fromisoformat(text) if name in _DATES else text for name, text in kept.items()}
    missing: list[str] = []
    if "team_id" in fields and not _own(models.Team, actor).filter(pk=fields["team_id"]).exists():
        missing.append("team")
        del fields["team_id"]
    outside = {name: fields.pop(name) for name in ("source", "external_id") if name in fields}
    row = models.Person(
        pk=entry.subject.id,
        workspace_id=actor.workspace_id,
        **rules.person_fields(actor, fields, None),
        **outside,
    )
    if row.external_id and _own(models.Person, actor).filter(**outside).exists():
        raise Conflict("The person was imported again.", where=entry.title, cure="See the Team page.")
    row.account_id = account if _is_free(actor, account) else None
    row.save(force_insert=True)
    numbers = dict(_own(models.Skill, actor).values_list("name", "pk"))
    models.PersonSkill.objects.bulk_create(
        models.PersonSkill(workspace_id=actor.workspace_id, person=row, skill_id=numbers[name], level=level)
        for name, level in skills.items()
        if name in numbers
    )
    models.Absence.objects.bulk_create(
        models.Absence(
            workspace_id=actor.workspace_id,
            person=row,
            first=date.fromisoformat(first),
            last=date.fromisoformat(end),
            reason=reason,
        )
        for first, end, reason in absences
    )
    rows.tell_restored(actor=actor, now=now, entry=entry, verb="person.restored")
    missing += [f"skill {name}" for name in skills if name not in numbers]
    return Restored(entry.subject, row.name, tuple(missing))


def _is_free(actor: Actor, account: int | None) -> bool:
    """Whether an account is that of a member whom no one of the team is by now."""
    members = {row.user_id for row in accounts.members(actor=actor)}
    return account in members and not _own(models.Person, actor).filter(account_id=account).exists()


def _team(actor: Actor, now: datetime, entry: Entry) -> Restored:
    """The team, with those of its people who have none by now."""
    row, found = rows.restore(table=models.Team, actor=actor, now=now, entry=entry, verb="team.restored")
    members = entry.changes.get("members", [[]])[0]
    _own(models.Person, actor).filter(pk__in=members, team=None).update(team=row, version=F("version") + 1)
    return found


def _skill(actor: Actor, now: datetime, entry: Entry) -> Restored:
    """The skill, with the levels of the people who are here."""
    row, found = rows.restore(table=models.Skill, actor=actor, now=now, entry=entry, verb="skill.restored")
    holders = dict(entry.changes.get("holders", [[]])[0])
    here = _own(models.Person, actor).filter(pk__in=holders).values_list("pk", flat=True)
    models.PersonSkill.objects.bulk_create(
        models.PersonSkill(workspace_id=actor.workspace_id, person_id=id, skill=row, level=holders[id])
        for id in here
    )
    return found


def _own(table: Any, actor: Actor) -> Any:
    return table.objects.filter(workspace_id=actor.workspace_id)
