"""Long work of the market: reading feedback for its theme, soon after it came in and all of it."""

from __future__ import annotations

from datetime import datetime

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.jobs import JobStatus, Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.market import queries, services

_GROWN = 0.10  # of what the last look through all feedback saw, from which another begins


@job(name="market.read", title="Read new feedback", quiet=True, apart=True)
def read_feedback(progress: Progress, *, actor: Actor) -> Outcome:
    """Give what came in a theme, or none, and compute what is known of themes that changed."""

    def step(text: str, done: int, of: int) -> None:
        progress.step(text, done=done, of=of)

    read = services.read_new(actor=actor, step=step)
    services.compute_figures(actor=actor, now=clock.now(), step=step)
    if read and _is_due(actor):
        start_looking(actor=actor, now=clock.now())
    return {"read": read}


@job(name="market.themes", title="Look through feedback for themes", apart=True)
def look_for_themes(progress: Progress, *, actor: Actor) -> Outcome:
    """Propose what a look through all feedback would change about its themes."""

    def told(feedback: int, proposals: int) -> Outcome:
        return {"feedback": feedback, "proposals": proposals, "result_url": wurl(actor, "market:themes")}

    found = services.look_through(
        actor=actor,
        now=clock.now(),
        step=lambda text, done, of: progress.step(text, done=done, of=of),
    )
    return told(found.feedback, found.proposals)


def start_looking(*, actor: Actor, now: datetime) -> JobStatus:
    """Look for themes in the background."""
    return jobs.start(look_for_themes, actor=actor, now=now)


def _is_due(actor: Actor) -> bool:
    """Whether so much came in since the last look that another is worth it."""
    found = queries.summary(actor=actor)
    if found.since is None:
        return found.feedback >= services.FEWEST
    return found.since >= max(services.FEWEST, _GROWN * (found.feedback - found.since))


@regular(seconds=2)
def read_what_came_in() -> None:
    """Begin to read wherever feedback came in, or themes changed."""
    waiting = queries.unread()
    slugs = {row.id: row.slug for row in accounts.all_workspaces()} if waiting else {}
    for workspace_id in waiting:
        if workspace_id in slugs:
            actor = accounts.system_actor(slug=slugs[workspace_id], channel="job")
            if not _is_going(actor):
                jobs.start(read_feedback, actor=actor, now=clock.now())


@regular(seconds=3600)
def count_the_week() -> None:
    """Trends follow the week that ended."""
    for row in accounts.all_workspaces():
        services.forget_old_figures(
            actor=accounts.system_actor(slug=row.slug, channel="job"), now=clock.now()
        )


@regular(seconds=5)
def ask_voters() -> None:
    """Send the letters that ask to confirm a vote."""
    services.send_letters(now=clock.now())


@job(name="market.clocks", title="Compute when support problems are due", quiet=True)
def compute_dues(progress: Progress, *, actor: Actor) -> Outcome:
    """Dates follow the working calendar."""
    return {"changed": services.reckon(actor=actor)}


@regular(seconds=60)
def follow_calendars() -> None:
    """Begin to compute wherever the calendar is not the one that dates were computed by."""
    supported = queries.supported()
    slugs = {row.id: row.slug for row in accounts.all_workspaces()} if supported else {}
    for workspace_id in supported:
        if workspace_id in slugs:
            actor = accounts.system_actor(slug=slugs[workspace_id], channel="job")
            if services.calendar_changed(actor=actor):
                jobs.start(compute_dues, actor=actor, now=clock.now())


def _is_going(actor: Actor) -> bool:
    """Whether it is being read already, or failed and waits for somebody to look."""
    mine = [row for row in jobs.recent(actor=actor, limit=20) if row.name == "market.read"]
    if not mine or mine[0].state in ("done", "cancelled"):
        return False
    return mine[0].finished_at is None or (clock.now() - mine[0].finished_at).total_seconds() < 3600
