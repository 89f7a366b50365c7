"""The finish of one plan as each layer is put on: as entered, by the record, with drift, with growth."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pilothouse.engine.forecast.futures.drift import WEEKLY
from pilothouse.engine.forecast.futures.forecast import Quantiles
from pilothouse.engine.forecast.futures.scope import Growth, scope_growth
from pilothouse.engine.forecast.futures.simulate import simulate
from pilothouse.engine.forecast.history.estimate_model import EstimateModel, Finished
from pilothouse.engine.forecast.history.estimates import learn
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Group, Item, Person, Problem
from pilothouse.engine.schedule.solve import solve
from tools.docs.algorithms.drawing import Picture, Scale

_ITEMS, _SIZE, _DONE = 6, 4.0, 80
_TOOK = (3.0, 4.0, 5.5)  # days, in turn, of items estimated at two
_PROBLEM = Problem(
    tuple(Item(f"i{place}", effort=Effort(_SIZE, _SIZE, _SIZE)) for place in range(_ITEMS)),
    (Person("ana", "Ana"),),
    groups=(Group("release", tuple(f"i{place}" for place in range(_ITEMS))),),
)


@cache
def _model() -> EstimateModel:
    return learn(finished=[Finished(2.0, _TOOK[place % len(_TOOK)], float(place)) for place in range(_DONE)])


@cache
def _finishes() -> dict[str, Quantiles]:
    plan = solve(_PROBLEM, seed=7)
    read = _model().effort(low=_SIZE, likely=_SIZE, high=_SIZE).pert
    learnt = replace(_PROBLEM, items=tuple(replace(item, effort=read) for item in _PROBLEM.items))
    growth = {"release": scope_growth(done=0.25)}

    def told(problem: Problem, sigma: float, drift: float, growing: dict[str, Growth]) -> Quantiles:
        found = simulate(problem, plan, seed=7, common_sigma=sigma, drift=drift, growth=growing)
        return found.groups[0].finish

    sigma = _model().common_sigma
    return {
        "as entered": told(_PROBLEM, 0.2, 0.0, {}),
        "read by the record": told(learnt, sigma, 0.0, {}),
        "and the pace drifts": told(learnt, sigma, WEEKLY, {}),
        "and the scope still grows": told(learnt, sigma, WEEKLY, growth),
    }


def draw() -> str:
    picture = Picture(
        "What the dates of a plan rest on",
        "Six items of four days end after 24 days as entered. The record doubles that, drift widens it, "
        "growth moves it.",
        220,
    )
    days = Scale(0, 140, 210, 720)
    picture.across(days, 172, [(day, str(day)) for day in range(0, 141, 20)], up_to=20)
    picture.text(
        720, 206, "finish in working days: p5 to p95, p15 to p85, p50", colour="mute", at="end", small=True
    )
    for place, (words, row) in enumerate(_finishes().items()):
        y = 26 + 35 * place
        picture.text(196, y + 14, words, at="end")
        for low, high, faint in ((row.p05, row.p95, 0.22), (row.p15, row.p85, 0.35)):
            picture.bar(days.at(low), y, days.at(high) - days.at(low), 20, faint=faint)
        picture.bar(days.at(row.p50) - 1.5, y - 3, 3, 26)
    return picture.svg()


def worked() -> list[str]:
    model = _model()
    read = model.effort(low=_SIZE, likely=_SIZE, high=_SIZE)
    return [
        f"| learnt | bias {model.bias:.3f}, common factor {model.common_sigma:.3f} |",
        f"| one item of four days | p10 {read.low:.2f}, p50 {read.likely:.2f}, p90 {read.high:.2f} |",
        *(f"| {words} | p50 {row.p50:.1f}, p85 {row.p85:.1f} |" for words, row in _finishes().items()),
    ]
