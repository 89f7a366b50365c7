"""Long work of the roadmap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import parse_day
from pilothouse.kit.doors import wurl
from pilothouse.kit.errors import NotFound
from pilothouse.kit.jobs import JobStatus, Progress, job
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import PlanRun
from pilothouse.vision import queries as vision

SEED = 7


def _steps(progress: Progress) -> Callable[[str, int, int], None]:
    """How the computing tells a job where it is."""
    return lambda text, done, of: progress.step(text, done=done, of=of)


@job(name="roadmap.plan", title="Plan the roadmap")
def plan_roadmap(
    progress: Progress,
    *,
    actor: Actor,
    product_id: int,
    seed: int,
    draws: int,
    keep_to: int | None = None,
    hold: Sequence[str] = (),
) -> Outcome:
    """Compute and store a plan of one product."""

    def told(run: PlanRun) -> Outcome:
        return {"run": run.number, "result_url": wurl(actor, "roadmap:run", run.number)}

    run = services.make_plan(
        actor=actor,
        now=clock.now(),
        product_id=product_id,
        seed=seed,
        draws=draws,
        keep_to=keep_to,
        hold=hold,
        step=_steps(progress),
        stored=lambda run: progress.finish(told(run)),
    )
    return told(run)


@job(name="roadmap.cut", title="Find what must be cut")
def find_cuts(progress: Progress, *, actor: Actor, release_id: int, level: float) -> Outcome:
    """What must be left out of a release so that it makes its date."""

    found = services.cut_list(
        actor=actor, release_id=release_id, today=clock.today(), level=level, seed=SEED, step=_steps(progress)
    )
    return found.to_json() | {"result_url": wurl(actor, "roadmap:release", release_id)}


def start_cutting(*, actor: Actor, now: datetime, release_id: int, level: float = 0.85) -> JobStatus:
    """Look for cuts in the background. `NotFound` where the workspace has no such release."""
    release = queries.release(actor=actor, id=release_id)
    return jobs.start(
        find_cuts,
        actor=actor,
        now=now,
        subject=Ref("roadmap.release", release.id),
        arguments={"release_id": release.id, "level": level},
        title=f"What must be cut from {release.name}",
    )


@job(name="roadmap.price", title="Find what one more person is worth")
def find_prices(progress: Progress, *, actor: Actor, release_id: int, from_on: str) -> Outcome:
    """By how much one more person, skill by skill, brings a release forward."""

    found = services.price_list(
        actor=actor,
        release_id=release_id,
        today=clock.today(),
        from_on=parse_day(from_on, where="from_on"),
        seed=SEED,
        step=_steps(progress),
    )
    return found.to_json() | {"result_url": wurl(actor, "roadmap:release", release_id)}


def start_pricing(*, actor: Actor, now: datetime, release_id: int, from_on: date) -> JobStatus:
    """Price people in the background. `NotFound` where the workspace has no such release."""
    release = queries.release(actor=actor, id=release_id)
    return jobs.start(
        find_prices,
        actor=actor,
        now=now,
        subject=Ref("roadmap.release", release.id),
        arguments={"release_id": release.id, "from_on": from_on.isoformat()},
        title=f"What one more person is worth to {release.name}",
    )


@job(name="roadmap.ask", title="Find which question to ask first")
def value_answers(progress: Progress, *, actor: Actor, product_id: int) -> Outcome:
    """Compute and store what an answer to each open uncertainty of a product is worth."""

    now = clock.now()
    found = services.worth_of_answers(
        actor=actor, product_id=product_id, today=now.date(), seed=SEED, step=_steps(progress)
    )
    told = {
        "result_url": wurl(actor, "risk:uncertainties", str(Ref("vision.product", product_id))),
        "questions": len(found),
    }
    with transaction.atomic():
        risk.record_worth(actor=actor, now=now, worth=found)
        progress.finish(told)
    return told


def start_valuing(*, actor: Actor, now: datetime, product_id: int) -> JobStatus:
    """Look in the background for the question to ask first. `NotFound` where there is no such product."""
    product = vision.product(actor=actor, id=product_id)
    return jobs.start(
        value_answers,
        actor=actor,
        now=now,
        subject=Ref("vision.product", product.id),
        arguments={"product_id": product.id},
        title=f"Which question of {product.name} to ask first",
    )


def start_planning(
    *,
    actor: Actor,
    now: datetime,
    product_id: int,
    seed: int,
    draws: int,
    keep_to: int | None = None,
    hold: Sequence[str] = (),
) -> JobStatus:
    """Plan a product in the background. `NotFound` where the workspace has no such product, run or item."""
    product = vision.product(actor=actor, id=product_id)
    if keep_to is not None and queries.run(actor=actor, number=keep_to).product_id != product.id:
        raise NotFound(f"There is no plan run {keep_to} of {product.name}.", cure="See the list of runs.")
    for key in hold:
        queries.item(actor=actor, key=key)
    return jobs.start(
        plan_roadmap,
        actor=actor,
        now=now,
        subject=Ref("vision.product", product.id),
        arguments={
            "product_id": product.id,
            "seed": seed,
            "draws": draws,
            "keep_to": keep_to,
            "hold": list(hold),
        },
        title=f"Planning {product.name}",
    )
