"""An effort of one number has no range of its own: it gets that which such numbers turn out to have."""

from __future__ import annotations

from dataclasses import replace

from pilothouse.engine.forecast.history.estimate_model import EstimateModel
from pilothouse.engine.forecast.history.estimates import learn
from pilothouse.engine.schedule.effort import Effort
from pilothouse.engine.schedule.problem import Problem


def spread(problem: Problem, model: EstimateModel | None = None) -> Problem:
    """`problem` with every effort of one number above 0 as `model` reads it; without one, as other teams' do.

    Ranges stay as they were entered, and so do durations, which are waiting times. Ten days without a record
    are 2.4 to 22.5 days (p10 to p90).
    """
    reader = model or learn(finished=())
    items = (
        replace(item, effort=_read(item.effort, reader)) if item.effort is not None else item
        for item in problem.items
    )
    return replace(problem, items=tuple(items))


def _read(effort: Effort, model: EstimateModel) -> Effort:
    if effort.likely <= 0 or effort.low < effort.high:
        return effort
    return model.effort(low=effort.likely, likely=effort.likely, high=effort.likely).pert
