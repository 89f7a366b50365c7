"""Fields of items that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.editing import Editable, Many, trash
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import KINDS, LEVELS, PRIORITIES, Item, ListedItem
from pilothouse.roadmap.quick import values_of
from pilothouse.roadmap.telling import told
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

Values = Callable[[Any], dict[str, Any]]


def read(*, actor: Actor, id: int) -> Item:
    """The item with number `id`. Raises `NotFound`."""
    return queries.item(actor=actor, key=queries.key_of(actor=actor, id=id))


@dataclass(frozen=True, slots=True)
class Store:
    """Stores what `values` makes of a value, in one item or in many."""

    values: Values

    def __call__(
        self,
        *,
        actor: Actor,
        now: datetime,
        id: int,
        version: int | None,
        value: Any,
        why: str = "",
        batch: str = "",
    ) -> Item:
        key, values = queries.key_of(actor=actor, id=id), self.values(value)
        return services.change_item(
            actor=actor, now=now, key=key, version=version, values=values, why=why, batch=batch
        )

    def many(self, *, actor: Actor, now: datetime, ids: Sequence[int], value: Any, why: str = "") -> Many:
        done = services.bulk_change(actor=actor, now=now, ids=ids, values=self.values(value), why=why)
        undo = wurl(actor, "roadmap:undo-act", done.batch) if done.changed else ""
        return Many(f"{done.changed} {'item' if done.changed == 1 else 'items'} changed.", undo)


def _plain(name: str) -> Values:
    return lambda value: {name: value}


def _number(name: str) -> Values:
    return lambda value: {name: int(value) if value else None}


def _days(row: Item | ListedItem) -> tuple[float, ...]:
    if row.likely is None:
        return ()
    if row.low is None or row.high is None:
        return (row.likely,)
    return (row.low, row.likely, row.high)


def _words(names: Iterable[str]) -> Callable[..., list[tuple[str, str]]]:
    found = [(name, name.replace("_", " ").capitalize()) for name in names]
    return lambda *, actor, row: found


def people(*, actor: Actor, row: Item | None) -> list[tuple[str, str]]:
    """Everyone of the team to choose from, by name."""
    names = team.names(actor=actor)
    return sorted(((str(number), name) for number, name in names.items()), key=lambda pair: pair[1])


def _releases(*, actor: Actor, row: Item | None) -> list[tuple[str, str]]:
    """Those of the item's product; for several items those of all products, each with its product."""
    found = queries.release_choices(actor=actor, product_id=row.product_id if row else None)
    products = {release.product_id for release in found}
    if len(products) < 2:
        return [(str(release.id), release.name) for release in found]
    return [(str(release.id), f"{release.name} ({release.product_name})") for release in found]


def _waits(*, actor: Actor, now: datetime, id: int, version: int | None, value: Sequence[str]) -> Item:
    key = queries.key_of(actor=actor, id=id)
    return services.wait_for(actor=actor, now=now, key=key, version=version, predecessors=value)


def _moved(*, actor: Actor, now: datetime, ids: Sequence[int], value: str) -> Many:
    moved = services.move_to_product(actor=actor, now=now, ids=ids, product_id=int(value))
    return Many(told(moved), wurl(actor, "roadmap:undo-move", moved.batch) if moved.items else "")


def _products(*, actor: Actor, row: Item | None) -> list[tuple[str, str]]:
    return [(str(product.id), product.name) for product in vision.products(actor=actor)]


def _labels(*, actor: Actor, row: Item | None) -> list[tuple[str, str]]:
    return [(name, name) for name in queries.label_names(actor=actor)]


def _statuses(*, actor: Actor, row: Item | None) -> list[tuple[str, str]]:
    """What there is; the one that the row shows under the value that the row has."""
    shown = row.status_name if row else ""
    return [
        (row.status_value if row and status.name == shown else status.value, status.name)
        for status in queries.statuses(actor=actor)
    ]


def _part_of(row: Item | ListedItem) -> str:
    """The parent by key and, where it is known, by name."""
    above = row.ancestors[-1] if isinstance(row, Item) and row.ancestors else None
    return f"{above.key} {above.title}" if above else row.parent_key or ""


_item = partial(Editable, noun="roadmap.item", rows=(Item, ListedItem), read=read, called=lambda row: row.key)


