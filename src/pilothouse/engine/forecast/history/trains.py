"""The chance that an item makes its release train: by cycles ahead, slips, stage, and whether confirmed.

A logistic regression whose coefficients are shrunk to those of other teams: their mean and spread are a
normal prior, and the team's own record takes over as it grows (Bayesian logistic regression by Laplace's
method: Spiegelhalter and Lauritzen 1990; MacKay 1992). What missed its train is followed with discrete-time
hazards (Cox 1972): an item that the record has not seen arrive counts only for trains that have left. Rows of
one item are taken as independent, so a record with many forecasts an item is trusted too much.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp, isfinite, log1p, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem

Floats = NDArray[np.float64]
FARTHEST = 3  # cycles ahead from which all count as one
FOLLOWED = 2  # later trains told apart
_BASE = (*(f"ahead {cycles}" for cycles in range(FARTHEST + 1)), "slips", "confirmed")
_FLAT = 1.5  # sd of a coefficient, in log odds, of which nothing is known
_SPREADS = (0.3, 0.45, 0.65, 0.9, 1.3)  # no less than 0.3: teams of one project differ less than projects
_HAZARD_WEIGHT = 10.0  # missed targets after which a team's own hazard weighs as much as the prior's
_ENOUGH = 30  # targets below which a record is called short


@dataclass(frozen=True)
class Target:
    """An item planned for a train, as known `ahead` cycles before that train's freeze.

    `slips`: how often this target had been moved to a later train by then. `late`: by how many trains it
    missed; 0 = made it or came earlier, None = not arrived when the record ends. A target moved later missed
    its train. `left`: trains that have left since the planned one when the record ends; 0 = that one only,
    -1 = not even that one. `confirmed`: the item was then being worked on for this stage and train, not only
    pencilled in.
    """

    item: str
    train: str
    ahead: int
    late: int | None
    left: int
    slips: int = 0
    stage: str = ""
    confirmed: bool = False

    @property
    def open(self) -> bool:
        """Whether the planned train has not left: whatever is known already, it must not count."""
        return self.left < 0

    @property
    def made(self) -> bool:
        return self.late == 0


@dataclass(frozen=True)
class Prior:
    """What other teams show. `effects`: name to (mean, sd between teams) in log odds; stages are unseen at 0.

    `hazards`: chance to arrive one, two trains late, each of those still missing. `fitted_on` says from what.
    """

    version: str
    fitted_on: str
    effects: Mapping[str, tuple[float, float]]
    hazards: tuple[float, ...]
    hazard_weight: float = _HAZARD_WEIGHT

    def to_json(self) -> str:
        told = {
            "version": self.version,
            "fitted_on": self.fitted_on,
            "effects": {name: [round(m, 3), round(sd, 3)] for name, (m, sd) in self.effects.items()},
            "hazards": [round(value, 3) for value in self.hazards],
            "hazard_weight": self.hazard_weight,
        }
        return json.dumps(told, indent=1) + "\n"


@dataclass(frozen=True)
class Chance:
    """Probability to make the train, and the 90 % interval of what is known about it (all 0 to 1)."""

    chance: float
    low: float
    high: float


@dataclass(frozen=True)
class TrainModel:
    """Log odds to make a train by `history` targets of this team; `open` more had not been decided."""

    history: int
    open: int
    names: tuple[str, ...]
    mean: Floats = field(repr=False)
    covariance: Floats = field(repr=False)
    hazards: tuple[float, ...]

    @property
    def note(self) -> str:
        """Which layer speaks, and on how much history."""
        many = "1 more is" if self.open == 1 else f"{self.open} more are"
        still = f" {many} still open: not counted." if self.open else ""
        if not self.history:
            return f"No decided target of this team: what other teams show (reference class).{still}"
        targets = "1 decided target" if self.history == 1 else f"{self.history} decided targets"
        blend = ", mostly what other teams show" if self.history < _ENOUGH else ", blended with other teams"
        return f"{targets} of this team{blend}.{still}"

    def chance(self, *, ahead: int, slips: int = 0, stage: str = "", confirmed: bool = False) -> Chance:
        """To make a train `ahead` cycles away; a stage never seen counts as an average one, less certain."""
        _natural(ahead, "ahead")
        _natural(slips, "slips")
        row, unseen = _row(self.names, ahead, slips, stage, confirmed)
        middle = float(row @ self.mean)
        spread = float(row @ self.covariance @ row) + (_FLAT**2 / 4 if stage and unseen else 0.0)
        wide = 1.645 * sqrt(spread)
        mixed = _sigmoid(middle / sqrt(1 + pi * spread / 8))  # MacKay 1992: the mean over a normal log odds
        return Chance(mixed, _sigmoid(middle - wide), _sigmoid(middle + wide))

    def arrival(
        self, *, ahead: int, slips: int = 0, stage: str = "", confirmed: bool = False
    ) -> tuple[float, ...]:
        """Chances of this train, the next, the one after, and any later one or none; they add up to 1."""
        found = [self.chance(ahead=ahead, slips=slips, stage=stage, confirmed=confirmed).chance]
        missing = 1 - found[0]
        for hazard in self.hazards:
            found.append(missing * hazard)
            missing *= 1 - hazard
        return (*found, missing)


def learn(*, history: Sequence[Target], prior: Prior | None = None) -> TrainModel:
    """The team's model; with no decided target, what other teams show."""
    known = prior or default_prior()
    _check_all(history, "history")
    decided = [target for target in history if not target.open]
    stages = {f"stage {target.stage}" for target in decided if target.stage} - set(known.effects)
    names = (*known.effects, *sorted(stages))
    told = [known.effects.get(name, (0.0, _FLAT / 2)) for name in names]
    mean, sd = np.array([m for m, _ in told]), np.array([s for _, s in told])
    rows, made = _table(names, decided)
    found, covariance = _fit(rows, made, mean, np.diag(1 / sd**2))
    arrived, risk = _followed(decided)
    hazards = tuple(
        (float(arrived[place]) + known.hazard_weight * value) / (float(risk[place]) + known.hazard_weight)
        for place, value in enumerate(known.hazards)
    )
    return TrainModel(len(decided), len(history) - len(decided), names, found, covariance, hazards)


