"""A plan with the work of all responses in it, to be switched on or off without planning again.

Responses are put into the plan where they would be done, as if they took no time, and nothing else changes
hands or order. A response that is not chosen takes no work, holds back nothing, and only hands on the person
who would have done it; so every choice is the same network with other numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.forecast.futures.interrupted import Shifts
from pilothouse.engine.forecast.futures.kernels import Network
from pilothouse.engine.forecast.futures.network import plan_network
from pilothouse.engine.risk.places import Places
from pilothouse.engine.risk.response import Response
from pilothouse.engine.risk.work import with_work
from pilothouse.engine.schedule.plan import Plan
from pilothouse.engine.schedule.problem import Problem

_LONG_AGO = -1e9  # lag of a dependency that is switched off


@dataclass(frozen=True)
class Laid:
    """`problem` and `plan` with the work of all responses; `owner` `(items,)` is the number of the response
    that an item belongs to, -1 for the plan's own."""

    problem: Problem
    plan: Plan
    owner: NDArray[np.int64]
    net: Network
    shifts: Shifts
    switched: NDArray[np.int64]  # edges that hold only while the response, `switches`, is chosen
    switches: NDArray[np.int64]

    @classmethod
    def plain(cls, problem: Problem, plan: Plan) -> Laid:
        """A plan with nothing to be switched."""
        none = np.empty(0, dtype=np.int64)
        owner = np.full(len(problem.items), -1, dtype=np.int64)
        return cls(problem, plan, owner, *plan_network(problem, plan), none, none)

    def network(self, chosen: NDArray[np.bool_]) -> Network:
        """With the responses that are `chosen` `(responses,)`."""
        off = (self.owner >= 0) & ~np.append(chosen, False)[self.owner]
        table, lag = self.net.table.copy(), self.net.edge_lag.copy()
        table[off] = 0.0
        lag[self.switched[~chosen[self.switches]]] = _LONG_AGO
        return self.net._replace(table=table, edge_lag=lag)


def lay(problem: Problem, plan: Plan, responses: Sequence[Response]) -> Laid:
    """`plan`, one of `problem`, with the work of `responses`; people and order of all else stay."""
    whole = with_work(problem, responses)
    work = [(number, item) for number, row in enumerate(responses) for item in row.items()]
    places = Places(problem, plan)
    added = tuple(places.put(item, responses[number]) for number, item in work)
    plan = replace(plan, placed=(*plan.placed, *added))
    owner = np.full(len(whole.items), -1, dtype=np.int64)
    owner[len(problem.items) :] = [number for number, _ in work]
    net, shifts = plan_network(whole, plan)
    switched, switches = _switches(net, owner, [frozenset(row.people) for row in plan.placed])
    return Laid(whole, plan, owner, net, shifts, switched, switches)


def _switches(
    net: Network, owner: NDArray[np.int64], crews: Sequence[frozenset[str]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Dependencies from and to responses. Where both ends are one person's work, the edge also hands on the
    person, and stays: the response's own end is then but when that person is free."""
    after = np.repeat(np.arange(owner.shape[0]), np.diff(net.edge_at))
    found = [
        (edge, max(owner[before], owner[item]))
        for edge, (before, item) in enumerate(zip(net.edge_from.tolist(), after.tolist(), strict=True))
        if (owner[before] >= 0 or owner[item] >= 0) and not crews[before] & crews[item]
    ]
    switched, switches = zip(*found, strict=True) if found else ((), ())
    return np.array(switched, dtype=np.int64), np.array(switches, dtype=np.int64)
