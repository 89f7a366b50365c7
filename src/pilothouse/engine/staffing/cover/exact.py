"""Integer programmes over people, solved by SCIP within OR-Tools."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from ortools.math_opt import model_pb2  # type: ignore[import-untyped]
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

from pilothouse.engine.staffing.cover.cells import Flags, Floats
from pilothouse.engine.staffing.cover.hall import Rows

_GAP = 1e-7


class Solved(NamedTuple):
    """`chosen` is None where nothing was found; then `bound` is infinite if there is nothing to find."""

    chosen: Flags | None
    bound: float


def least_cost(rows: Rows, cost: Floats, low: Floats, high: Floats, *, seconds: float) -> Solved:
    """0 or 1 for each column at the least cost, within `low` and `high`."""
    model = mathopt.Model.from_model_proto(_model(rows, cost, low, high))
    answer = mathopt.solve(
        model,
        mathopt.SolverType.GSCIP,
        params=mathopt.SolveParameters(
            relative_gap_tolerance=_GAP,
            heuristics=mathopt.Emphasis.OFF,
            random_seed=0,
            time_limit=timedelta(seconds=max(seconds, 0.05)),
        ),
    )
    reason = answer.termination.reason
    if reason == mathopt.TerminationReason.INFEASIBLE:
        return Solved(None, np.inf)
    bound = float(answer.termination.objective_bounds.dual_bound)
    if not answer.has_primal_feasible_solution():
        return Solved(None, bound if np.isfinite(bound) else 0.0)
    values = answer.variable_values()
    found = np.array([value > 0.5 for _, value in sorted(values.items(), key=lambda pair: pair[0].id)])
    return Solved(found, bound)


def _model(rows: Rows, cost: Floats, low: Floats, high: Floats) -> model_pb2.ModelProto:
    model = model_pb2.ModelProto()
    columns, count = range(cost.size), rows.least.size
    model.variables.ids.extend(columns)
    model.variables.lower_bounds.extend(low.tolist())
    model.variables.upper_bounds.extend(high.tolist())
    model.variables.integers.extend([True] * cost.size)
    priced = np.flatnonzero(cost)
    model.objective.linear_coefficients.ids.extend(priced.tolist())
    model.objective.linear_coefficients.values.extend(cost[priced].tolist())
    model.linear_constraints.ids.extend(range(count))
    model.linear_constraints.lower_bounds.extend(rows.least.tolist())
    model.linear_constraints.upper_bounds.extend(rows.most.tolist())
    row, column = np.nonzero(rows.matrix.toarray())
    model.linear_constraint_matrix.row_ids.extend(row.tolist())
    model.linear_constraint_matrix.column_ids.extend(column.tolist())
    model.linear_constraint_matrix.coefficients.extend(rows.matrix.toarray()[row, column].tolist())
    return model
