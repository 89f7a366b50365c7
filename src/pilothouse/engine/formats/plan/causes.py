"""What makes many items of a plan file late together: factors and risks."""

from __future__ import annotations

from pilothouse.engine.forecast.futures.causes import Event, Factor
from pilothouse.engine.formats.plan.table import Table

FACTOR = frozenset({"id", "title", "items", "sigma"})
RISK = frozenset({"id", "title", "items", "probability", "delay", "multiplier"})
_MOST = 1_000.0


def read_factor(row: Table, known: set[str]) -> Factor:
    identity = row.text("id")
    sigma = row.number("sigma", 0.2, most=2.99)
    return Factor(identity, row.text("title", identity), _items(row, known), sigma)


def read_risk(row: Table, known: set[str]) -> Event:
    identity = row.text("id")
    if not row.has("probability"):
        raise row.wrong("probability", "'probability' is missing.", "Write probability = 0.2.")
    if not row.has("delay") and not row.has("multiplier"):
        raise row.wrong(
            "delay",
            "The risk does nothing.",
            "Write delay = [2, 5, 10] in working days, or multiplier = 1.5.",
        )
    return Event(
        id=identity,
        title=row.text("title", identity),
        chance=row.number("probability", 0.0, most=1.0),
        items=_items(row, known),
        delay=row.three_points("delay") if row.has("delay") else None,
        multiplier=row.number("multiplier", 1.0, most=_MOST),
    )


def _items(row: Table, known: set[str]) -> tuple[str, ...]:
    found = tuple(row.texts("items"))
    for name in found:
        if name not in known:
            raise row.wrong("items", f"The item '{name}' does not exist.", "Use the id of an item.")
    if not found or len(set(found)) < len(found):
        raise row.wrong("items", "It names no item, or one twice.", 'Write items = ["a", "b"].')
    return found
