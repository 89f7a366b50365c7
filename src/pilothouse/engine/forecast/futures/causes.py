"""Named common causes: factors that share of the work of a future, and risk events that hit it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.distributions import quantile_table
from pilothouse.engine.kernels import hashed, kernel, mix, normal, uniform
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Problem

_STREAM = 0x9FB21C651E98DF25  # keeps these draws apart from those of items


@dataclass(frozen=True)
class Factor:
    """Work of `items` times exp(sigma z), one z a future: they are harder or easier together."""

    id: str
    title: str
    items: tuple[str, ...]
    sigma: float


@dataclass(frozen=True)
class Event:
    """A risk: in a share `chance` of futures it hits all `items` at once.

    Each of them then takes `multiplier` times its work and `delay` working days more, low, likely and high
    as in an estimate; the days are drawn once a future, and its people stay on the item.
    """

    id: str
    title: str
    chance: float
    items: tuple[str, ...]
    delay: Effort | tuple[float, float, float] | None = None
    multiplier: float = 1.0


@dataclass(frozen=True)
class CauseDriver:
    """A cause's part, 0..1, in the variance of the plan's finish.

    `days_with` and `days_without`: mean finish, in working days, of the futures that an event hits and of the
    others; None for a factor, or where there are no such futures. `days` is what it adds on average over all
    futures.
    """

    cause: str
    title: str
    kind: str
    share: float
    days_with: float | None = None
    days_without: float | None = None
    days: float | None = None


class Causes(NamedTuple):
    """CSR over items: `which[at[i]:at[i + 1]]` are item i's causes. `(causes, draws)`: what each does."""

    at: NDArray[np.int64]
    which: NDArray[np.int64]
    scale: NDArray[np.float64]
    delay: NDArray[np.float64]


@kernel
def _draw(
    seed: np.uint64,
    key: np.ndarray,
    sigma: np.ndarray,
    chance: np.ndarray,
    multiplier: np.ndarray,
    table: np.ndarray,
    scale: np.ndarray,
    delay: np.ndarray,
    hit: np.ndarray,
) -> None:
    knots = table.shape[1] - 1
    for cause in range(sigma.shape[0]):
        for draw in range(scale.shape[1]):
            if sigma[cause] > 0.0:
                scale[cause, draw] = np.exp(sigma[cause] * normal(seed, draw, key[cause]))
            elif uniform(seed, draw, key[cause]) < chance[cause]:
                hit[cause, draw] = True
                scale[cause, draw] = multiplier[cause]
                spot = uniform(seed, draw, mix(key[cause])) * knots
                knot = int(spot)
                low = table[cause, knot]
                delay[cause, draw] = low + (table[cause, knot + 1] - low) * (spot - knot)


def draw_causes(
    problem: Problem, factors: Sequence[Factor], events: Sequence[Event], draws: int, seed: int
) -> tuple[Causes, NDArray[np.bool_]]:
    """What each cause does in each future, factors first, and which events hit. Draws go by the cause's
    id."""
    number = {item.id: index for index, item in enumerate(problem.items)}
    _check(factors, events, number)
    rows: list[list[int]] = [[] for _ in problem.items]
    named: list[Factor | Event] = [*factors, *events]
    for index, cause in enumerate(named):
        for name in cause.items:
            rows[number[name]].append(index)
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    at[1:] = np.cumsum([len(row) for row in rows])
    count = len(factors) + len(events)
    scale, delay = np.ones((count, draws)), np.zeros((count, draws))
    hit = np.zeros((count, draws), dtype=np.bool_)
    if count:
        _draw(
            np.uint64((seed ^ _STREAM) & 0xFFFFFFFFFFFFFFFF),
            np.array([hashed(row.id) for row in named], dtype=np.uint64),
            np.array([row.sigma for row in factors] + [0.0] * len(events)),
            np.array([0.0] * len(factors) + [float(row.chance) for row in events]),
            np.array([1.0] * len(factors) + [float(row.multiplier) for row in events]),
            quantile_table([None] * len(factors) + [_effort(row) for row in events]),
            scale,
            delay,
            hit,
        )
    which = np.array([cause for row in rows for cause in row], dtype=np.int64)
    return Causes(at, which, scale, delay), hit


def uniforms_of(events: Sequence[Event], draws: int, seed: int) -> NDArray[np.float64]:
    """`(events, draws)`: an event comes in a future where its number there is below its probability."""
    found = np.empty((len(events), draws))
    keys = np.array([hashed(event.id) for event in events], dtype=np.uint64)
    _numbers(np.uint64((seed ^ _STREAM) & 0xFFFFFFFFFFFFFFFF), keys, found)
    return found


