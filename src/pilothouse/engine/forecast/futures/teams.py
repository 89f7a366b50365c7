"""Who shares what: the factor and the pace that all work of one team has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.kernels import Common
from pilothouse.engine.kernels import hashed
from pilothouse.engine.schedule.problem import Problem


@dataclass(frozen=True)
class Shared:
    """`common` for the kernels. `warp`: sd of a week's step by which finished futures are stretched, all with
    the draws of `only`; 0 where teams drift one by one as the work is done."""

    common: Common
    warp: float
    only: int


def shared_by(
    problem: Problem,
    shared: Mapping[str, str] | None,
    *,
    sigma: float | Mapping[str, float],
    drift: float,
) -> Shared:
    """Factor and pace by team: one for all work where `shared` is None. Items that it does not name share.
    `sigma` is that of every team, or by team; raises `InvalidProblem` where a team's is missing.

    One team is stretched when all is done, which is cheap. In a strict problem nothing may depend on whether
    a worse-ranked product brings another team, so that there each drifts as the work is done.
    """
    names = _names(problem, shared)
    teams = sorted(set(names)) or [""]
    number = {name: place for place, name in enumerate(teams)}
    keys = [0 if shared is None else hashed(name) for name in teams]
    together = len(teams) == 1 and not problem.strict
    common = Common(
        team=np.array([number[name] for name in names], dtype=np.int64),
        stream=np.array(keys, dtype=np.uint64),
        sigma=np.array([_sigma(sigma, name) for name in teams]),
        drift=0.0 if together else float(drift),
    )
    return Shared(common, float(drift) if together else 0.0, keys[0])


def _sigma(sigma: float | Mapping[str, float], team: str) -> float:
    if not isinstance(sigma, Mapping):
        return float(sigma)
    if team not in sigma:
        raise InvalidProblem(
            f"The common spread of '{team}' is missing.",
            where="common_sigma",
            cure="Give one for each team, or one number for all.",
        )
    return float(sigma[team])


def _names(problem: Problem, shared: Mapping[str, str] | None) -> list[str]:
    known = {item.id for item in problem.items}
    if unknown := sorted(set(shared or ()) - known):
        raise InvalidProblem(
            f"It names the unknown item '{unknown[0]}'.",
            where="shared",
            cure="Name items of the plan.",
        )
    return [(shared or {}).get(item.id, "") for item in problem.items]
