"""What the rooms offer the house in their `offers.py`, put together. No list here names a room."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import get_args

from pilothouse.kit.actor import Actor
from pilothouse.kit.offering import Action, Card, Noun, Place, Rail, Setting
from pilothouse.site.rooms import offered

_OWN = (
    ("today", Rail("Today", "today", key="t", icon="sun", order=0)),
    ("activity", Rail("Activity", "activity", key="a", icon="history", order=90)),
    ("settings", Rail("Settings", "settings", key="s", icon="settings", order=99)),
)


@lru_cache(maxsize=1)
def rail() -> tuple[tuple[str, Rail], ...]:
    """The links of the rail from the top, each with its room or, for the house's own, the page's name."""
    theirs = [(room, module.rail) for room, module in _offers() if hasattr(module, "rail")]
    return tuple(sorted((*theirs, *_OWN), key=lambda row: row[1].order))


@lru_cache(maxsize=1)
def actions() -> tuple[tuple[Action, str], ...]:
    """What the palette offers everywhere, each with the label of its room's place in the rail."""
    labels = {room: link.label for room, link in rail()}
    return tuple(
        (action, labels.get(room, labels["settings"]))
        for room, module in _offers()
        for action in getattr(module, "actions", ())
    )


@lru_cache(maxsize=1)
def settings() -> tuple[Setting, ...]:
    """Pages of the settings in their order."""
    found = [row for _, module in _offers() for row in getattr(module, "settings", ())]
    return tuple(sorted(found, key=lambda row: row.order))


@lru_cache(maxsize=1)
def nouns() -> dict[str, Noun]:
    """Kind -> noun, of every room."""
    return {noun.kind: noun for _, module in _offers() for noun in getattr(module, "nouns", ())}


def cards(*, actor: Actor, today: date) -> dict[str, list[Card]]:
    """Place -> the cards of Today that stand there, of every room, from the top."""
    rows = [row for _, module in _offers() for row in _asked(module, actor, today)]
    found: dict[str, list[Card]] = {place: [] for place in get_args(Place)}
    for row in sorted(rows, key=lambda row: row.order):
        found[row.place].append(row)
    return found


def _asked(module: ModuleType, actor: Actor, today: date) -> list[Card]:
    return module.today(actor=actor, today=today) if hasattr(module, "today") else []


def _offers() -> list[tuple[str, ModuleType]]:
    return list(offered("offers"))
