"""A field of people as something that can be changed where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, SetMany
from pilothouse.team import queries, services
from pilothouse.team.contracts import Person


@dataclass(frozen=True, slots=True)
class _Set:
    """Stores in `column` what `of` makes of a value."""

    column: str
    of: Callable[[Any], Any]

    def __call__(self, *, actor: Actor, now: datetime, id: int, version: int | None, value: Any) -> Person:
        values = {self.column: self.of(value)}
        return services.change_person(actor=actor, now=now, id=id, version=version, values=values)


def _as_it_is(value: Any) -> Any:
    return value


def person_field(
    field: str,
    label: str,
    kind: Any,
    *,
    column: str = "",
    of: Callable[[Any], Any] = _as_it_is,
    many: bool = False,
    **more: Any,
) -> Editable:
    stored = column or field
    more.setdefault("value", lambda row: getattr(row, stored))
    return Editable(
        noun="team.person",
        rows=(Person,),
        read=queries.person,
        called=lambda row: row.name,
        field=field,
        label=label,
        kind=kind,
        change=_Set(stored, of),
        change_many=SetMany(services.change_people, "person", stored, of) if many else None,
        **more,
    )
