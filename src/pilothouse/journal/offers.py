"""What the journal offers the house: the newest changes on Today."""

from __future__ import annotations

from datetime import date

from pilothouse.journal import queries
from pilothouse.kit.actor import Actor
from pilothouse.kit.offering import Card

_SHOWN = 8


def today(*, actor: Actor, today: date) -> list[Card]:
    entries = queries.activity(actor=actor, size=_SHOWN).rows
    return [Card("side", "journal/today/_changed.html", entries, order=90)]
