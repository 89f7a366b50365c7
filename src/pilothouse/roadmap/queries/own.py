"""What the workspace added to items: statuses, labels and fields, and what items have of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import (
    STATUSES,
    Colour,
    CustomField,
    CustomValue,
    FieldKind,
    Label,
    OwnStatus,
    Status,
)

_BUILT_IN: Mapping[Status, Colour] = {
    "backlog": "grey",
    "ready": "blue",
    "in_progress": "yellow",
    "done": "green",
    "cancelled": "grey",
}


def plain_name(status: str) -> str:
    """How one of the five built in is shown: `In progress`."""
    return status.replace("_", " ").capitalize()


def statuses(*, actor: Actor, counted: bool = False) -> tuple[OwnStatus, ...]:
    """What there is to choose from, in order: the workspace's own, or the five built in where it has none.
    `counted`: with the number of items that have each."""
    rows = _own_statuses(actor.workspace_id)
    have = _status_counts(actor, rows) if counted else {}
    if not rows:
        return tuple(
            OwnStatus(None, plain_name(word), word, _BUILT_IN[word], have.get(word, 0)) for word in STATUSES
        )
    return tuple(_status(row, have.get(row.pk, 0)) for row in rows)


@prepared
def _own_statuses(workspace_id: int) -> QuerySet[models.Status]:
    return models.Status.objects.filter(workspace_id=workspace_id)


def status(*, actor: Actor, id: int) -> OwnStatus:
    """One of the workspace's own. Raises `NotFound`."""
    found = next((row for row in statuses(actor=actor, counted=True) if row.id == id), None)
    if found is None:
        raise NotFound("There is no such status.", cure="See the statuses in the settings.")
    return found


def _status(row: models.Status, items: int) -> OwnStatus:
    return OwnStatus(
        row.pk, row.name, cast("Status", row.means), cast("Colour", row.colour), items, row.version
    )


def _status_counts(actor: Actor, rows: Sequence[models.Status]) -> dict[int | str, int]:
    """Items of each status; those without one of the workspace's own count for the first of their meaning."""
    items = models.Item.objects.filter(workspace_id=actor.workspace_id).order_by()
    first = {row.means: row.pk for row in reversed(rows)}
    found: dict[int | str, int] = {}
    for own, word, many in items.values_list("own_status_id", "status").annotate(many=Count("id")):
        place = own or first.get(word, word)
        found[place] = found.get(place, 0) + many
    return found


@dataclass(frozen=True, slots=True)
class StatusNames:
    """How statuses are called here: by own status, and by meaning where an item has none of its own."""

    own: Mapping[int, str]
    first: Mapping[str, str]

    def of(self, status: str, own_status_id: int | None) -> str:
        return self.own.get(own_status_id or 0) or self.first.get(status) or plain_name(status)


def status_names(*, actor: Actor) -> StatusNames:
    """The names of all statuses of the workspace: one statement."""
    rows = statuses(actor=actor)
    return StatusNames(
        {row.id: row.name for row in rows if row.id}, {row.means: row.name for row in reversed(rows)}
    )


def labels(*, actor: Actor) -> tuple[Label, ...]:
    """Every label by name, with how many items have it."""
    rows = models.Label.objects.filter(workspace_id=actor.workspace_id).annotate(many=Count("labelled"))
    return tuple(Label(row.pk, row.name, cast("Colour", row.colour), row.many, row.version) for row in rows)


def label_names(*, actor: Actor) -> tuple[str, ...]:
    """What every label is called, by name; one statement that counts nothing."""
    return tuple(_label_names(actor.workspace_id))


@prepared
def _label_names(workspace_id: int) -> QuerySet[models.Label, str]:
    return models.Label.objects.filter(workspace_id=workspace_id).values_list("name", flat=True)


def label(*, actor: Actor, id: int) -> Label:
    """One label. Raises `NotFound`."""
    found = next((row for row in labels(actor=actor) if row.id == id), None)
    if found is None:
        raise NotFound("There is no such label.", cure="See the labels in the settings.")
    return found


def find_labels(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Labels whose name holds `text`, for pickers."""
    rows = models.Label.objects.filter(workspace_id=actor.workspace_id, name__icontains=text)
    return [Found(row.name, "label", Ref("roadmap.label", row.pk), row.name) for row in rows[:limit]]


def labels_of(items: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of each item's labels: one statement."""
    found: dict[int, tuple[str, ...]] = {}
    for number, name in _labelled(list(items)):
        found[number] = (*found.get(number, ()), name)
    return found


@prepared
def _labelled(items: list[int]) -> QuerySet[models.ItemLabel, tuple[int, str]]:
    rows = models.ItemLabel.objects.filter(item_id__in=items).order_by("label__name")
    return rows.values_list("item_id", "label__name")


def people_of(items: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Who was chosen to do each item: one statement."""
    found: dict[int, tuple[int, ...]] = {}
    for number, person in _assigned(list(items)):
        found[number] = (*found.get(number, ()), person)
    return found


@prepared
def _assigned(items: list[int]) -> QuerySet[models.Assignment, tuple[int, int]]:
    rows = models.Assignment.objects.filter(item_id__in=items).order_by("id")
    return rows.values_list("item_id", "person_id")


def custom_fields(*, actor: Actor, counted: bool = False) -> tuple[CustomField, ...]:
    """The workspace's own fields in their order; `counted`: with the number of items that have a value."""
    rows: list[Any] = _own_fields(actor.workspace_id, counted=counted)
    return tuple(_field(row, row.many if counted else 0) for row in rows)


@prepared
def _own_fields(workspace_id: int, *, counted: bool) -> QuerySet[models.CustomField]:
    rows = models.CustomField.objects.filter(workspace_id=workspace_id)
    return rows.annotate(many=Count("values")) if counted else rows


def custom_field(*, actor: Actor, id: int) -> CustomField:
    """One of the workspace's own fields. Raises `NotFound`."""
    found = next((row for row in custom_fields(actor=actor, counted=True) if row.id == id), None)
    if found is None:
        raise NotFound("There is no such custom field.", cure="See the custom fields in the settings.")
    return found


def _field(row: models.CustomField, items: int) -> CustomField:
    return CustomField(
        id=row.pk,
        name=row.name,
        handle=row.handle,
        kind=cast("FieldKind", row.kind),
        choices=tuple(row.choices),
        formula=row.formula,
        result=row.result,
        items=items,
        version=row.version,
    )


def custom_of(items: Iterable[int], names: Mapping[int, str]) -> dict[int, tuple[CustomValue, ...]]:
    """What each item has in custom fields, in the order of the fields: one statement. `names` are those of
    people."""
    found: dict[int, tuple[CustomValue, ...]] = {}
    for row in _own_values(list(items)):
        found[row.item_id] = (*found.get(row.item_id, ()), custom_value(row, names))
    return found


@prepared
def _own_values(items: list[int]) -> QuerySet[models.CustomValue]:
    return models.CustomValue.objects.filter(item_id__in=items).select_related("field")


def custom_value(row: models.CustomValue, names: Mapping[int, str]) -> CustomValue:
    """A stored value as it leaves the room."""
    field = row.field
    numbers = (row.number, row.day, row.person_id)
    value = next((each for each in numbers if each is not None), row.text or None)
    return CustomValue(field.pk, field.name, cast("FieldKind", field.kind), _shown(row, names), value)


def _shown(row: models.CustomValue, names: Mapping[int, str]) -> str:
    if row.person_id is not None:
        return names.get(row.person_id, "")
    if row.number is not None:
        return f"{row.number:,.10g}"
    return day_text(row.day) if row.day is not None else row.text
