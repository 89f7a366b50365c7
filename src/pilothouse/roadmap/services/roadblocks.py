"""Roadblocks that are coming: looked for after each plan and on demand, kept by the room of risks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.risk import services as risk
from pilothouse.roadmap.planning import roadblocks, slips


def look_for_roadblocks(*, actor: Actor, now: datetime) -> int:
    """Find what may delay the plan, and which items to look at; returns how many risks are proposed."""
    actor.require(Role.EDITOR)
    found, asked = roadblocks(actor=actor, now=now), slips(actor=actor, now=now)
    with transaction.atomic():
        risk.keep_slip_outlook(actor=actor, now=now, found=asked)
        return risk.keep_proposals(actor=actor, now=now, found=found)
