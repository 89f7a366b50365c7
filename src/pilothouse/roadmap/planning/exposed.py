"""What the engine measured of risks becomes what is stored: dates for moments, references for groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pilothouse.risk.contracts import (
    NOTHING,
    DateEffect,
    ExposedDate,
    Exposure,
    JointChance,
    LossCurve,
    RiskExposure,
)
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.planning.striking import risk_name
from pilothouse.roadmap.queries.exposed import RunDate

if TYPE_CHECKING:
    from pilothouse.engine.risk.found import Curve, DateExposure, Effect, RiskEffect
    from pilothouse.engine.risk.found import Exposure as Found

RISKS = 500  # that are kept of an exposure
LEVELS = (0.05, 0.15, 0.25, 0.5, 0.75, 0.85, 0.95)
_CLOUD = 300  # simulations that are drawn one by one
_LEAST = 0.005  # days that are worth keeping
_NO_LOSS = LossCurve((0.0,), (0.0,))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the run, and the engine's group that it is the end of; empty for the whole plan."""

    run: RunDate
    group: str


def unexposed(base: Exposure, dates: Sequence[RunDate], error: float) -> Exposure:
    """Of a plan that nothing strikes: its dates are those without risks."""
    rows = tuple(
        ExposedDate(
            row.ref, row.name, row.p50, row.p85, 0.0 if row.ref else error, row.chance, row.p50, row.p85,
            row.chance, NOTHING, _NO_LOSS, None,
        )
        for row in dates
    )  # fmt: skip
    return replace(base, dates=rows)


def as_exposure(base: Exposure, inputs: Inputs, found: Found, dated: Sequence[Dated]) -> Exposure:
    refs = {row.group: row.run.ref for row in dated}
    places = {row.name: place for place, row in enumerate(found.dates) if row.kind == "group"} | {"": 0}
    keys = {risk_name(row.id): row for row in inputs.snapshot.risks}
    ranked = sorted(found.risks, key=lambda row: (-abs(row.finish.days), -abs(row.money or 0.0), row.risk))
    kept = ranked[:RISKS]
    together = found.together
    return replace(
        base,
        draws=found.draws,
        settled=found.settled,
        risks=tuple(
            RiskExposure(
                keys[row.risk].id, keys[row.risk].key, row.title, round(row.came, 5), _effects(row, refs),
                row.money, row.money_error,
            )
            for row in kept
        ),
        dates=tuple(_date(inputs, found, row, places[row.group], base.draws) for row in dated),
        money=together.money,
        money_error=together.money_error,
        money_curve=_curve(found.money) if found.money else None,
        left_out=len(found.risks) - len(kept),
    )  # fmt: skip


def _effects(row: RiskEffect, refs: dict[str, str]) -> dict[str, DateEffect]:
    of = {"": row.finish, **row.dates}
    return {
        ref: _effect(of[group])
        for group, ref in refs.items()
        if group in of and max(abs(of[group].days), abs(of[group].p85)) >= _LEAST
    }


def _effect(found: Effect) -> DateEffect:
    return DateEffect(
        round(found.days, 4),
        round(found.error, 4),
        round(found.p50, 4),
        round(found.p85, 4),
        round(found.p85_error, 4),
        None if found.chance is None else round(found.chance, 4),
    )


def _date(inputs: Inputs, found: Found, dated: Dated, place: int, draws: int) -> ExposedDate:
    from pilothouse.engine.risk.measures import curve_of

    row, run = found.dates[place], dated.run
    counted = found.draws == draws and _day(inputs, dated.group, row.finish.p85) != run.p85
    without = [_day(inputs, dated.group, moment) for moment in (row.without.p50, row.without.p85)]
    return ExposedDate(
        ref=run.ref,
        name=run.name,
        p50=run.p50,
        p85=run.p85,
        p85_error=round(row.p85_error, 4),
        chance=run.chance,
        p50_without=None if counted else min(without[0], run.p50) if _only_later(row) else without[0],
        p85_without=None if counted else min(without[1], run.p85) if _only_later(row) else without[1],
        chance_without=None if counted else row.chance_without,
        together=_effect(row.together),
        curve=_curve(curve_of(found.lost(place))),
        joint=_joint(inputs, found, dated.group, place) if found.money else None,
    )


def _only_later(row: DateExposure) -> bool:
    """Whether risks put the date off, so that with them it is no earlier, whatever the number of draws."""
    return row.together.p85 >= 0 and row.together.p50 >= 0


def _day(inputs: Inputs, group: str, moment: float) -> date:
    return inputs.dates.finish(group, moment) if group else inputs.dates.end(moment)


def _curve(found: Curve) -> LossCurve:
    return LossCurve(
        tuple(round(loss, 3) for loss in found.losses), tuple(round(chance, 4) for chance in found.chances)
    )


def _joint(inputs: Inputs, found: Found, group: str, place: int) -> JointChance:
    ends, costs = found.reached[place], found.costs
    days = [float(day) for day in np.quantile(ends, LEVELS)]
    money = [float(amount) for amount in np.quantile(costs, LEVELS)]
    return JointChance(
        levels=LEVELS,
        days=tuple(_day(inputs, group, day) for day in days),
        ends=tuple(round(day, 3) for day in days),
        money=tuple(round(amount) for amount in money),
        chances=tuple(
            tuple(round(found.joint(day=day, money=amount, date=place), 4) for amount in money)
            for day in days
        ),
        cloud=tuple(
            (round(float(end), 2), round(float(cost)))
            for end, cost in zip(ends[:_CLOUD], costs[:_CLOUD], strict=True)
        ),
    )
