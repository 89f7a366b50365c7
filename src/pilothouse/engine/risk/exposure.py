"""What each risk costs in days, chance and money: every future as it is, and again without the risk.

Method, guarantees and a worked case: docs/algorithms/exposure.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.causes import Causes, Event, Factor, draw_causes, own_costs
from pilothouse.engine.forecast.futures.cost import prices_of
from pilothouse.engine.forecast.futures.raw import Sets, convergence, grow, growth_factors
from pilothouse.engine.forecast.futures.reading import quantiles_of
from pilothouse.engine.forecast.futures.scope import FIXED, Growth
from pilothouse.engine.forecast.futures.teams import shared_by
from pilothouse.engine.risk.asking import check, promised, watched_sets
from pilothouse.engine.risk.found import SAME, DateExposure, Effect, Exposure, RiskEffect
from pilothouse.engine.risk.lanes import Floats
from pilothouse.engine.risk.measures import curve_of, mean_of, moved_at, settled
from pilothouse.engine.risk.replay import Replayed, Singles, replay
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem


def expose(
    problem: Problem,
    plan: Plan,
    events: Sequence[Event],
    *,
    draws: int = 10_000,
    seed: int = 0,
    common_sigma: float | Mapping[str, float] = 0.2,
    factors: Sequence[Factor] = (),
    rates: Mapping[str, float] | None = None,
    fixed_costs: Mapping[str, float] | None = None,
    delay_costs: Mapping[str, float] | None = None,
    event_costs: Mapping[str, tuple[float, float, float]] | None = None,
    until: float | None = None,
    drift: float = 0.0,
    growth: Mapping[str, Growth] | None = None,
    targets: Mapping[str, float] | None = None,
    shared: Mapping[str, str] | None = None,
    watch: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Exposure:
    """The effect of every event on the end of the plan, of its products and of the groups in `watch` (None:
    all), from the futures that `simulate` draws with the same seed, and on money where `rates`,
    `fixed_costs` or `delay_costs` (by group or product, money for each working day until it is done) are
    given. `event_costs`, by event: money, low, likely and high, that it costs by itself when it comes, below
    0 what it gains. Other options as in `simulate`, whose fixed policy this reads. Raises `InvalidProblem` as
    it does.
    """
    check(problem, plan, events, draws, delay_costs or {}, watch)
    sets = watched_sets(problem, watch)
    crew_of = {person.id: index for index, person in enumerate(problem.people)}
    crews = [tuple(crew_of[name] for name in row.people) for row in plan.placed]
    prices = prices_of(problem, crews, rates, fixed_costs)
    causes, hit = draw_causes(problem, factors, events, draws, seed)
    teams = shared_by(problem, shared, sigma=common_sigma, drift=drift)

    def played(causes: Causes, hit: NDArray[np.bool_], most: int, enough: float | None) -> Replayed:
        return replay(
            problem, plan, draws=most, seed=seed, shared=teams, sets=sets, causes=causes, hit=hit,
            prices=prices, until=enough, progress=progress,
        )  # fmt: skip

    found = played(causes, hit, draws, until)
    bare = played(*draw_causes(problem, factors, (), found.draws, seed), found.draws, None)
    came = hit[:, : found.draws]
    own = own_costs(events, event_costs or {}, came[len(factors) :], seed)
    reading = _Reading(problem, sets, found, bare, seed, growth or {}, targets or {}, delay_costs or {}, own)
    priced = bool(rates or fixed_costs or delay_costs or event_costs)
    return reading.exposure(events, len(factors), came, priced=priced)


class _Reading:
    """Futures as they are and without, with growth, read into effects."""

    def __init__(
        self,
        problem: Problem,
        sets: Sets,
        found: Replayed,
        bare: Replayed,
        seed: int,
        growth: Mapping[str, Growth],
        targets: Mapping[str, float],
        delay_costs: Mapping[str, float],
        own: Mapping[int, Floats],
    ) -> None:
        self.sets, self.found, self.seed = sets, found, seed
        self.ends, self.without, self.bare = found.ends.copy(), found.without.copy(), bare.ends.copy()
        for number, known_as in enumerate(sets.names):
            kind, name = known_as.split(" ", 1)
            law = growth.get(name, FIXED) if kind == "group" else FIXED
            if law != FIXED:
                factors = growth_factors(found.draws, law, name, seed)
                for moments, drawn in (
                    (self.ends[number], factors),
                    (self.bare[number], factors),
                    (self.without[:, number], factors[found.draw]),
                ):
                    moments[:] = grow(moments, law, drawn)
        self.by = promised(problem, sets, targets)
        self.weight = np.array([delay_costs.get(name.split(" ", 1)[1], 0.0) for name in sets.names])
        self.own = own
        self.costs = found.costs + self.weight @ self.ends + sum(own.values(), start=0.0)
        self.bare_costs = bare.costs + self.weight @ self.bare

    def exposure(
        self, events: Sequence[Event], first: int, hit: NDArray[np.bool_], *, priced: bool
    ) -> Exposure:
        order = np.argsort(self.found.cause, kind="stable")
        at = np.searchsorted(self.found.cause[order], np.arange(first, first + len(events) + 1))
        risks = []
        for number, event in enumerate(events):
            rows = order[at[number] : at[number + 1]]
            futures = self.found.draw[rows]
            lost = self.ends[:, futures].T - self.without[rows]
            money = self._money(number, rows, futures, lost) if priced else None
            risks.append(self._effect(event.id, event.title, len(rows), futures, lost, money))
        everything = np.arange(self.found.draws)
        lost = (self.ends - self.bare).T
        money = self.costs - self.bare_costs
        came = int(hit.any(axis=0).sum())
        together = self._effect("", "All risks", came, everything, lost, money if priced else None)
        risks.sort(key=lambda row: (-row.finish.days, row.risk))
        return Exposure(
            risks=tuple(risks),
            together=together,
            dates=tuple(self._date(number) for number in range(len(self.sets.names))),
            days=curve_of(np.asarray(lost[:, 0], np.float64)),
            money=curve_of(money) if priced else None,
            draws=self.found.draws,
            seed=self.seed,
            p85_error=convergence(self.ends[0], 0.85),
            settled=settled(risks),
            reached=self.ends,
            bare=self.bare,
            costs=self.costs,
        )

    def _money(
        self, number: int, rows: NDArray[np.intp], futures: NDArray[np.int64], lost: Singles
    ) -> Floats:
        """What a risk costs in each future that it came in."""
        money: Floats = self.found.saved[rows] + lost @ self.weight
        return money + self.own[number][futures] if number in self.own else money

    def _effect(
        self,
        risk: str,
        title: str,
        came: int,
        futures: NDArray[np.int64],
        lost: Singles,
        money: Floats | None,
    ) -> RiskEffect:
        """Of what is `lost` `(futures, sets)` to a risk in some `futures`, and nothing in all others."""
        moved = {
            known_as.split(" ", 1)[1]: self._on(number, futures, lost[:, number])
            for number, known_as in enumerate(self.sets.names)
            if number and lost[:, number].any()
        }
        finish = self._on(0, futures, lost[:, 0]) if len(futures) else Effect(0.0, 0.0, 0.0, 0.0, 0.0)
        share = came / self.found.draws
        if money is None:
            return RiskEffect(risk, title, share, finish, moved)
        mean, error = mean_of(money, self.found.draws)
        return RiskEffect(risk, title, share, finish, moved, mean, error)

    def _on(self, number: int, futures: NDArray[np.int64], lost: Singles) -> Effect:
        draws = self.found.draws
        ends = self.ends[number]
        bare = ends.astype(np.float64)
        bare[futures] -= lost
        mean, error = mean_of(lost.astype(np.float64), draws)
        (p50, _), (p85, spread) = (moved_at(ends, bare, level) for level in (0.5, 0.85))
        by = self.by[number]
        chance = None
        if by is not None:
            chance = float(((bare <= by + SAME).sum() - (ends <= by + SAME).sum()) / draws)
        return Effect(mean, error, p50, p85, spread, chance)

    def _date(self, number: int) -> DateExposure:
        kind, name = self.sets.names[number].split(" ", 1)
        ends, bare, by = self.ends[number], self.bare[number], self.by[number]
        chances = [None if by is None else float((row <= by + SAME).mean()) for row in (ends, bare)]
        everything = np.arange(self.found.draws)
        return DateExposure(
            name, kind, quantiles_of(ends), quantiles_of(bare), by, chances[0], chances[1],
            p85_error=convergence(ends, 0.85),
            together=self._on(number, everything, ends - bare),
        )  # fmt: skip
