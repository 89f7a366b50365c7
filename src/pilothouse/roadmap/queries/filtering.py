"""What a list of items is narrowed to, and how it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable, OrderBy

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.ids import row_number
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, PRIORITIES, STATUSES
from pilothouse.roadmap.queries import runs

ANY = "any"
# What an item may lack, in the words of a filter.
LACKS: Mapping[str, Q] = {
    "estimate": Q(likely__isnull=True, milestone=False),
    "owner": Q(owner__isnull=True),
    "release": Q(release__isnull=True),
    "deadline": Q(deadline__isnull=True),
    "priority": Q(priority__isnull=True),
    "parent": Q(parent__isnull=True),
    "assignee": ~Exists(models.Assignment.objects.filter(item=OuterRef("pk"))),  # type: ignore[dict-item]
    "label": ~Exists(models.ItemLabel.objects.filter(item=OuterRef("pk"))),  # type: ignore[dict-item]
}


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list of items is narrowed to; empty fields narrow nothing.

    `status` is `open`, `any`, one of the five meanings, or a name of the workspace's own. `priority` may be
    `none`. `without` is what an item lacks: a word of `LACKS`. `custom` has the number of a field and what
    stands in it, as typed.
    """

    text: str = ""
    status: str = ""
    kind: str = ""
    level: str = ""
    owner: int | None = None
    release: int | None = None
    product: Products = None
    priority: str = ""
    label: str = ""
    team: int | None = None
    assignee: int | None = None
    without: str = ""
    custom: tuple[tuple[int, str], ...] = ()


