"""Fields of releases that are changed where they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, SetMany, trash
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Release


class _OfRelease:
    """Stores one field of a release."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __call__(
        self, *, actor: Actor, now: datetime, id: int, version: int | None, value: Any, why: str = ""
    ) -> Release:
        values = {self.field: value}
        return services.change_release(actor=actor, now=now, id=id, version=version, values=values, why=why)


def _release(field: str, label: str, kind: Any, *, many: bool = False, **more: Any) -> Editable:
    return Editable(
        noun="roadmap.release",
        rows=(Release,),
        read=queries.release,
        called=lambda row: row.name,
        field=field,
        label=label,
        kind=kind,
        change=_OfRelease(field),
        change_many=SetMany(services.change_releases, "release", field, lambda value: value)
        if many
        else None,
        value=lambda row: getattr(row, field),
        **more,
    )


editables = (
    _release("name", "Name", "line", needed=True, key="t"),
    _release("target_on", "Target date", "day", key="d", many=True, asks_why=True),
    _release("released_on", "Released on", "day", many=True),
    _release("growing", "Scope still grows", "tick", many=True, asks_why=True),
    _release("description", "Description", "area", markdown=True, hint="Markdown is understood"),
)

acts = (trash("roadmap.release", services.remove_release, "release"),)