def fit_prior(*, teams: Sequence[Sequence[Target]], version: str, fitted_on: str) -> Prior:
    """Pooled coefficients of all teams, and the spread between teams that makes their records likeliest."""
    for number, team in enumerate(teams):
        _check_all(team, f"teams[{number}]")
    decided = [[target for target in team if not target.open] for team in teams]
    every = [target for team in decided for target in team]
    if sum(1 for team in decided if team) < 2 or len(every) < _ENOUGH:
        raise InvalidProblem(
            f"A prior needs two teams and {_ENOUGH} decided targets.", where="teams", cure="Add teams."
        )
    names = (*_BASE, *sorted({f"stage {target.stage}" for target in every if target.stage}))
    flat = np.eye(len(names)) / _FLAT**2
    mean, covariance = _fit(*_table(names, every), np.zeros(len(names)), flat)
    tables = [_table(names, team) for team in decided if team]
    scores = [sum(_evidence(*table, mean, spread) for table in tables) for spread in _SPREADS]
    spread = _SPREADS[int(np.argmax(scores))]
    # Only the diagonal is kept: of the precision, because levels of `ahead` and stages can trade places.
    sds = np.sqrt(1 / np.diag(np.linalg.inv(covariance)) + spread**2)
    arrived, risk = _followed(every)
    return Prior(
        version=version,
        fitted_on=fitted_on,
        effects={
            name: (float(m), float(sd))
            for name, m, sd in zip(names, mean.tolist(), sds.tolist(), strict=True)
        },
        hazards=tuple(((arrived + 0.5) / (risk + 1)).tolist()),
    )


def read_prior(text: str) -> Prior:
    """A prior from its file. Raises `InvalidProblem` naming what is missing or wrong."""
    try:
        told = json.loads(text)
        found = Prior(
            version=str(told["version"]),
            fitted_on=str(told["fitted_on"]),
            effects={str(name): (float(pair[0]), float(pair[1])) for name, pair in told["effects"].items()},
            hazards=tuple(float(value) for value in told["hazards"]),
            hazard_weight=float(told["hazard_weight"]),
        )
        missing = set(_BASE) - set(found.effects)
        if missing or len(found.hazards) != FOLLOWED:
            raise ValueError(f"without {', '.join(sorted(missing)) or 'the hazards'}")
        if not all(isfinite(mean) and isfinite(sd) and sd > 0 for mean, sd in found.effects.values()):
            raise ValueError("an effect that is no number, or a spread not above zero")
        if not all(0 <= value <= 1 for value in found.hazards) or not found.hazard_weight > 0:
            raise ValueError("a hazard beyond 0 to 1")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InvalidProblem(
            f"This is not a file of priors of trains ({type(error).__name__}: {error}).",
            where="priors",
            cure="Make one with `python bench/trains.py --fit`.",
        ) from error
    return found