def _field(
    field: str, label: str, kind: Any, *, values: Values | None = None, many: bool = True, **more: Any
) -> Editable:
    """A field that `change_item` stores as it is, or as `values` says."""
    store = Store(values or _plain(field))
    more.setdefault("value", lambda row: getattr(row, field))
    more["change_many"] = store.many if many else None
    return _item(field=field, label=label, kind=kind, change=store, undo="roadmap:undo-act", **more)


editables = (
    _field("title", "Title", "line", needed=True, many=False, key="t"),
    _field(
        "status",
        "Status",
        "choice",
        choices=_statuses,
        value=lambda row: row.status_value,
        text=lambda row: row.status_name,
        key="s",
        needed=True,
    ),
    _field(
        "priority",
        "Priority",
        "choice",
        choices=_words(PRIORITIES),
        value=lambda row: row.priority or "",
        text=lambda row: (row.priority or "").capitalize(),
    ),
    _field(
        "people",
        "Assignees",
        "many",
        values=lambda value: {"people": [int(each) for each in value]},
        text=lambda row: ", ".join(row.people_names),
        choices=people,
        picks="team.person",
        key="a",
        hint="The plan keeps whom you choose; without anyone it chooses by skill",
    ),
    _field(
        "owner",
        "Owner",
        "reference",
        values=_number("owner_id"),
        value=lambda row: row.owner_id,
        text=lambda row: row.owner_name,
        choices=people,
        picks="team.person",
        key="o",
    ),
    _field(
        "estimate",
        "Estimate",
        "days",
        values=values_of,
        value=_days,
        key="e",
        asks_why=True,
        hint="Person-days: 5, 2w, or low / likely / high as 2 / 5 / 9",
    ),
    _field(
        "labels",
        "Labels",
        "many",
        values=lambda value: {"labels": list(value)},
        choices=_labels,
        free=True,
        key="l",
    ),
    _field(
        "release",
        "Release",
        "reference",
        values=_number("release_id"),
        value=lambda row: row.release_id,
        text=lambda row: row.release_name,
        choices=_releases,
        picks="roadmap.release",
        key="m",
        asks_why=True,
    ),
    _field("deadline", "Deadline", "day", key="d", asks_why=True),
    _item(
        field="waits_for",
        label="Blocked by",
        kind="many",
        change=_waits,
        value=lambda row: tuple(each.key for each in row.waits_for),
        picks="roadmap.item",
        key="b",
        hint="Items that must be finished first",
    ),
    _item(
        field="product",
        label="Product",
        kind="choice",
        change=Store(lambda value: {"product_id": int(value)}),
        change_many=_moved,
        value=lambda row: row.product_id,
        text=lambda row: row.product_name,
        choices=_products,
        needed=True,
    ),
    _field("level", "Level", "choice", choices=_words(LEVELS), needed=True),
    _field("kind", "Kind", "choice", choices=_words(KINDS), needed=True),
    _field(
        "parent",
        "Part of",
        "reference",
        values=lambda value: {"parent_key": value},
        value=lambda row: row.parent_key,
        text=_part_of,
        picks="roadmap.item",
        asks_why=True,
    ),
    _field("earliest_start", "Earliest start", "day", asks_why=True),
    _field("deadline_hard", "The deadline cannot move", "tick"),
    _field("description", "Description", "area", many=False, markdown=True, hint="Markdown is understood"),
    _field(
        "value",
        "Value, 0 to 100",
        "number",
        values=lambda value: {"value": None if value is None else round(value)},
    ),
    _field(
        "progress",
        "Done, %",
        "number",
        values=lambda value: {"progress": (value or 0) / 100},
        value=lambda row: row.progress * 100,
        text=lambda row: f"{row.progress * 100:.0f} %",
    ),
    _field(
        "cost_of_delay",
        "Cost of delay a week",
        "money",
        values=_plain("cost_of_delay_cents"),
        value=lambda row: row.cost_of_delay_cents,
        currency=accounts.currency,
    ),
    _field("milestone", "Milestone", "tick"),
    _field("mandatory", "Mandatory", "tick"),
)

acts = (trash("roadmap.item", services.remove_of_many, "item", order=services.parts_first),)
