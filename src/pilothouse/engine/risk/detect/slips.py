"""The chance that an item slips, learnt from one's own outcomes; the base rate where there are few of them,
or where nothing was better.

Method, guarantees and a worked case: docs/algorithms/slips.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.risk.detect.cases import Case, Floats, Signal, Table
from pilothouse.engine.risk.detect.logistic import Logistic, fit_logistic, sigmoid
from pilothouse.engine.risk.detect.stumps import Stumps, fit_stumps

FEWEST = 60  # known outcomes from which a model is fitted
HALF_LIFE = 365.0  # days after which an outcome counts half, in the regression
NEAREST = 0.01  # to 0 and 1 that a chance is stated
_PSEUDO = 1.0  # cases at even chance, added to a base rate


@dataclass(frozen=True, slots=True)
class Part:
    """`points`: by how much, in points of chance, this signal makes the slip likelier than it is of an item
    that is usual in everything."""

    signal: str
    points: float


@dataclass(frozen=True, slots=True)
class Chance:
    """`chance` of the slip of an item, 0..1. Its parts and `usual`, the chance of an item that is usual in
    everything, add up to it; without parts it is the base rate."""

    id: str
    chance: float
    usual: float
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Model:
    """Learnt from `known` outcomes, of which the share `base` slipped. `logistic` and `stumps` are None below
    `FEWEST`, without signals, and where all or none slipped: then every chance is the base rate."""

    signals: tuple[Signal, ...]
    known: int
    base: float
    logistic: Logistic | None = None
    stumps: Stumps | None = None
    usual: tuple[Floats, Floats] | None = None

    def chances(self, values: Floats) -> Floats:
        """`(cases,)`."""
        if self.logistic is None or self.stumps is None:
            return np.full(len(values), self.base)
        one = sigmoid(self.logistic.constant + self.logistic.parts(values).sum(axis=1))
        other = sigmoid(self.stumps.constant + self.stumps.parts(values).sum(axis=1))
        found: Floats = np.clip((one + other) / 2, NEAREST, 1 - NEAREST)
        return found

    def explained(self, cases: Sequence[Case]) -> tuple[Chance, ...]:
        """The chance of each case, with what each signal adds to it in points of chance."""
        if self.logistic is None or self.stumps is None or self.usual is None or not cases:
            return tuple(Chance(case.id, self.base, self.base) for case in cases)
        values = Table.of(self.signals, cases).values
        halves = [
            _shared(constant, model.parts(values), usual)
            for model, constant, usual in (
                (self.logistic, self.logistic.constant, self.usual[0]),
                (self.stumps, self.stumps.constant, self.usual[1]),
            )
        ]
        points = (halves[0][0] + halves[1][0]) / 2
        start = (halves[0][1] + halves[1][1]) / 2
        return tuple(
            Chance(
                case.id,
                float(np.clip(start + own.sum(), NEAREST, 1 - NEAREST)),
                start,
                tuple(
                    Part(signal.name, float(value))
                    for signal, value in sorted(
                        zip(self.signals, own, strict=True), key=lambda pair: -abs(pair[1])
                    )
                ),
            )
            for case, own in zip(cases, points, strict=True)
        )


def learn(signals: Sequence[Signal], cases: Sequence[Case], *, on: int) -> Model:
    """What outcomes that were known before day `on` show."""
    return fit(Table.of(signals, cases), on)


def fit(table: Table, on: int) -> Model:
    rows = table.known_by(on)
    came = table.came[rows]
    base = float((came.sum() + _PSEUDO / 2) / (came.size + _PSEUDO))
    if not table.signals or came.size < FEWEST or came.min() == came.max():
        return Model(table.signals, int(came.size), base)
    values = table.values[rows]
    age = (on - table.known[rows]).astype(np.float64)
    weight = 0.5 ** (age / HALF_LIFE)
    logistic = fit_logistic(values, came, weight / weight.max())
    stumps = fit_stumps(values, came, [signal.sign for signal in table.signals])
    usual = (
        np.average(logistic.parts(values), axis=0, weights=weight),
        stumps.parts(values).mean(axis=0),
    )
    return Model(table.signals, int(came.size), base, logistic, stumps, usual)


def to_look_at(chances: Sequence[Chance], *, share: float = 0.5) -> tuple[Chance, ...]:
    """The fewest items, likeliest first, that hold `share` of the slips to be expected."""
    ranked = sorted(chances, key=lambda row: (-row.chance, row.id))
    wanted = share * sum(row.chance for row in ranked)
    found: list[Chance] = []
    held = 0.0
    for row in ranked:
        if held >= wanted - 1e-9:
            break
        found.append(row)
        held += row.chance
    return tuple(found)


def _shared(constant: float, parts: Floats, usual: Floats) -> tuple[Floats, float]:
    """Parts of log-odds as points of chance (Aumann and Shapley 1974: along the line from the usual item to
    this one, every part shares the rise in chance by its own size); the chance of the usual item."""
    start = constant + float(usual.sum())
    off = parts - usual
    rise = off.sum(axis=1)
    low = float(sigmoid(np.array(start)))
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (sigmoid(start + rise) - low) / rise
    slope = np.where(np.abs(rise) < 1e-6, low * (1 - low), slope)
    found: Floats = off * slope[:, None]
    return found, low
