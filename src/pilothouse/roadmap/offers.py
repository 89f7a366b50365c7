"""What the roadmap offers the house: its place in the rail, and its items, releases and runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.offering import Action, Card, Noun, Rail
from pilothouse.roadmap import contracts, queries

_FULL = 0.95  # of the days of four weeks
_IDLE = 0.5

rail = Rail("Roadmap", "roadmap:timeline", key="r", icon="timeline", order=30)

actions = (
    Action("New item", "roadmap:new-item"),
    Action("New release", "roadmap:new-release"),
    Action("All items", "roadmap:items"),
    Action("Plan runs", "roadmap:runs"),
    Action("Track record", "roadmap:record"),
)

nouns = (
    Noun(
        "roadmap.item",
        "roadmap:item",
        key_of=queries.key_of,
        title="Items",
        find=queries.find_items,
        named=queries.named_items,
        inside=queries.items_inside,
    ),
    Noun("roadmap.release", "roadmap:release"),
    Noun("roadmap.run", "roadmap:run", key_of=queries.run_number),
)


def today(*, actor: Actor, today: date) -> list[Card]:
    """Chances, what moved, what is late, who is full. Without open items only what is wrong is shown."""
    facts = queries.today(actor=actor, today=today)
    cards = [
        Card("brief", "roadmap/today/_brief.html", facts, order=10),
        Card("notices", "roadmap/today/_alarms.html", facts, order=10),
    ]
    if not facts.open_items:
        return cards
    if actor.may(Role.EDITOR):
        cards.append(Card("actions", "roadmap/today/_plan.html", facts, order=10))
    drivers = {"drivers": facts.run.drivers[:3] if facts.run else ()}
    return [
        *cards,
        Card("main", "roadmap/today/_moved.html", facts, order=10),
        Card("main", "roadmap/today/_late.html", facts, order=20),
        Card("main", "roadmap/today/_next.html", facts, order=30),
        Card("side", "roadmap/today/_drivers.html", drivers, order=20),
        Card("side", "roadmap/today/_full.html", _booked(facts), order=30),
    ]


def _booked(facts: contracts.Today) -> dict[str, Any]:
    """Who has no time left in the next four weeks, and how many have most of it."""
    return {
        "run": facts.run,
        "full": [load for load in facts.loads if load.busy >= _FULL][:6],
        "idle": sum(load.busy < _IDLE for load in facts.loads),
    }
