"""Custom fields of items, changed where they are shown like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, Kind
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import CustomField, CustomValue, Item, ListedItem
from pilothouse.roadmap.editables import Store, people, read

_KINDS: Mapping[str, Kind] = {
    "text": "line",
    "number": "number",
    "date": "day",
    "choice": "choice",
    "person": "reference",
}


def own_editables(*, actor: Actor) -> tuple[Editable, ...]:
    """One for every custom field of the workspace but formulas, which nobody types."""
    fields = queries.custom_fields(actor=actor)
    return tuple(_editable(row) for row in fields if row.kind in _KINDS)


def _editable(field: CustomField) -> Editable:
    is_person = field.kind == "person"

    def stored(value: Any) -> dict[str, Any]:
        given = None if value == "" else value
        return {"custom": {field.id: int(given) if is_person and given else given}}

    store = Store(stored)
    return Editable(
        noun="roadmap.item",
        rows=(Item, ListedItem),
        field=f"custom_{field.id}",
        label=field.name,
        kind=_KINDS[field.kind],
        read=read,
        called=lambda row: row.key,
        change=store,
        change_many=store.many,
        undo="roadmap:undo-act",
        value=lambda row: _of(row, field.id, lambda found: found.value),
        text=lambda row: _of(row, field.id, lambda found: found.text) or "",
        choices=people if is_person else _choices(field) if field.kind == "choice" else None,
        picks="team.person" if is_person else "",
    )


def _of(row: Item | ListedItem, id: int, part: Callable[[CustomValue], Any]) -> Any:
    return next((part(found) for found in row.custom if found.field_id == id), None)


def _choices(field: CustomField) -> Callable[..., list[tuple[str, str]]]:
    found = [("", "Not chosen"), *((word, word) for word in field.choices)]
    return lambda *, actor, row: found
