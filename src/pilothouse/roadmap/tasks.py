"""Long work of the roadmap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import parse_day
from pilothouse.kit.doors import wurl
from pilothouse.kit.jobs import JobStatus, Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome
from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.risk.contracts import AdviceAsked, Exposure, ResponseAdvice, SkillDays
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import PlanRun, RunKind
from pilothouse.vision import queries as vision
from pilothouse.vision.contracts import Product

SEED = 7
DRAWS = 10_000


def _steps(progress: Progress) -> Callable[[str, int, int], None]:
    """How the computing tells a job where it is."""
    return lambda text, done, of: progress.step(text, done=done, of=of)


@job(name="roadmap.plan", title="Plan the roadmap", apart=True, seconds=600)
def plan_roadmap(
    progress: Progress,
    *,
    actor: Actor,
    seed: int,
    draws: int,
    product_ids: Sequence[int] = (),
    keep_to: int | None = None,
    anew: bool = False,
    hold: Sequence[str] = (),
    proposal: int | None = None,
    accept: Sequence[str] = (),
    amends: int | None = None,
    kind: RunKind = "plan",
) -> Outcome:
    """Compute and store a plan of all products, or a proposal of one."""

    def told(run: PlanRun) -> Outcome:
        return {"run": run.number, "result_url": wurl(actor, "roadmap:run", run.number)}

    def ended(run: PlanRun) -> None:
        progress.finish(told(run))
        if run.kind == "plan":
            start_exposing(actor=actor, now=run.created_at, number=run.number)

    run = services.make_plan(
        actor=actor,
        now=clock.now(),
        product_ids=product_ids,
        seed=seed,
        draws=draws,
        keep_to=keep_to,
        anew=anew,
        hold=hold,
        proposal=proposal,
        accept=accept,
        amends=amends,
        kind=kind,
        step=_steps(progress),
        stored=ended,
    )
    return told(run)


@job(name="roadmap.cut", title="Find what must be cut", apart=True, seconds=600)
def find_cuts(progress: Progress, *, actor: Actor, release_id: int, level: float) -> Outcome:
    """What must be left out of a release so that it makes its date."""

    found = services.cut_list(
        actor=actor, release_id=release_id, today=clock.today(), level=level, step=_steps(progress)
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


@job(name="roadmap.price", title="Find what one more person is worth", apart=True, seconds=600)
def find_prices(progress: Progress, *, actor: Actor, release_id: int, from_on: str) -> Outcome:
    """By how much one more person, skill by skill, brings a release forward."""

    found = services.price_list(
        actor=actor,
        release_id=release_id,
        today=clock.today(),
        from_on=parse_day(from_on, where="from_on"),
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


@job(name="roadmap.ask", title="Find which question to ask first", apart=True, seconds=600)
def value_answers(progress: Progress, *, actor: Actor, product_id: int) -> Outcome:
    """Compute and store what an answer to each open uncertainty of a product is worth."""

    now = clock.now()
    found = services.worth_of_answers(
        actor=actor, product_id=product_id, today=now.date(), step=_steps(progress)
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


@job(name="roadmap.expose", title="Measure what risks cost", apart=True, seconds=600)
def measure_exposure(progress: Progress, *, actor: Actor, number: int) -> Outcome:
    """Compute and store what each open risk costs a plan run: its dates, its chances and money."""

    def told(found: Exposure | None) -> Outcome:
        return {
            "result_url": wurl(actor, "risk:exposure"),
            "run": number,
            "risks": len(found.risks) if found else None,
        }

    found = told(
        services.measure_exposure(
            actor=actor,
            now=clock.now(),
            number=number,
            step=_steps(progress),
            stored=lambda found: progress.finish(told(found)),
        )
    )
    services.look_for_roadblocks(actor=actor, now=clock.now())
    return found


@job(name="roadmap.look", title="Look for roadblocks", apart=True, seconds=600)
def look_for_roadblocks(progress: Progress, *, actor: Actor) -> Outcome:
    """Find and store what may delay the plan, and which items to look at."""
    progress.step("Looking for roadblocks")
    return {
        "result_url": wurl(actor, "risk:proposals"),
        "proposed": services.look_for_roadblocks(actor=actor, now=clock.now()),
    }


def start_looking(*, actor: Actor, now: datetime) -> JobStatus:
    """Look in the background for what may delay the plan."""
    actor.require(Role.EDITOR)
    return jobs.start(look_for_roadblocks, actor=actor, now=now)


def start_exposing(*, actor: Actor, now: datetime, number: int) -> JobStatus:
    """Measure in the background what risks cost a run. `NotFound` where the workspace has no such run."""
    run = queries.run(actor=actor, number=number, whole=False)
    return jobs.start(
        measure_exposure,
        actor=actor,
        now=now,
        subject=Ref("roadmap.run", run.id),
        arguments={"number": number},
        title=f"What risks cost plan run {number}",
    )


@job(name="roadmap.respond", title="Find the best responses", apart=True, seconds=600)
def find_responses(
    progress: Progress,
    *,
    actor: Actor,
    number: int,
    objective: str,
    ref: str,
    budget_cents: int | None,
    days: Sequence[tuple[int | None, float, str]],
) -> Outcome:
    """Compute and store which proposed responses to risks are best for a date of a plan run."""

    def told(found: ResponseAdvice) -> Outcome:
        return {"result_url": wurl(actor, "risk:responses"), "run": number, "chosen": len(found.chosen)}

    rows = tuple(SkillDays(skill, float(amount), name) for skill, amount, name in days)
    return told(
        services.best_responses(
            actor=actor,
            now=clock.now(),
            asked=AdviceAsked(objective, ref, budget_cents, rows),
            number=number,
            step=_steps(progress),
            stored=lambda found: progress.finish(told(found)),
        )
    )


def start_responding(*, actor: Actor, now: datetime, asked: AdviceAsked) -> JobStatus:
    """Look in the background for the best responses to risks. Raises `Invalid` and `Conflict` for what cannot
    be asked."""
    run, checked = services.wanted_advice(actor=actor, asked=asked)
    return jobs.start(
        find_responses,
        actor=actor,
        now=now,
        subject=Ref("roadmap.run", run.id),
        arguments={
            "number": run.number,
            "objective": checked.objective,
            "ref": checked.ref,
            "budget_cents": checked.budget_cents,
            "days": [[row.skill_id, row.days, row.skill_name] for row in checked.days],
        },
        title="The best responses to risks",
    )


def start_planning(
    *,
    actor: Actor,
    now: datetime,
    seed: int = SEED,
    draws: int = DRAWS,
    product_ids: Sequence[int] = (),
    keep_to: int | None = None,
    anew: bool = False,
    hold: Sequence[str] = (),
    proposal: int | None = None,
    accept: Sequence[str] = (),
    amends: int | None = None,
    kind: RunKind = "plan",
) -> JobStatus:
    """Plan in the background as `services.make_plan` does. `NotFound` where the workspace has no such
    product, run or item.
    """
    named = [vision.product(actor=actor, id=number) for number in product_ids]
    for number in (keep_to, proposal, amends):
        if number is not None:
            queries.run(actor=actor, number=number)
    queries.ids_of(actor=actor, keys=(*hold, *accept))
    return jobs.start(
        plan_roadmap,
        actor=actor,
        now=now,
        subject=Ref("vision.product", named[0].id) if len(named) == 1 else None,
        arguments={
            "seed": seed,
            "draws": draws,
            "product_ids": list(product_ids),
            "keep_to": keep_to,
            "anew": anew,
            "hold": list(hold),
            "proposal": proposal,
            "accept": list(accept),
            "amends": amends,
            "kind": kind,
        },
        title=f"{'Planning' if kind == 'plan' else 'Proposing a plan of'} {_listed(named)}",
    )


def _listed(products: Sequence[Product]) -> str:
    return ", ".join(row.name for row in products) or "all products"


@job(name="roadmap.thin", title="Thin old plan runs", role=Role.OWNER, quiet=True, long=True)
def thin_old_runs(progress: Progress, *, actor: Actor) -> Outcome:
    """Remove the dates of items in runs that are older than they are kept."""
    progress.step("Removing dates of items in old plan runs")
    return {"runs": services.thin_runs(actor=actor, now=clock.now(), days=settings.PILOTHOUSE_RUN_DAYS)}


@regular(seconds=21600)
def thin_runs_everywhere() -> None:
    """Begin it in every workspace that has such runs."""
    if settings.PILOTHOUSE_RUN_DAYS:
        for row in accounts.all_workspaces():
            jobs.start(
                thin_old_runs, actor=accounts.system_actor(slug=row.slug, channel="job"), now=clock.now()
            )
