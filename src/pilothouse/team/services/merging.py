"""Several people, or teams, that are one: merged, and taken apart again.

Whatever points to them is found by the columns of all tables, so that a room above need not be known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Field, Model

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry, Restored
from pilothouse.journal.services import rows as recorded
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.versions import plain
from pilothouse.team import models
from pilothouse.team.services import rules

PERSON, TEAM = "person.merged", "team.merged"
_MOST = 500
_ALIASED = ("name", "email", "source", "external_id")
_FILLED = (
    "email", "title", "team_id", "day_rate_cents", "joins_on", "country", "subdivision", "source",
    "external_id", "account_id",
)  # fmt: skip


@transaction.atomic
def merge_people(*, actor: Actor, now: datetime, ids: Collection[int], into: int) -> int:
    """Make the people of `ids` the one person `into`; returns an entry by which `restore` takes them apart.

    Items, assignments, skills, absences and everything else that names them name `into` from now on. Of a
    skill that both have the higher level stays; what `into` lacks (e-mail, title, team, account, ...) is
    taken over. A later import finds `into` by what the others were called. Raises `Invalid`, `NotFound`.
    """
    one, others = _chosen(models.Person, actor, ids, into, "person")
    batch = sortable_id(now)
    changes = []
    for row in others:
        whole = _merged(row, one)
        changes.append(Change(PERSON, Ref("team.person", row.pk), row.name, whole))
        alias = {name: getattr(row, name) for name in _ALIASED}
        taken = _take_over(one, row)
        whole["filled"] = [taken, one.pk]
        models.PersonAlias.objects.create(workspace_id=actor.workspace_id, person=one, **alias)
        row.delete()
        _fill(one, taken)
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch, why=f"Merged into {one.name}.")
    return _last(actor, batch)


@transaction.atomic
def merge_teams(*, actor: Actor, now: datetime, ids: Collection[int], into: int) -> int:
    """Make the teams of `ids` the one team `into`; returns an entry by which `restore` takes them apart.

    People, items and everything else of theirs is of `into` from now on, and a later import that names one of
    them finds `into`. Raises `Invalid`, `NotFound`.
    """
    one, others = _chosen(models.Team, actor, ids, into, "team")
    batch = sortable_id(now)
    changes = []
    for row in others:
        changes.append(Change(TEAM, Ref("team.team", row.pk), row.name, _merged(row, one)))
        models.TeamAlias.objects.create(workspace_id=actor.workspace_id, team=one, name=row.name)
        row.delete()
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch, why=f"Merged into {one.name}.")
    return _last(actor, batch)


def part(*, actor: Actor, now: datetime, entry: Entry) -> Restored:
    """Take somebody, or a team, out again of what they were merged into, as `entry` tells.

    What was moved and names `into` still goes back, and so does the account that `into` took over. Raises
    `Conflict` when they are back, or `into` is gone.
    """
    table: type[Any] = models.Person if entry.verb == PERSON else models.Team
    into = entry.changes["into"][1]
    account = entry.changes.get("filled", [{}])[0].get("account_id")
    if account is not None:
        models.Person.objects.filter(pk=into, account_id=account).update(
            account=None, version=F("version") + 1
        )
    row, found = recorded.restore(
        table=table, actor=actor, now=now, entry=_with_aliases_gone(actor, entry, into), verb=_back(entry)
    )
    for field in _pointing(table):
        label = _label(field)
        numbers = entry.changes["moved"][0].get(label, [])
        own = field.model._default_manager.filter(pk__in=numbers, **{field.name: into})
        own.update(**{field.name: row.pk})
        for values in entry.changes["dropped"][0].get(label, []):
            _write(field.model, {**values, field.attname: row.pk})
    return found


def _chosen(
    table: type[Any], actor: Actor, ids: Collection[int], into: int, what: str
) -> tuple[Any, list[Any]]:
    actor.require(Role.EDITOR)
    wanted = set(ids) - {into}
    if not 0 < len(wanted) <= _MOST:
        raise Invalid(
            f"Choose 2 to {_MOST:,} to be merged.", where="ids", cure="Tick them, and say which one stays."
        )
    rows = {row.pk: row for row in table.objects.filter(workspace_id=actor.workspace_id)}
    if not rows.keys() >= wanted | {into}:
        raise NotFound(f"There is no such {what}.", where="ids", cure="Reload the page.")
    return rows[into], [rows[number] for number in sorted(wanted)]


def _merged(row: Any, one: Any) -> dict[str, list[Any]]:
    """Let everything that points to `row` point to `one`, and say what did, so that it can be taken back."""
    held = {
        field.attname: [plain(getattr(row, field.attname)), None]
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "workspace_id", "version")
        and getattr(row, field.attname) not in (None, "")
    }
    moved: dict[str, list[int]] = {}
    dropped: dict[str, list[dict[str, Any]]] = {}
    for field in _pointing(type(row)):
        for number in field.model._default_manager.filter(**{field.name: row}).values_list("pk", flat=True):
            if _move(field, number, one):
                moved.setdefault(_label(field), []).append(number)
            else:
                dropped.setdefault(_label(field), []).append(_drop(field, number, one))
    return held | {"into": [None, one.pk], "moved": [moved, None], "dropped": [dropped, None]}


def _pointing(table: type[Model]) -> Iterator[Any]:
    """The columns of all tables that point to `table`, but those of plans, which are never changed."""
    for relation in table._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and isinstance(field, Field) and not relation.many_to_many:
            if not field.model.__name__.startswith("Planned"):
                yield field


def _label(field: Any) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _move(field: Any, number: int, one: Any) -> bool:
    """Whether a row could be given to `one`; it cannot when `one` has its like."""
    changed: dict[str, Any] = {field.name: one}
    if any(column.name == "version" for column in field.model._meta.concrete_fields):
        changed["version"] = F("version") + 1
    try:
        with transaction.atomic():
            field.model._default_manager.filter(pk=number).update(**changed)
    except IntegrityError:
        return False
    return True


def _drop(field: Any, number: int, one: Any) -> dict[str, Any]:
    """Remove a row whose like `one` has, and say what it held. Of a skill the higher level stays."""
    row = field.model._default_manager.get(pk=number)
    if isinstance(row, models.PersonSkill):
        same = models.PersonSkill.objects.filter(person=one, skill_id=row.skill_id)
        same.filter(level__lt=row.level).update(level=row.level)
    values = {column.attname: plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}
    row.delete()
    return values


def _take_over(one: models.Person, row: models.Person) -> dict[str, Any]:
    """What `row` says of somebody and `one` does not."""
    found = {name: getattr(row, name) for name in _FILLED}
    found = {name: plain(value) for name, value in found.items() if value and not getattr(one, name)}
    if "source" not in found or "external_id" not in found:
        found.pop("source", None)
        found.pop("external_id", None)
    return found


def _fill(one: models.Person, taken: dict[str, Any]) -> None:
    for name, value in taken.items():
        if name not in ("source", "external_id"):
            setattr(one, name, date.fromisoformat(value) if name == "joins_on" else value)
    one.version += 1
    one.save()


def _with_aliases_gone(actor: Actor, entry: Entry, into: int) -> Entry:
    """The alias goes, as the name is somebody's own again."""
    table = rules.table_of_aliases(entry.verb == PERSON)
    owner = "person" if entry.verb == PERSON else "team"
    mine = table.objects.filter(workspace_id=actor.workspace_id, name=entry.title, **{owner: into})
    first = mine.first()
    if first is None:
        raise Conflict(
            f"What {entry.title} was merged into is gone.", where=entry.title, cure="Restore that first."
        )
    first.delete()
    return entry


def _back(entry: Entry) -> str:
    return entry.verb.replace(".merged", ".restored")


def _write(table: Any, values: dict[str, Any]) -> None:
    """Write a row that was dropped, unless its like stands there by now."""
    typed = {
        column.attname: column.to_python(values[column.attname])
        for column in table._meta.concrete_fields
        if column.attname in values
    }
    try:
        with transaction.atomic():
            table(**typed).save(force_insert=True)
    except IntegrityError:
        return


def _last(actor: Actor, batch: str) -> int:
    return next(journal_queries.batch(actor=actor, batch=batch)).id