@cache
def default_prior() -> Prior:
    """The prior that is shipped."""
    return read_prior((files("pilothouse.engine.forecast.history") / "priors" / "trains.json").read_text())


def _row(names: Sequence[str], ahead: int, slips: int, stage: str, confirmed: bool) -> tuple[Floats, bool]:
    found = np.zeros(len(names))
    found[names.index(f"ahead {min(ahead, FARTHEST)}")] = 1.0
    found[names.index("slips")] = log1p(slips)
    found[names.index("confirmed")] = float(confirmed)
    unseen = f"stage {stage}" not in names
    if not unseen:
        found[names.index(f"stage {stage}")] = 1.0
    return found, unseen


def _table(names: Sequence[str], targets: Sequence[Target]) -> tuple[Floats, Floats]:
    rows = [_row(names, t.ahead, t.slips, t.stage, t.confirmed)[0] for t in targets]
    return np.array(rows).reshape(-1, len(names)), np.array([float(target.made) for target in targets])


def _fit(rows: Floats, made: Floats, mean: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """Mode and covariance there of the coefficients under a normal prior, by damped Newton steps."""
    found: Floats = mean.copy()
    for _ in range(100):
        chances = _sigmoids(rows @ found)
        slope = rows.T @ (made - chances) - precision @ (found - mean)
        step = np.linalg.solve((rows.T * (chances * (1 - chances))) @ rows + precision, slope)
        size = float(np.abs(step).max())
        found += step * min(1.0, 2.0 / max(size, 1e-12))
        if size < 1e-9:
            break
    chances = _sigmoids(rows @ found)
    curvature = (rows.T * (chances * (1 - chances))) @ rows + precision
    return found, np.linalg.inv(curvature).astype(np.float64)


def _evidence(rows: Floats, made: Floats, mean: Floats, spread: float) -> float:
    """Log chance of a team's record when its coefficients lie `spread` around `mean` (Laplace's method)."""
    precision = np.eye(len(mean)) / spread**2
    found, covariance = _fit(rows, made, mean, precision)
    logits = rows @ found
    fits = float(made @ logits - np.logaddexp(0, logits).sum())
    away = found - mean
    return (
        fits
        - float(away @ precision @ away) / 2
        + float(np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(precision)[1]) / 2
    )


def _followed(targets: Sequence[Target]) -> tuple[Floats, Floats]:
    """How many arrived one, two trains late, of how many at risk: each target of an item once."""
    once = {(target.item, target.stage, target.train): target for target in targets}
    missed = [target for target in once.values() if not target.made]
    arrived, risk = np.zeros(FOLLOWED), np.zeros(FOLLOWED)
    for target in missed:
        for cycles in range(1, min(FOLLOWED, target.left) + 1):
            if target.late is None or target.late >= cycles:
                risk[cycles - 1] += 1
                arrived[cycles - 1] += target.late == cycles
    return arrived, risk


def _sigmoids(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(values, -500, 500)))
    return found


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-max(-500.0, min(500.0, value))))


def _natural(value: int, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidProblem(f"{value!r} is no count.", where=where, cure="Give a whole number from 0.")


def _check_all(targets: Sequence[Target], where: str) -> None:
    for place, target in enumerate(targets):
        here = f"{where}[{place}]"
        _natural(target.ahead, f"{here}.ahead")
        _natural(target.slips, f"{here}.slips")
        if isinstance(target.left, bool) or not isinstance(target.left, int) or target.left < -1:
            raise InvalidProblem(
                f"{target.left!r} trains cannot have left.", where=f"{here}.left", cure="Give -1 or more."
            )
        if target.late is not None:
            _natural(target.late, f"{here}.late")
            if target.late > max(target.left, 0):
                raise InvalidProblem(
                    f"{target.item} arrived {target.late} trains late, but only {target.left} had left.",
                    where=f"{here}.late",
                    cure="Give None until the train it is now planned for has left.",
                )
