"""What risk offers the house: its place in the rail, its uncertainties, and on Today those that block."""

from __future__ import annotations

from datetime import date

from pilothouse.kit.actor import Actor
from pilothouse.kit.offering import Card, Noun, Rail
from pilothouse.risk import queries

_ASKED = 5

rail = Rail("Risk", "risk:questions", key="k", icon="alert-triangle", order=35)

nouns = (
    Noun("risk.uncertainty", "risk:uncertainty", title="Questions", find=queries.find_uncertainties),
    # The record still calls those so that were raised when vision kept them.
    Noun("vision.uncertainty", "risk:uncertainty"),
)


def today(*, actor: Actor, today: date) -> list[Card]:
    """The questions that block, the next due first."""
    asked = queries.blocking_questions(actor=actor, limit=_ASKED)
    return [Card("side", "risk/today/_questions.html", asked, order=10)] if asked else []
