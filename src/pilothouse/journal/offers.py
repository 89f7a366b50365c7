"""What the journal offers the house: the newest changes on Today."""

from __future__ import annotations

from datetime import date
from functools import partial

from pilothouse.journal import queries
from pilothouse.kit.actor import Actor
from pilothouse.kit.offering import Card
from pilothouse.kit.products import ProductChoice

_SHOWN = 8


def today(*, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    acts = queries.unchanged(
        partial(queries.recent, actor=actor, limit=_SHOWN),
        actor=actor,
        name="journal.recent",
        about=(_SHOWN,),
    )
    return [Card("side", "journal/today/_changed.html", acts, order=90)]
