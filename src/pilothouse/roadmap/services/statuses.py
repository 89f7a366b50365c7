"""The workspace's own statuses, each with the meaning that planning knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.contracts import COLOURS, STATUSES

_LONGEST = 60
_MOST = 50
_REF = "roadmap.status"


def _with_five(actor: Actor) -> list[models.Status]:
    """The rows of the workspace; the five built in become rows with the first change."""
    found = list(models.Status.objects.select_for_update(no_key=True).filter(workspace_id=actor.workspace_id))
    if found:
        return found
    models.Status.objects.bulk_create(
        models.Status(
            workspace_id=actor.workspace_id, name=row.name, means=row.means, place=place, colour=row.colour
        )
        for place, row in enumerate(queries.statuses(actor=actor), 1)
    )
    return list(models.Status.objects.filter(workspace_id=actor.workspace_id))


@transaction.atomic
def add_status(
    *, actor: Actor, now: datetime, name: str, means: str, colour: str = "grey"
) -> contracts.OwnStatus:
    """Add a status, last of those of its meaning. Raises `Invalid`, and `Conflict` for a name that is
    taken."""
    actor.require(Role.EDITOR)
    there = _with_five(actor)
    if len(there) >= _MOST:
        raise Invalid(f"A workspace has at most {_MOST} statuses.", cure="Remove one first.")
    values = _checked({"name": name, "means": means, "colour": colour})
    _refuse_taken(there, values["name"], None)
    row = models.Status(workspace_id=actor.workspace_id, **values)
    place = next((at for at in range(len(there), 0, -1) if there[at - 1].means == row.means), len(there))
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="status.added",
        ref=_REF,
        title=row.name,
        fields=("name", "means", "colour"),
        taken=_taken(row.name),
    )
    _number([*there[:place], row, *there[place:]])
    return queries.status(actor=actor, id=row.pk)


@transaction.atomic
def change_status(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.OwnStatus:
    """Rename or colour a status, or change what it means: its items then mean that, too.

    Raises `Conflict` for a name that is taken, or when a meaning would have no status left; `Stale`.
    """
    actor.require(Role.EDITOR)
    row = rows.find(models.Status, actor, id, "status")
    there = _with_five(actor)
    known(values, ("name", "means", "colour"))
    found = _checked(values)
    if "name" in found:
        _refuse_taken(there, found["name"], row.pk)
    meant = row.means
    if found.get("means", meant) != meant:
        _refuse_last(there, row)
        _mean(row, found["means"], now)
    rows.change(
        row=row,
        values=found,
        actor=actor,
        now=now,
        version=version,
        verb="status.changed",
        ref=_REF,
        title=row.name,
    )
    return queries.status(actor=actor, id=id)


@transaction.atomic
def order_statuses(*, actor: Actor, now: datetime, ids: Sequence[int]) -> tuple[contracts.OwnStatus, ...]:
    """Put the statuses into this order. Raises `Invalid` unless each is named once."""
    actor.require(Role.EDITOR)
    there = {row.pk: row for row in _with_five(actor)}
    if sorted(ids) != sorted(there):
        raise Invalid("The order must name every status once.", where="ids", cure="Reload the page.")
    before = [row.name for row in there.values()]
    _number([there[number] for number in ids])
    after = [there[number].name for number in ids]
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="status.ordered",
            subject=Ref(_REF, ids[0]),
            title="Statuses",
            changes={"order": [before, after]},
        )
    return queries.statuses(actor=actor)


@transaction.atomic
def start_statuses(*, actor: Actor) -> tuple[contracts.OwnStatus, ...]:
    """The five built in as statuses of the workspace, to rename and reorder."""
    actor.require(Role.EDITOR)
    _with_five(actor)
    return queries.statuses(actor=actor)


@transaction.atomic
def remove_status(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a status; its items take the first other of the same meaning. Returns the entry that restores
    it. Raises `Conflict` for the last of its meaning, `Stale`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Status, actor, id, "status")
    _refuse_last(_with_five(actor), row)
    carried = list(models.Item.objects.filter(own_status=row).values_list("pk", flat=True))
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="status.removed",
        ref=_REF,
        title=row.name,
        more={"carried": carried},
    )


def _number(ordered: Sequence[models.Status]) -> None:
    for place, row in enumerate(ordered, 1):
        row.place = place
    models.Status.objects.bulk_update(ordered, ["place"])


def _mean(row: models.Status, means: str, now: datetime) -> None:
    """Its items mean what it means; open ones have no day of being resolved, closed ones have."""
    items = models.Item.objects.filter(own_status=row)
    items.update(status=means)
    if means in ("done", "cancelled"):
        items.filter(resolved_at__isnull=True).update(resolved_at=now)
    else:
        items.update(resolved_at=None)


def _refuse_last(there: Sequence[models.Status], row: models.Status) -> None:
    if not any(other.means == row.means and other.pk != row.pk for other in there):
        word = row.means.replace("_", " ")
        raise Conflict(
            f"{row.name} is the only status that means {word}.",
            where="status",
            cure=f"Add another status that means {word} first.",
        )


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    if "name" in found:
        found["name"] = line(found, "name", _LONGEST, needed="Give the status a name.")
    for name, words in (("means", STATUSES), ("colour", COLOURS)):
        if name in found and found[name] not in words:
            raise Invalid(
                f"'{found[name]}' is no such word.", where=name, cure=f"Use one of: {', '.join(words)}."
            )
    return found


def _refuse_taken(there: Sequence[models.Status], name: str, but: int | None) -> None:
    if any(row.name.casefold() == name.casefold() and row.pk != but for row in there):
        raise _taken(name)


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a status {name} already.", where="name", cure="Choose another name.")
