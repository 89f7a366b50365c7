"""Long work of risk: assessments on their day."""

from __future__ import annotations

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.jobs import Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.risk import queries, services


@job(name="risk.assess", title="Assess risks", quiet=True)
def assess_due(progress: Progress, *, actor: Actor) -> Outcome:
    """Assess each product whose day has come."""
    progress.step("Assessing risks")
    return {"assessments": services.assess_due(actor=actor, now=clock.now())}


@regular(seconds=3600)
def assess_everywhere() -> None:
    """Begin it in every workspace in which a product is due."""
    for row in accounts.all_workspaces():
        actor = accounts.system_actor(slug=row.slug, channel="job")
        if queries.assessments_due(actor=actor, now=clock.now()):
            jobs.start(assess_due, actor=actor, now=clock.now())
