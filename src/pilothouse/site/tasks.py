"""Long work of the house as a whole: loading the demo."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.kit.jobs import JobStatus, Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.site import copies, demo, statistics


@regular(seconds=300)
def back_up() -> None:
    """Make a backup in a thread of its own when one is due."""
    copies.begin()


@regular(seconds=3600)
def forget_ended_sessions() -> None:
    """Log-ins that ran out are of no use to anyone, and every visit that never logs out leaves one."""
    SessionStore.clear_expired()


@regular(seconds=600)
def learn_statistics() -> None:
    """What SQLite knows of its rows follows what was imported and planned."""
    statistics.learn()


@job(name="site.demo", title="Load the demo", apart=True, seconds=1200)
def load_demo(progress: Progress, *, actor: Actor) -> Outcome:
    """Load the demo unless it is there, and let the actor in."""
    progress.step("Living half a year of two products")
    slug = demo.load(now=clock.now())
    let_in(actor=actor, now=clock.now(), slug=slug)
    return {"result_url": address(slug)}


def start_demo(*, actor: Actor, now: datetime) -> JobStatus:
    """Load the demo in the background."""
    return jobs.start(load_demo, actor=actor, now=now)


def address(slug: str) -> str:
    """The first page of the demo, where the guided look begins."""
    return f"/w/{slug}/?look=1"


def present() -> str:
    """The slug of the demo's workspace; empty when it is not loaded."""
    return next((row.slug for row in accounts.all_workspaces() if row.is_demo), "")


def let_in(*, actor: Actor, now: datetime, slug: str) -> None:
    """Make the actor a member of the demo, as an editor, who may try everything; once."""
    if actor.user_id is None:
        raise NotFound("Only someone who logged in can look at the demo.", cure="Log in first.")
    if any(row.slug == slug for row in accounts.workspaces_of(actor.user_id)):
        return
    host = accounts.system_actor(slug=slug, channel="demo")
    email = accounts.email_of(user_id=actor.user_id)
    made = services.invite(actor=host, now=now, email=email, role=Role.EDITOR)
    services.accept_invitation(now=now, digest=accounts.digest(made.secret), user_id=actor.user_id)
