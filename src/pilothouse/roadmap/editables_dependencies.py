"""Fields of dependencies that are changed where they are shown."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import EDGES, Waiting

_LAG = "Working days, 0.5 for half a day; below zero the two overlap"


def _kind(*, actor: Actor, now: datetime, id: int, version: int | None, value: str) -> Waiting:
    services.change_dependency(actor=actor, now=now, id=id, version=version, kind=value)
    return queries.waiting(actor=actor, id=id)


def _lag(*, actor: Actor, now: datetime, id: int, version: int | None, value: float | None) -> Waiting:
    services.change_dependency(actor=actor, now=now, id=id, version=version, lag_days=value or 0.0)
    return queries.waiting(actor=actor, id=id)


def _days(row: Waiting) -> str:
    if not row.lag_days:
        return "at once"
    days = f"{abs(row.lag_days):g} day{'' if abs(row.lag_days) == 1 else 's'}"
    return f"{days} later" if row.lag_days > 0 else f"up to {days} before that"


_edge = partial(
    Editable,
    noun="roadmap.dependency",
    rows=(Waiting,),
    read=queries.waiting,
    called=lambda row: f"the dependency on {row.key}",
)

editables = (
    _edge(
        field="type",
        label="Type",
        kind="choice",
        change=_kind,
        value=lambda row: row.kind,
        text=lambda row: EDGES[row.kind],
        choices=lambda *, actor, row: list(EDGES.items()),
        needed=True,
    ),
    _edge(
        field="lag",
        label="Lag",
        kind="number",
        change=_lag,
        value=lambda row: row.lag_days,
        text=_days,
        hint=_LAG,
    ),
)
