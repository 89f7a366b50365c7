"""The least team where work may be done a month later at a price: people and flows in one programme."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack

from pilothouse.engine.staffing.cover.cells import UNITS, Cells, Flags, Floats
from pilothouse.engine.staffing.cover.flow import Flow
from pilothouse.engine.staffing.cover.hall import Rows
from pilothouse.engine.staffing.cover.teams import Team


def best_moving(
    cells: Cells, rows: Rows, price: float, *, seconds: float, fixed: Flags, barred: Flags
) -> Team:
    """The least cost of people and of days moved. `rows` are inequalities over people and windows; `fixed`
    people are in the team and `barred` ones are not."""
    flow = Flow(cells, moves=True)
    people, size = cells.cost.size, rows.matrix.shape[1]
    if not flow.parts:
        return Team(None, np.inf, np.inf)
    part = flow.parts[0]
    arcs, count = part.cell.size, part.cells.size
    places = np.arange(arcs)
    ones = np.ones(arcs)
    served = coo_array((ones, (part.cell, places)), shape=(count, arcs))
    spent = coo_array((ones, (part.node, places)), shape=(part.own.size, arcs))
    room = coo_array((-part.room / UNITS, (np.arange(part.own.size), part.own)), shape=(part.own.size, size))
    link = coo_array((-part.link / UNITS, (places, part.person)), shape=(arcs, size))
    eye = coo_array((ones, (places, places)), shape=(arcs, arcs))
    matrix = vstack(
        [
            hstack([rows.matrix, csr_array((rows.least.size, arcs))]),
            hstack([csr_array((count, size)), served]),
            hstack([room, spent]),
            hstack([link, eye]),
        ]
    ).tocsr()
    need = cells.need[part.cells] / UNITS
    least = np.concatenate((rows.least, need, np.full(part.own.size + arcs, -np.inf)))
    most = np.concatenate((rows.most, np.full(count, np.inf), np.zeros(part.own.size + arcs)))
    moved = part.month != cells.month[part.cells][part.cell]
    cost = np.concatenate((cells.cost, np.zeros(size - people), np.where(moved, price, 0.0)))
    low, high = np.zeros(size + arcs), np.concatenate((np.ones(size), np.full(arcs, np.inf)))
    low[:people] = fixed
    high[:people] = ~barred
    answer = milp(
        cost,
        integrality=np.concatenate((np.ones(size), np.zeros(arcs))),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(matrix, least, most),
        options={"mip_rel_gap": 1e-7, "time_limit": max(seconds, 0.05)},
    )
    bound = np.inf if answer.status == 2 else float(answer.mip_dual_bound or 0.0)
    if answer.x is None:
        return Team(None, np.inf, bound)
    chosen: Flags = answer.x[:people] > 0.5
    days, _ = least_moves(cells, chosen, price)
    total = float(cells.cost[chosen].sum() + price * np.round(days[moved].sum(), 6))
    return Team(chosen, total, total if answer.status == 0 else min(bound, total))


def least_moves(cells: Cells, chosen: Flags, price: float) -> tuple[Floats, Flow]:
    """Days on each arc for a team that covers all, with the fewest moved."""
    flow = Flow(cells, moves=True)
    part = flow.parts[0]
    arcs = part.cell.size
    places = np.arange(arcs)
    served = coo_array((np.ones(arcs), (part.cell, places)), shape=(part.cells.size, arcs)).tocsr()
    spent = coo_array((np.ones(arcs), (part.node, places)), shape=(part.own.size, arcs)).tocsr()
    moved = part.month != cells.month[part.cells][part.cell]
    answer = linprog(
        moved.astype(np.float64),
        A_ub=spent,
        b_ub=np.where(chosen[part.own], part.room / UNITS, 0.0),
        A_eq=served,
        b_eq=cells.need[part.cells] / UNITS,
    )
    return (np.zeros(arcs) if answer.x is None else answer.x), flow
