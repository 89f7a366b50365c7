"""Why an item starts when it does, in terms of the roadmap's items and people."""

from __future__ import annotations

from collections.abc import Mapping

from pilothouse.engine.schedule.plan import Placed
from pilothouse.engine.schedule.plan import Reason as Found
from pilothouse.kit.dates import day_text
from pilothouse.roadmap.contracts import Reason
from pilothouse.roadmap.planning.nodes import ParentStart
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.queries.snapshot import OpenItem

OTHERS = 6
_OF_PEOPLE = ("person", "absence")

Places = Mapping[str, Placed]


def reason_of(inputs: Inputs, row: Placed, item: OpenItem, placed: Places) -> Reason:
    """Words, the date until which it held, and the item to walk back to."""
    found = _own(inputs, row.reason, placed)
    before = _before(inputs, found, placed)
    holds = found.day is not None and found.kind != "plan_start"
    person = inputs.people[found.subject].id if found.kind in _OF_PEOPLE and found.subject else None
    return Reason(
        kind=found.kind,
        text=_in_progress(item) if found.kind == "fixed" else found.text,
        day=inputs.dates.start(row.item, found.day or 0.0) if holds else None,
        item=before.id if before else None,
        person=person,
        others=found.others[:OTHERS],
    )


def _own(inputs: Inputs, found: Found, placed: Places) -> Found:
    """A part waits for the start of its parent, which waits for something in turn: that is the reason."""
    while found.kind == "predecessor" and found.subject is not None:
        if not isinstance(inputs.nodes[found.subject], ParentStart):
            break
        found = placed[found.subject].reason
    return found


def _before(inputs: Inputs, found: Found, placed: Places) -> OpenItem | None:
    """The item to walk back to. From the start or end of a parent, the walk goes on to what decides it."""
    name = found.subject if found.kind == "predecessor" else found.holder
    while name is not None:
        item = inputs.item(name)
        if item is not None:
            return item
        inner = placed[name].reason
        name = inner.subject if inner.kind == "predecessor" else None
    return None


def _in_progress(item: OpenItem) -> str:
    """Only work that has begun has a fixed start."""
    if item.started_on is None:
        return "is in progress"
    return f"has been in progress since {day_text(item.started_on)}"