def own_costs(
    events: Sequence[Event],
    costs: Mapping[str, tuple[float, float, float]],
    hit: NDArray[np.bool_],
    seed: int,
) -> dict[int, NDArray[np.float64]]:
    """By place in `events`, of those that `costs` name: what an event costs by itself in each future, low,
    likely and high as in an estimate, all below 0 where it gains; nothing where it does not come. `hit` is
    `(events, draws)`. Raises `InvalidProblem`."""
    places = {event.id: place for place, event in enumerate(events)}
    found = {}
    for name, cost in costs.items():
        if name not in places:
            raise InvalidProblem("It is the cost of no risk.", where=name, cure="Name a risk of the plan.")
        scale = max(map(abs, cost))
        if not isfinite(scale):
            raise InvalidProblem("A cost is not a number.", where=name, cure="Give an amount.")
        if scale:
            low, likely, high = sorted(abs(value) / scale for value in cost)
            shape = Effort(low, likely, high)
            units = np.empty((1, hit.shape[1]))
            key = np.array([hashed(f"cost of {name}")], dtype=np.uint64)
            _numbers(np.uint64((seed ^ _STREAM) & 0xFFFFFFFFFFFFFFFF), key, units)
            (row,) = quantile_table([shape])
            drawn = np.interp(units[0], np.linspace(0.0, 1.0, row.shape[0]), row)
            gains = min(cost) < 0
            found[places[name]] = np.where(hit[places[name]], -scale * drawn if gains else scale * drawn, 0.0)
    return found


@kernel
def _numbers(seed: np.uint64, keys: np.ndarray, found: np.ndarray) -> None:
    for cause in range(keys.shape[0]):
        for draw in range(found.shape[1]):
            found[cause, draw] = uniform(seed, draw, keys[cause])


def cause_drivers(
    factors: Sequence[Factor],
    events: Sequence[Event],
    causes: Causes,
    hit: NDArray[np.bool_],
    finish: NDArray[np.float32],
) -> tuple[CauseDriver, ...]:
    """Share of variance (squared multiple correlation) and days of each cause, largest share first.

    An event is drawn apart from everything else, so the difference between futures with and without it is
    its effect. Shares below three standard errors of zero are noise and count as zero.
    """
    found = []
    ends = finish.astype(np.float64)
    draws = ends.shape[0]
    named: list[Factor | Event] = [*factors, *events]
    for index, cause in enumerate(named):
        columns = np.array([causes.scale[index, :draws], causes.delay[index, :draws]])
        share = _explained(columns, ends)
        share = share if share >= 9.0 / draws else 0.0
        if isinstance(cause, Factor):
            found.append(CauseDriver(cause.id, cause.title, "factor", share))
            continue
        came = hit[index, :draws]
        with_it = float(ends[came].mean()) if came.any() else None
        without = float(ends[~came].mean()) if not came.all() else None
        days = None if with_it is None or without is None else float(cause.chance) * (with_it - without)
        found.append(CauseDriver(cause.id, cause.title, "event", share, with_it, without, days))
    return tuple(sorted(found, key=lambda row: -row.share))


def _explained(columns: NDArray[np.float64], target: NDArray[np.float64]) -> float:
    """R squared of the least-squares fit of `target` on `columns` and a constant."""
    centred = target - target.mean()
    total = float(centred @ centred)
    deviations = columns - columns.mean(axis=1, keepdims=True)
    varying = deviations[(deviations * deviations).sum(axis=1) > 1e-12]
    if total <= 1e-9 or not varying.shape[0]:
        return 0.0
    weights = np.linalg.lstsq(varying @ varying.T, varying @ centred, rcond=None)[0]
    return float(min(1.0, max(0.0, weights @ (varying @ centred) / total)))


def _effort(event: Event) -> Effort | None:
    return event.delay if event.delay is None or isinstance(event.delay, Effort) else Effort(*event.delay)


def _check(factors: Sequence[Factor], events: Sequence[Event], known: dict[str, int]) -> None:
    seen: set[str] = set()
    named: list[Factor | Event] = [*factors, *events]
    for cause in named:
        where = cause.title or cause.id
        if cause.id in seen:
            raise InvalidProblem(f"There are two causes '{cause.id}'.", where=where, cure="Give each its id.")
        seen.add(cause.id)
        if len(set(cause.items)) != len(cause.items):
            raise InvalidProblem("It names an item twice.", where=where, cure="Name each item once.")
        for name in cause.items:
            if name not in known:
                raise InvalidProblem(
                    f"It touches the unknown item '{name}'.",
                    where=where,
                    cure="Name items of this plan only.",
                )
    for factor in factors:
        if not 0 <= factor.sigma < 3:
            raise InvalidProblem(
                "The spread lies outside 0 to 3.", where=factor.title or factor.id, cure="Give 0.2."
            )
    for event in events:
        where = event.title or event.id
        if not 0 <= event.chance <= 1:
            raise InvalidProblem("The chance lies outside 0 to 1.", where=where, cure="Give a share.")
        if not (isfinite(event.multiplier) and event.multiplier >= 0):
            raise InvalidProblem("The multiplier is no number of 0 or more.", where=where, cure="Give 1.")
        delay = _effort(event)
        if delay is not None:
            delay.check(where)
