"""Which proposed responses to risks serve a date of the newest run best, within a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Plan
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.risk import queries as risk
from pilothouse.risk.contracts import AdviceAsked, AdvisedResponse, ResponseAdvice, RiskResponse
from pilothouse.roadmap import queries
from pilothouse.roadmap.planning.compute import Step
from pilothouse.roadmap.planning.exposing import groups_by_ref
from pilothouse.roadmap.planning.keeping import published
from pilothouse.roadmap.planning.options import Options, as_advised, options_of
from pilothouse.roadmap.planning.problem import Inputs, pose
from pilothouse.roadmap.planning.start import restored
from pilothouse.roadmap.planning.striking import events_of
from pilothouse.roadmap.queries.exposed import RunDate
from pilothouse.roadmap.queries.snapshot import snapshot

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.causes import Event
    from pilothouse.engine.risk.advice import Advice, Weighed

_PASSES = 8  # schedules tried for the plan made anew, whose dates are not shown
_WHY = {
    "budget": "Costs more than the budget leaves.",
    "no gain": "Gains nothing{beside}.",
    "unsure": "Gains too little{beside} to stand out from chance.",
    "worse": "Its work takes more than it saves.",
}


def advised(
    *,
    actor: Actor,
    asked: AdviceAsked,
    number: int,
    now: datetime,
    step: Step = lambda text, done, of: None,
) -> ResponseAdvice:
    """The best set of proposed responses for a date of run `number`; to do nothing competes. Raises
    `NotFound`, `Conflict` where the run is not the newest or something that it read has changed, and
    `Invalid` for what cannot be asked.
    """
    step("Reading items, people and calendars", 0, 1)
    inputs, plan, of = _plan(actor, number, asked)
    rows = risk.responses(actor=actor)
    events = events_of(inputs, plan)
    options = options_of(inputs, {event.id for event in events}, rows)
    run = queries.run(actor=actor, number=number, whole=False)
    base = ResponseAdvice(
        id=0,
        run=number,
        as_of=run.as_of,
        computed_at=now,
        asked_by=actor.name,
        asked=asked,
        name=of.name,
        cost_cents=0,
        days=0.0,
        gain=0.0,
        error=0.0,
        p85=of.p85,
        p85_after=of.p85,
        chance=of.chance,
        chance_after=of.chance,
        tried=0,
        exact=True,
        draws=run.draws,
        seed=run.seed,
        responses=options.excluded,
        digest=risk.advice_digest(inputs.snapshot.risks, rows),
    )
    if not options.given:
        return base
    return _as_advice(base, inputs, of, options, *_found(base, inputs, plan, events, options, step))


def _plan(actor: Actor, number: int, asked: AdviceAsked) -> tuple[Inputs, Plan, RunDate]:
    """The run's problem and plan, and its date that the objective is of."""
    of = asked_date(actor=actor, number=number, asked=asked)
    run = queries.run(actor=actor, number=number, whole=False)
    newest = queries.newest(actor=actor)
    plan = None
    if newest is not None and newest.number == number and not run.stale:
        inputs = pose(snapshot(actor=actor), today=run.as_of)
        plan = restored(inputs, published(actor, number, inputs))
    if plan is None:
        raise Conflict(
            f"Items, people or risks have changed since plan run {number}.",
            cure="Replan, then ask again.",
        )
    return inputs, plan, of


def asked_date(*, actor: Actor, number: int, asked: AdviceAsked) -> RunDate:
    """The date of run `number` that is asked for. Raises `Invalid` where it has none, `NotFound`."""
    rows = {row.ref: row for row in queries.run_dates(actor=actor, number=number)}
    of = rows.get(asked.ref)
    if of is None:
        raise Invalid(
            "The newest plan has no such date.", where="objective", cure="Choose one of the list, or replan."
        )
    if asked.objective == "chance" and of.chance is None:
        raise Invalid(
            f"{of.name} has no target date whose chance could be raised.",
            where="objective",
            cure="Set its target date and replan, or ask for the 85 % date.",
        )
    return of


