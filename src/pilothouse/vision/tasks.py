"""Long work of vision: reviewing long texts."""

from __future__ import annotations

from datetime import timedelta

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.jobs import Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.kit.refs import Ref
from pilothouse.vision import queries, services

_AGAIN = timedelta(hours=1)  # after which a review that failed is begun anew


@job(name="vision.review", title="Review a long text", quiet=True, apart=True, seconds=120)
def review_text(progress: Progress, *, actor: Actor, id: int) -> Outcome:
    """Read the newest text of a blueprint by every rule, and keep what they found."""
    progress.step("Reading the text")
    services.read_long(actor=actor, id=id)
    return {}


@regular(seconds=2)
def review_long_texts() -> None:
    """Begin the review of each long text that was saved."""
    unread = queries.unread()
    slugs = {row.id: row.slug for row in accounts.all_workspaces()} if unread else {}
    for workspace_id, id in unread:
        if workspace_id in slugs:
            actor = accounts.system_actor(slug=slugs[workspace_id], channel="job")
            if not _is_begun(actor, id):
                about = Ref("vision.blueprint", id)
                jobs.start(review_text, actor=actor, now=clock.now(), arguments={"id": id}, subject=about)


def _is_begun(actor: Actor, id: int) -> bool:
    last = [
        row
        for row in jobs.recent(actor=actor, subject=Ref("vision.blueprint", id))
        if row.name == "vision.review"
    ]
    if not last or last[0].state == "done":
        return False
    return last[0].finished_at is None or last[0].finished_at > clock.now() - _AGAIN