def narrowed(actor: Actor, narrow: ItemFilter) -> QuerySet[models.Item]:
    """The rows that the filter lets through. Raises `Invalid` for a word that it does not know."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    if narrow.text:
        rows = rows.filter(Q(title__icontains=narrow.text) | Q(key__iexact=narrow.text))
    rows = rows.filter(_with_status(actor, narrow.status))
    for field, value in (
        ("kind", narrow.kind),
        ("level", narrow.level),
        ("owner_id", narrow.owner),
        ("release_id", narrow.release),
        ("team_id", narrow.team),
    ):
        if value:
            rows = rows.filter(**{field: value})
    rows = of_products(rows, narrow.product)
    if narrow.priority:
        rows = rows.filter(_with_priority(narrow.priority))
    if narrow.without:
        rows = rows.filter(_lacking(narrow.without))
    if narrow.label:
        labelled = models.ItemLabel.objects.filter(item=OuterRef("pk"), label__name__iexact=narrow.label)
        rows = rows.filter(Exists(labelled))
    if narrow.assignee:
        rows = rows.filter(
            Exists(models.Assignment.objects.filter(item=OuterRef("pk"), person_id=narrow.assignee))
        )
    for number, text in narrow.custom:
        rows = rows.filter(Exists(_with_value(actor, number, text)))
    return rows


def _with_status(actor: Actor, status: str) -> Q:
    """Of an own status that is the first of its meaning, items without one of their own are, too."""
    if status in ("", ANY):
        return Q()
    if status == "open":
        return Q(status__in=OPEN)
    if status in STATUSES:
        return Q(status=status)
    own = list(models.Status.objects.filter(workspace_id=actor.workspace_id))
    found = next((row for row in own if row.name.casefold() == status.casefold()), None)
    if found is None:
        word = status.lower().replace(" ", "_")
        return Q(status=word) if word in STATUSES else Q(pk__in=())
    first = next(row for row in own if row.means == found.means)
    plain = Q(own_status=None, status=found.means) if first.pk == found.pk else Q(pk__in=())
    return Q(own_status=found) | plain


def _with_priority(word: str) -> Q:
    if word == "none":
        return Q(priority__isnull=True)
    return Q(priority=word) if word in PRIORITIES else Q(pk__in=())


def _lacking(word: str) -> Q:
    if word not in LACKS:
        raise Invalid(
            f"'{word[:40]}' is nothing that an item can lack.",
            where="without",
            cure=f"Use one of: {', '.join(LACKS)}.",
        )
    return LACKS[word]


def _with_value(actor: Actor, number: int, text: str) -> QuerySet[models.CustomValue]:
    """Values of a field that are `text` as it was typed: a part of a text, or all of anything else."""
    field = models.CustomField.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    values = models.CustomValue.objects.filter(item=OuterRef("pk"), field_id=number)
    if field is None:
        return values.none()
    kind = field.result if field.kind == "formula" else field.kind
    if kind == "number":
        return _same_number(values, text)
    if kind == "date":
        return values.filter(day=text) if _is_day(text) else values.none()
    if kind == "person":
        person = row_number(text)
        return values.none() if person is None else values.filter(person_id=person)
    return values.filter(text__icontains=text) if kind == "text" else values.filter(text__iexact=text)


def _same_number(values: QuerySet[models.CustomValue], text: str) -> QuerySet[models.CustomValue]:
    """`5`, `>5`, `>=5`, `<5` or `<=5`."""
    bare = text.lstrip("<>=")
    sign = {"": "", "=": "", ">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte"}.get(
        text[: len(text) - len(bare)].strip()
    )
    try:
        number = float(bare)
    except ValueError:
        return values.none()
    return values.none() if sign is None else values.filter(**{f"number{sign}": number})


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# Sorting

_Order = tuple[str | OrderBy | Combinable, ...]


def _planned(field: str) -> Callable[[Actor], Combinable]:
    """A field of the newest run that holds the item."""

    def found(actor: Actor) -> Combinable:
        # Trap: a query that is known to be empty empties the list that is sorted by it.
        newest = runs.newest_of_each(actor=actor) or [0]
        rows = models.PlannedItem.objects.filter(item=OuterRef("pk"), run_id__in=newest)
        return Subquery(rows.order_by("-run_id").values(field)[:1])

    return found


_COLUMNS: Mapping[str, str] = {
    "key": "key_order",
    "title": "title",
    "product": "product__name",
    "priority": "priority",
    "owner": "owner__name",
    "release": "release__name",
    "deadline": "deadline",
    "earliest_start": "earliest_start",
    "estimate": "likely",
    "story_points": "story_points",
    "progress": "progress",
    "value": "value",
    "cost_of_delay": "cost_of_delay_cents",
    "team": "team__name",
    "resolved": "resolved_at",
}
_FROM_RUN: Mapping[str, Callable[[Actor], Combinable]] = {
    "start": _planned("start_p50"),
    "p50": _planned("p50"),
    "p85": _planned("p85"),
    "chance": _planned("chance"),
}
SORTS = ("plan", "rank", "level", "kind", "status", *_COLUMNS, *_FROM_RUN)


def ordered(actor: Actor, rows: QuerySet[models.Item], sort: str) -> QuerySet[models.Item]:
    """`rows` sorted by a name of `SORTS`, or `custom_` and the number of a field; `-` turns it round.
    What has no value comes last either way. An unknown name sorts as `plan` does."""
    name, back = sort.removeprefix("-"), sort.startswith("-")
    if name == "rank":
        return rows.order_by(*_either(("product_id", "rank", "id"), back))
    if (value := _sorted_by(actor, name)) is not None:
        way = value.desc(nulls_last=True) if back else value.asc(nulls_last=True)
        return rows.order_by(way, "rank", "id")
    closed = Case(When(status__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    start = _FROM_RUN["start"](actor).asc(nulls_last=True)  # type: ignore[attr-defined]
    found = rows.order_by(closed, start, F("resolved_at").desc(nulls_first=True), "rank", "id")
    return found.reverse() if back else found


@dataclass(frozen=True, slots=True)
class InPlanOrder:
    """The numbers of `rows` in the order of "plan", a part at a time. What is open and planned stands first:
    of that a part is read along the dates of the run, without sorting all there is."""

    actor: Actor
    rows: QuerySet[models.Item]

    def count(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[int]:
        newest = runs.newest_of_each(actor=self.actor)
        if len(newest) == 1:  # else an item may stand in several of them
            asked = self.rows.filter(pk=OuterRef("item_id"), status__in=OPEN).order_by()
            planned = models.PlannedItem.objects.filter(Exists(asked), run_id=newest[0])
            found = planned.order_by("start_p50", "item__rank", "item_id").values_list("item_id", flat=True)[
                part
            ]
            if len(found) == part.stop - part.start:
                return list(found)
        return list(ordered(self.actor, self.rows, "plan").values_list("pk", flat=True)[part])


def _either(names: tuple[str, ...], back: bool) -> tuple[str, ...]:
    return tuple(f"-{name}" for name in names) if back else names


def _sorted_by(actor: Actor, name: str) -> Any:
    if name in _COLUMNS:
        return F(_COLUMNS[name])
    if name in _FROM_RUN:
        return _FROM_RUN[name](actor)
    if name in ("level", "kind", "status"):
        return _by_word(actor, name)
    number = row_number(name.removeprefix("custom_")) if name.startswith("custom_") else None
    return None if number is None else _by_field(actor, number)


def _by_word(actor: Actor, name: str) -> Combinable:
    """In the order in which the words stand, own statuses by their places."""
    words = {field.attname: field for field in models.Item._meta.concrete_fields}[name].choices or ()
    whens: list[When] = []
    if name == "status":
        own = models.Status.objects.filter(workspace_id=actor.workspace_id)
        whens = [When(own_status=row.pk, then=Value(row.place)) for row in own]
        first = {row.means: row.place for row in reversed(list(own))}
        whens += [When(status=word, then=Value(place)) for word, place in first.items()]
    whens += [When(**{name: word}, then=Value(place)) for place, (word, _) in enumerate(words)]
    return Case(*whens, output_field=IntegerField())


def _by_field(actor: Actor, number: int) -> Combinable | None:
    field = models.CustomField.objects.filter(workspace_id=actor.workspace_id, pk=number).first()
    if field is None:
        return None
    kind = field.result if field.kind == "formula" else field.kind
    column = {"number": "number", "date": "day", "person": "person__name"}.get(kind, "text")
    values = models.CustomValue.objects.filter(item=OuterRef("pk"), field_id=number)
    return Subquery(values.values(column)[:1])
