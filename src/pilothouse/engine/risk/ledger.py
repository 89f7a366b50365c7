"""What stated probabilities are worth: scored when it is known what came, and corrected where that helps.

Method, guarantees and a worked case: docs/algorithms/ledger.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.risk.lanes import Counts, Floats

Map = Literal["as stated", "one map", "by person"]

LEAST = 20  # resolved statements below which nothing is corrected
NEAREST = 0.005  # to 0 and to 1 that a probability is read as
FOLDS = 5
ENOUGH = 0.5  # standard errors by which a finer map must be better
# Prior spreads of the offset and the log slope, of all and of each person apart from all.
SHIFT, SLOPE, OWN_SHIFT, OWN_SLOPE = 0.5, 0.3, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody stated a probability, 0..1, of something that is resolved: it `came` or it did not."""

    person: str
    stated: float
    came: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Statements of one person, or of all ("" ): how many, what they stated and what came on average, the
    Brier score and the log loss of what was stated, and the log loss that correcting leaves on statements
    that the correction has not seen (None below `LEAST`)."""

    person: str
    statements: int
    stated: float
    came: float
    brier: float
    log_loss: float
    corrected: float | None


@dataclass(frozen=True, slots=True)
class Held:
    """Of statements from `low` to below `high`: how many, what they stated and what came on average."""

    low: float
    high: float
    statements: int
    stated: float
    came: float


@dataclass(frozen=True)
class Ledger:
    """How probabilities are corrected, and the record of all and of each person, most statements first.

    `map`: "as stated" where no correction was better on statements left out; "one map" for all; "by person".
    The log-odds become `shift + exp(slope) * log-odds`, with a person's own added to both.
    """

    map: Map
    statements: int
    shift: float
    slope: float
    own: dict[str, tuple[float, float]]
    overall: Record
    people: tuple[Record, ...]
    held: tuple[Held, ...]

    def corrected(self, stated: float, person: str = "") -> float:
        """What such a statement turned out to mean; as stated where nothing is known better."""
        if self.map == "as stated":
            return stated
        shift, slope = self.own.get(person, (0.0, 0.0))
        odds = self.shift + shift + np.exp(self.slope + slope) * _log_odds(np.array([stated]))[0]
        return float(1.0 / (1.0 + np.exp(-odds)))


def learn(statements: Sequence[Statement]) -> Ledger:
    """The ledger of resolved statements. Raises `InvalidProblem` for none, or one outside 0 to 1."""
    if not statements:
        raise InvalidProblem(
            "No statement is resolved yet.", where="statements", cure="Enter what came of a stated risk."
        )
    for row in statements:
        if not 0 <= row.stated <= 1:
            raise InvalidProblem(
                f"The probability {row.stated:g} lies outside 0 to 1.",
                where=row.person,
                cure="Give a number in between.",
            )
    names = sorted({row.person for row in statements})
    known = _Known(
        np.array([names.index(row.person) for row in statements]),
        _log_odds(np.array([row.stated for row in statements])),
        np.array([row.came for row in statements], dtype=float),
        len(names),
    )
    chosen, losses = _guarded(known)
    found = known.fit(chosen, np.arange(len(statements)))
    stated = np.array([row.stated for row in statements])
    left = losses if len(statements) >= LEAST else None
    records = [_record(name, known.person == place, stated, known, left) for place, name in enumerate(names)]
    return Ledger(
        map=chosen,
        statements=len(statements),
        shift=float(found[0]),
        slope=float(found[1]),
        own={
            name: (float(found[2 + place]), float(found[2 + len(names) + place]))
            for place, name in enumerate(names)
        },
        overall=_record("", np.ones(len(statements), dtype=bool), stated, known, left),
        people=tuple(sorted(records, key=lambda row: (-row.statements, row.person))),
        held=_held(stated, known.came),
    )


@dataclass(frozen=True)
class _Known:
    """Statements by number of the person, log-odds and outcome."""

    person: Counts
    odds: Floats
    came: Floats
    people: int

    def fit(self, kind: Map, rows: NDArray[np.intp]) -> Floats:
        """Offset, log slope, then those of each person: the most probable, given the priors."""
        from scipy.optimize import minimize

        size = 2 + 2 * self.people
        free = {"as stated": 0, "one map": 2, "by person": size}[kind]
        found = np.zeros(size)
        if not free:
            return found
        spread = np.array([SHIFT, SLOPE, *[OWN_SHIFT] * self.people, *[OWN_SLOPE] * self.people])[:free]
        person, odds, came = self.person[rows], self.odds[rows], self.came[rows]
        own = free > 2

        def loss(values: Floats) -> tuple[float, Floats]:
            shift, slope = np.full(len(rows), values[0]), np.full(len(rows), values[1])
            if own:
                shift, slope = shift + values[2:][person], slope + values[2 + self.people :][person]
            scaled = np.exp(slope) * odds
            total = shift + scaled
            off = 1.0 / (1.0 + np.exp(-total)) - came
            value = np.logaddexp(0.0, total).sum() - came @ total + 0.5 * ((values / spread) ** 2).sum()
            turn = values / spread**2
            turn[0] += off.sum()
            turn[1] += off @ scaled
            if own:
                turn[2 : 2 + self.people] += np.bincount(person, off, self.people)
                turn[2 + self.people :] += np.bincount(person, off * scaled, self.people)
            return float(value), turn

        found[:free] = minimize(loss, np.zeros(free), jac=True, method="L-BFGS-B").x
        return found

    def losses(self, values: Floats, rows: NDArray[np.intp]) -> Floats:
        """Log loss of each of these statements."""
        shift = values[0] + values[2:][self.person[rows]]
        slope = values[1] + values[2 + self.people :][self.person[rows]]
        total = shift + np.exp(slope) * self.odds[rows]
        lost: Floats = np.logaddexp(0.0, total) - self.came[rows] * total
        return lost


def _guarded(known: _Known) -> tuple[Map, Floats]:
    """The finest map whose every step was better on statements left out, and the log losses there."""
    everything = np.arange(known.odds.shape[0])
    chosen: Map = "as stated"
    losses = known.losses(np.zeros(2 + 2 * known.people), everything)
    if everything.size < LEAST:
        return chosen, losses
    fold = np.random.default_rng(0).permutation(everything.size) % FOLDS
    finer: tuple[Map, ...] = ("one map", "by person") if known.people > 1 else ("one map",)
    for kind in finer:
        left = np.empty(everything.size)
        for part in range(FOLDS):
            inside = everything[fold == part]
            left[inside] = known.losses(known.fit(kind, everything[fold != part]), inside)
        gain = losses - left
        if gain.mean() <= ENOUGH * gain.std() / np.sqrt(gain.size):
            break
        chosen, losses = kind, left
    return chosen, losses


def _log_odds(stated: Floats) -> Floats:
    near = np.clip(stated, NEAREST, 1.0 - NEAREST)
    found: Floats = np.log(near / (1.0 - near))
    return found


def _record(
    name: str, rows: NDArray[np.bool_], stated: Floats, known: _Known, corrected: Floats | None
) -> Record:
    came, own = known.came[rows], stated[rows]
    total = known.odds[rows]
    return Record(
        person=name,
        statements=int(rows.sum()),
        stated=float(own.mean()),
        came=float(came.mean()),
        brier=float(((own - came) ** 2).mean()),
        log_loss=float((np.logaddexp(0.0, total) - came * total).mean()),
        corrected=None if corrected is None else float(corrected[rows].mean()),
    )


def _held(stated: Floats, came: Floats) -> tuple[Held, ...]:
    """By fifths of what was stated."""
    found = []
    for low in range(5):
        inside = np.minimum(4, (stated * 5 + 1e-9).astype(int)) == low
        if inside.any():
            found.append(
                Held(
                    low / 5,
                    (low + 1) / 5,
                    int(inside.sum()),
                    float(stated[inside].mean()),
                    float(came[inside].mean()),
                )
            )
    return tuple(found)
