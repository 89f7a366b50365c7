"""Parts of pages of other rooms that say on which facts about competitors a thing rests."""

from __future__ import annotations

from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import wurl
from pilothouse.kit.refs import Ref
from pilothouse.market import queries
from pilothouse.market.competitor_forms import RestsOnForm


def resting_card(*, actor: Actor, today: date, about: Ref) -> dict[str, Any]:
    """What that part shows: facts, suspect ones first, and a form that links another."""
    return {
        "rows": queries.resting(actor=actor, today=today, about=about),
        "form": RestsOnForm(initial={"target": str(about)}, auto_id="rests_%s"),
        "may_edit": actor.may(Role.EDITOR),
        "back": wurl(actor, "ref", about.kind, about.id),
    }
