"""Long work of risk: assessments on their day, and statements whose review nobody made."""

from __future__ import annotations

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.jobs import Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.risk import queries, services


@job(name="risk.assess", title="Assess risks", quiet=True)
def assess_due(progress: Progress, *, actor: Actor) -> Outcome:
    """Assess each product whose day has come; resolve statements whose review is not waited for any more."""
    progress.step("Assessing risks")
    resolved = services.resolve_overdue(actor=actor, now=clock.now())
    return {"assessments": services.assess_due(actor=actor, now=clock.now()), "resolved": resolved}


@regular(seconds=3600)
def assess_everywhere() -> None:
    """Begin it in every workspace in which a product or a statement is due."""
    for row in accounts.all_workspaces():
        actor = accounts.system_actor(slug=row.slug, channel="job")
        due = queries.assessments_due(actor=actor, now=clock.now())
        if due or queries.has_overdue_statements(actor=actor, today=clock.today()):
            jobs.start(assess_due, actor=actor, now=clock.now())