def _found(
    base: ResponseAdvice,
    inputs: Inputs,
    plan: Plan,
    events: Sequence[Event],
    options: Options,
    step: Step,
) -> tuple[Advice, tuple[str, ...]]:
    from pilothouse.engine.risk.aim import Aim
    from pilothouse.engine.risk.drawn import Law
    from pilothouse.engine.risk.means import Means
    from pilothouse.engine.risk.respond import respond
    from pilothouse.engine.schedule.plan import Limit
    from pilothouse.roadmap.planning.layers import growth_of, layered
    from pilothouse.roadmap.planning.sharing import shared_pace, spread_by_team

    layers, teams, asked = layered(inputs), shared_pace(inputs, plan), base.asked
    growing = growth_of(inputs.releases)[0]
    spread = spread_by_team(layers.common_sigma, teams)
    spread[""] = next(iter(spread.values()))  # of the work of responses, which no team shares

    def tell(judged: int) -> None:
        step(f"Judging sets of {len(options.given):,} responses: {judged:,} so far", 0, 0)

    advice = respond(
        layers.problem,
        plan,
        events,
        options.given,
        aim=Aim(asked.objective, groups_by_ref(inputs).get(asked.ref)),  # type: ignore[arg-type]
        means=Means(
            None if asked.budget_cents is None else float(asked.budget_cents),
            {row.skill_name: row.days for row in asked.days},
        ),
        law=Law(common_sigma=spread, drift=layers.drift, shared=teams),
        seed=base.seed,
        limit=Limit(passes=_PASSES),
        progress=tell,
    )
    basis = ("Releases whose scope still grows are taken as they are now.",) if growing else ()
    return advice, basis


def _as_advice(
    base: ResponseAdvice,
    inputs: Inputs,
    of: RunDate,
    options: Options,
    found: Advice,
    basis: tuple[str, ...],
) -> ResponseAdvice:
    beside = " beside what is chosen" if found.chosen else ""
    rows = [_row(row, options.rows[row.response], beside) for row in found.responses]
    saved = found.before.aimed - found.after.aimed
    is_p85 = base.asked.objective == "p85"
    return replace(
        base,
        cost_cents=sum(row.cost_cents for row in rows if row.chosen),
        days=sum(row.days for row in rows if row.chosen),
        gain=round(found.gain, 5),
        error=round(found.error, 5),
        p85_after=_sooner(inputs, of, found.gain if is_p85 else saved) if found.chosen else of.p85,
        chance_after=_likelier(of.chance, found),
        tried=found.tried,
        exact=found.exact,
        draws=found.draws,
        responses=(*rows, *options.excluded),
        basis=basis,
    )


def _row(found: Weighed, row: RiskResponse, beside: str) -> AdvisedResponse:
    if found.why == "days":
        skill = f" of {found.short}" if found.short else ""
        reason = f"Takes more days{skill} than are left."
    else:
        reason = _WHY.get(found.why, "").format(beside=beside)
    gain, error = round(found.gain, 5), round(found.error, 5)
    return as_advised(row, chosen=found.chosen, gain=gain, error=error, reason=reason)


def _sooner(inputs: Inputs, of: RunDate, days: float) -> date:
    """The 85 % date of the run, so many working days earlier."""
    moment = inputs.clock.end_of(of.p85) - days
    group = groups_by_ref(inputs).get(of.ref)
    day = inputs.dates.finish(group, moment) if group else inputs.dates.end(moment)
    return min(day, of.p85) if days >= 0 else max(day, of.p85)


def _likelier(chance: float | None, found: Advice) -> float | None:
    """The chance of the run, by so much higher as the set makes it."""
    before, after = found.before.chance, found.after.chance
    if chance is None or before is None or after is None:
        return chance
    return min(1.0, max(0.0, round(chance + after - before, 4)))
