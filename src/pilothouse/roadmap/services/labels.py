"""Labels: on items, and by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.text import known as only
from pilothouse.kit.text import line, one_line
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.contracts import COLOURS
from pilothouse.roadmap.services.known import Known

_LONGEST = 100
_MOST = 100  # labels of one item
_MOST_OF_ALL = 5_000
_REF = "roadmap.label"


def cleaned(names: Iterable[Any]) -> list[str]:
    """Names as they are stored, each once, in order; a comma parts names, so none holds one.

    Raises `Invalid` for too many or too long ones.
    """
    found: dict[str, str] = {}
    for name in names:
        if text := one_line(str(name).replace(",", " ")):
            found.setdefault(text.casefold(), line({"labels": text}, "labels", _LONGEST))
    if len(found) > _MOST:
        raise Invalid(f"An item has at most {_MOST} labels.", where="labels", cure="Remove some.")
    return list(found.values())


def wanted(had: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """What an item has once `labels` replaced, or `add_labels` and `remove_labels` changed what it
    `had`."""
    if values.get("labels") is not None or "labels" in values:
        return cleaned(values["labels"] or ())
    gone = {name.casefold() for name in cleaned(values.get("remove_labels") or ())}
    stay = [name for name in had if name.casefold() not in gone]
    return cleaned([*stay, *(values.get("add_labels") or ())])


def numbers(workspace_id: int, names: Iterable[str]) -> dict[str, int]:
    """Number by casefolded name; what is missing is made."""
    found = {
        name.casefold(): number
        for number, name in models.Label.objects.filter(workspace_id=workspace_id).values_list("pk", "name")
    }
    for name in names:
        if name.casefold() not in found:
            _refuse_more(len(found))
            row = models.Label.objects.create(workspace_id=workspace_id, name=name)
            found[name.casefold()] = row.pk
    return found


def held(row: models.Item) -> list[str]:
    """The names of an item's labels in order; nothing is asked where they were fetched with the item."""
    fetched = "labelled" in getattr(row, "_prefetched_objects_cache", {})
    rows = row.labelled.all() if fetched else row.labelled.select_related("label")
    return sorted(each.label.name for each in rows)


def store(known: Known, row: models.Item, names: Sequence[str]) -> list[list[str]] | None:
    """Give an item exactly these labels; what it had and has, None where that is the same."""
    had = held(row)
    before = {name.casefold() for name in had}
    after = {name.casefold() for name in names}
    if before == after:
        return None
    if after - known.labels.keys():
        known.labels |= numbers(row.workspace_id, names)
    if gone := [known.labels[name] for name in before - after]:
        row.labelled.filter(label_id__in=gone).delete()
    models.ItemLabel.objects.bulk_create(
        models.ItemLabel(workspace_id=row.workspace_id, item=row, label_id=known.labels[name])
        for name in sorted(after - before)
    )
    getattr(row, "_prefetched_objects_cache", {}).pop("labelled", None)
    return [had, sorted(names)]


def _refuse_more(there: int) -> None:
    if there >= _MOST_OF_ALL:
        cure = "Merge or remove some on the page of labels first."
        raise Invalid(f"A workspace has at most {_MOST_OF_ALL:,} labels.", where="labels", cure=cure)


@transaction.atomic
def add_label(*, actor: Actor, now: datetime, name: str, colour: str = "grey") -> contracts.Label:
    """Add a label. Raises `Invalid`, and `Conflict` for a name that is taken."""
    actor.require(Role.EDITOR)
    _refuse_more(models.Label.objects.filter(workspace_id=actor.workspace_id).count())
    row = models.Label(workspace_id=actor.workspace_id, name=_name({"name": name}), colour=_colour(colour))
    _refuse_taken(row)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="label.added",
        ref=_REF,
        title=row.name,
        fields=("name", "colour"),
        taken=_taken(row.name),
    )
    return queries.label(actor=actor, id=row.pk)


@transaction.atomic
def change_label(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Label:
    """Rename a label or colour it: every item that has it shows the new name. Raises `Stale`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Label, actor, id, "label")
    only(values, ("name", "colour"))
    found = dict(values)
    if "name" in found:
        found["name"] = _name(found)
        _refuse_taken(models.Label(pk=row.pk, workspace_id=row.workspace_id, name=found["name"]))
    if "colour" in found:
        found["colour"] = _colour(found["colour"])
    rows.change(
        row=row,
        values=found,
        actor=actor,
        now=now,
        version=version,
        verb="label.changed",
        ref=_REF,
        title=row.name,
    )
    return queries.label(actor=actor, id=id)


@transaction.atomic
def merge_label(
    *, actor: Actor, now: datetime, id: int, version: int | None, into_id: int
) -> contracts.Label:
    """Give every item that has one label the other, and remove the first. Raises `Invalid`, `Stale`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Label, actor, id, "label")
    into = rows.find(models.Label, actor, into_id, "label")
    if row.pk == into.pk:
        raise Invalid("A label cannot be merged into itself.", where="into_id", cure="Choose another.")
    have = set(into.labelled.values_list("item_id", flat=True))
    row.labelled.filter(item_id__in=have).delete()
    row.labelled.update(label=into)
    rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="label.merged",
        ref=_REF,
        title=f"{row.name} into {into.name}",
    )
    return queries.label(actor=actor, id=into_id)


@transaction.atomic
def remove_label(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a label from the workspace and from every item; returns the entry that restores it. Raises
    `Stale`, `NotFound`."""
    actor.require(Role.EDITOR)
    row = rows.find(models.Label, actor, id, "label")
    carried = list(row.labelled.order_by("item_id").values_list("item_id", flat=True))
    return rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="label.removed",
        ref=_REF,
        title=row.name,
        more={"carried": carried},
    )


def _name(values: Mapping[str, Any]) -> str:
    bare = {"name": str(values.get("name") or "").replace(",", " ")}
    return line(bare, "name", _LONGEST, needed="Give the label a name.")


def _colour(colour: Any) -> str:
    if colour not in COLOURS:
        raise Invalid(
            f"'{colour}' is not a colour of labels.",
            where="colour",
            cure=f"Use one of: {', '.join(COLOURS)}.",
        )
    return str(colour)


def _refuse_taken(row: models.Label) -> None:
    others = models.Label.objects.filter(workspace_id=row.workspace_id).exclude(pk=row.pk)
    if any(name.casefold() == row.name.casefold() for name in others.values_list("name", flat=True)):
        raise _taken(row.name)


def _taken(name: str) -> Conflict:
    return Conflict(
        f"There is a label {name} already.", where="name", cure="Choose another name, or merge the two."
    )
