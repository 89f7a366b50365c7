"""What risks cost the newest plan: measured after each run, kept by the room of risks, and assessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.risk import services as risk
from pilothouse.risk.contracts import Exposure
from pilothouse.roadmap.planning import Step, exposed


def measure_exposure(
    *,
    actor: Actor,
    now: datetime,
    number: int,
    step: Step = lambda text, done, of: None,
    stored: Callable[[Exposure], None] = lambda found: None,
) -> Exposure | None:
    """Measure what each open risk costs run `number`, and store it; None, and nothing is stored, where a
    newer run is there or what the run read has changed: the next plan is measured then. `stored` is told of
    it inside the transaction. Raises `NotFound`.
    """
    actor.require(Role.EDITOR)
    found = exposed(actor=actor, number=number, now=now, step=step)
    if found is None:
        return None
    with transaction.atomic():
        risk.record_exposure(actor=actor, exposure=found)
        risk.assess_run(actor=actor, now=now, run=number)
        stored(found)
    return found
