"""How many days an announced release date slips, by how far ahead it was announced.

Empirical quantiles within classes of days ahead: the team's own slips with a share that grows with their
number, and those of other teams else, each of which counts the same (reference class: Flyvbjerg 2006).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.errors import InvalidProblem

Floats = NDArray[np.float64]
_EDGES = (14, 45, 120)  # days ahead up to which a class goes; the last class has no end
_KNOTS = 41
_ENOUGH = 20.0  # own slips of a class after which other teams' no longer count


@dataclass(frozen=True)
class Slip:
    """A date that was announced `ahead` days before it, and came `days` later than it (less than 0: earlier).

    `days` is None while the release has not come: what is known by then must not count.
    """

    release: str
    ahead: int
    days: int | None


@dataclass(frozen=True)
class Prior:
    """What other teams show: by class of days ahead, ascending slips in days that are equally likely."""

    version: str
    fitted_on: str
    edges: tuple[int, ...]
    slips: tuple[tuple[float, ...], ...] = field(repr=False)
    enough: float = _ENOUGH

    def to_json(self) -> str:
        told = {
            "version": self.version,
            "fitted_on": self.fitted_on,
            "edges": self.edges,
            "slips": [[round(value, 1) for value in part] for part in self.slips],
            "enough": self.enough,
        }
        return json.dumps(told) + "\n"


@dataclass(frozen=True)
class SlipModel:
    """Slips in days by class of days ahead, from `history` dates of this team; `open` more had not come."""

    history: int
    open: int
    prior: Prior = field(repr=False)
    own: tuple[tuple[float, ...], ...] = field(repr=False)

    @property
    def note(self) -> str:
        """Which layer speaks, and on how much history."""
        many = "1 more is" if self.open == 1 else f"{self.open} more are"
        still = f" {many} still open: not counted." if self.open else ""
        if not self.history:
            return f"No date of this team has come: what other teams show (reference class).{still}"
        dates = "1 date" if self.history == 1 else f"{self.history} dates"
        return f"{dates} of this team, by time ahead, blended with other teams where few.{still}"

    def quantiles(self, *, ahead: int, chances: Sequence[float]) -> tuple[float, ...]:
        """Days of slip that are enough with these probabilities, for a date `ahead` days away."""
        _whole(ahead, "ahead", least=0)
        if not all(0 < chance < 1 for chance in chances):
            raise InvalidProblem(
                "A chance is not between 0 and 1.", where="chances", cure="Give for example 0.85."
            )
        at = _class(self.prior.edges, ahead)
        own, pooled = np.array(self.own[at]), np.array(self.prior.slips[at])
        trust = min(1.0, len(own) / self.prior.enough)
        values = np.concatenate((own, pooled))
        weights = np.concatenate(
            (np.full(len(own), trust / max(1, len(own))), np.full(len(pooled), (1 - trust) / len(pooled)))
        )
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weights[order]) - 1e-9
        found = np.searchsorted(reached, np.array(chances) * reached[-1])
        return tuple(values[order][np.minimum(found, len(values) - 1)].tolist())


def learn(*, history: Sequence[Slip], prior: Prior | None = None) -> SlipModel:
    """The team's slips; with none, what other teams show."""
    known = prior or default_prior()
    _check_all(history, "history")
    own = _classes(known.edges, history)
    count = sum(len(part) for part in own)
    return SlipModel(count, len(history) - count, known, own)


def fit_prior(*, teams: Sequence[Sequence[Slip]], version: str, fitted_on: str) -> Prior:
    """Slips of all teams by class of days ahead, each team counting the same within a class."""
    for number, team in enumerate(teams):
        _check_all(team, f"teams[{number}]")
    split = [_classes(_EDGES, team) for team in teams]
    found = []
    for place in range(len(_EDGES) + 1):
        parts = [team[place] for team in split if team[place]]
        if not parts:
            raise InvalidProblem(
                "No date that came was announced so far ahead.",
                where="teams",
                cure="Add teams with longer plans.",
            )
        values = np.concatenate([np.array(part) for part in parts])
        weights = np.concatenate([np.full(len(part), 1 / len(part)) for part in parts])
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weights[order]) / weights.sum()
        at = np.searchsorted(reached, (np.arange(_KNOTS) + 0.5) / _KNOTS)
        found.append(tuple(values[order][np.minimum(at, len(values) - 1)].tolist()))
    return Prior(version, fitted_on, _EDGES, tuple(found))


def read_prior(text: str) -> Prior:
    """A prior from its file. Raises `InvalidProblem` naming what is missing or wrong."""
    try:
        told = json.loads(text)
        found = Prior(
            version=str(told["version"]),
            fitted_on=str(told["fitted_on"]),
            edges=tuple(int(edge) for edge in told["edges"]),
            slips=tuple(tuple(float(value) for value in part) for part in told["slips"]),
            enough=float(told["enough"]),
        )
        if len(found.slips) != len(found.edges) + 1 or list(found.edges) != sorted(set(found.edges)):
            raise ValueError("classes and their edges do not fit")
        if not all(part and list(part) == sorted(part) and isfinite(sum(part)) for part in found.slips):
            raise ValueError("slips that are missing or do not ascend")
        if not found.enough > 0:
            raise ValueError("enough must be above 0")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidProblem(
            f"This is not a file of priors of slips ({type(error).__name__}: {error}).",
            where="priors",
            cure="Make one with `python bench/trains.py --fit`.",
        ) from error
    return found


@cache
def default_prior() -> Prior:
    """The prior that is shipped."""
    return read_prior((files("pilothouse.engine.forecast.history") / "priors" / "slips.json").read_text())


def _class(edges: Sequence[int], ahead: int) -> int:
    return int(np.searchsorted(edges, ahead))


def _classes(edges: Sequence[int], slips: Sequence[Slip]) -> tuple[tuple[float, ...], ...]:
    found: list[list[float]] = [[] for _ in range(len(edges) + 1)]
    for slip in slips:
        if slip.days is not None:
            found[_class(edges, slip.ahead)].append(float(slip.days))
    return tuple(tuple(sorted(part)) for part in found)


def _whole(value: int, where: str, *, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidProblem(f"{value!r} is no number of days.", where=where, cure="Give whole days.")


def _check_all(slips: Sequence[Slip], where: str) -> None:
    for place, slip in enumerate(slips):
        _whole(slip.ahead, f"{where}[{place}].ahead", least=0)
        if slip.days is not None:
            _whole(slip.days, f"{where}[{place}].days", least=-100_000)
