"""What the rooms offer the house in their `offers.py`, put together. No list here names a room."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import get_args

from pilothouse.journal.contracts import Restore, Undo
from pilothouse.kit.actor import Actor
from pilothouse.kit.offering import Action, Card, Noun, Place, Rail, Setting, Tab
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import asked_once
from pilothouse.site.rooms import offered

_OWN = (
    ("today", Rail("Today", "today", key="t", icon="sun", order=0)),
    ("my-work", Rail("My work", "my-work", key="w", icon="checklist", order=3)),
    ("activity", Rail("Activity", "activity", key="a", icon="history", order=90)),
    ("settings", Rail("Settings", "settings", key="s", icon="settings", order=99)),
)
_TRASH = Setting("Trash", "trash", "What was removed in the last 30 days, to be restored", order=60)

_EXPORT = Setting("Export", "export", "The whole workspace as a file", order=61)


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
    return tuple(sorted((*found, _TRASH, _EXPORT), key=lambda row: row.order))


@lru_cache(maxsize=8)
def tabs(room: str) -> tuple[Tab, ...]:
    """The tabs that other rooms set beside those of `room`."""
    found = [row for _, module in _offers() for row in getattr(module, "tabs", ()) if row.room == room]
    return tuple(sorted(found, key=lambda row: row.order))


@lru_cache(maxsize=1)
def homes() -> dict[str, str]:
    """The room beside whose tabs a page of another stands, by the page's name."""
    return {row.page: row.room for _, module in _offers() for row in getattr(module, "tabs", ())}


@lru_cache(maxsize=1)
def nouns() -> dict[str, Noun]:
    """Kind -> noun, of every room."""
    return {noun.kind: noun for _, module in _offers() for noun in getattr(module, "nouns", ())}


@lru_cache(maxsize=1)
def restores() -> dict[str, Restore]:
    """Verb of a removal -> the service that takes it back, of every room."""
    return {verb: act for _, module in _offers() for verb, act in getattr(module, "restores", {}).items()}


@lru_cache(maxsize=1)
def undoes() -> dict[str, Undo]:
    """Noun -> the service that takes back an act on many rows of it, of every room."""
    return {noun: undo for _, module in _offers() for noun, undo in getattr(module, "undoes", {}).items()}


def cards(*, actor: Actor, today: date, choice: ProductChoice) -> dict[str, list[Card]]:
    """Place -> the cards of Today that stand there, of every room, from the top."""
    rows = [row for _, module in _offers() for row in _asked(module, actor, today, choice)]
    found: dict[str, list[Card]] = {place: [] for place in get_args(Place)}
    for row in sorted(rows, key=lambda row: row.order):
        found[row.place].append(row)
    return found


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """What rooms say on the page of a thing, from the top."""
    with asked_once():
        rows = [
            row
            for _, module in _offers()
            if hasattr(module, "panels")
            for row in module.panels(actor=actor, today=today, about=about)
        ]
    return sorted(rows, key=lambda row: row.order)


def mine(*, actor: Actor, today: date) -> dict[str, list[Card]]:
    """Place -> what the actor has to do, of every room, from the top."""
    rows = [
        row
        for _, module in _offers()
        if hasattr(module, "mine")
        for row in module.mine(actor=actor, today=today)
    ]
    found: dict[str, list[Card]] = {place: [] for place in get_args(Place)}
    for row in sorted(rows, key=lambda row: row.order):
        found[row.place].append(row)
    return found


def _asked(module: ModuleType, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    return module.today(actor=actor, today=today, choice=choice) if hasattr(module, "today") else []


@lru_cache(maxsize=1)
def _offers() -> tuple[tuple[str, ModuleType], ...]:
    return tuple(offered("offers"))
