"""What futures are drawn from: estimates read by the team's own record, and a pace that drifts.

The schedule takes estimates as entered; its futures take them as they turned out so far. Which layer gave a
date, and on how much history, is said in the run's basis. docs/algorithms/layers.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pilothouse.engine.forecast.futures.drift import WEEKLY
from pilothouse.engine.forecast.futures.scope import Growth, scope_growth
from pilothouse.engine.forecast.history.actuals import Worked, actual_efforts
from pilothouse.engine.forecast.history.estimates import DEFAULT, EstimateModel, learn
from pilothouse.engine.schedule.problem import Effort, Problem
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.queries.snapshot import EstimatedItem, History, OpenItem, OpenRelease

_TYPICAL = 0.05  # away from 1 that is worth a word


@dataclass(frozen=True)
class Layers:
    """`problem` has the efforts that futures are drawn from; `common_sigma` and `drift` they share."""

    problem: Problem
    common_sigma: float
    drift: float
    notes: tuple[str, ...]


def layered(inputs: Inputs, *, product_id: int) -> Layers:
    """The problem with every entered estimate replaced by what the product's finished items make of it."""
    model = _model(inputs, inputs.snapshot.history(product_id))
    items, read = [], 0
    for work in inputs.problem.items:
        item = inputs.item(work.id)
        effort = None if item is None or work.effort is None else _read(model, item)
        items.append(work if effort is None else replace(work, effort=effort))
        read += effort is not None
    problem = replace(inputs.problem, items=tuple(items))
    return Layers(problem, model.common_sigma, WEEKLY, tuple(_notes(model, read)))


def _model(inputs: Inputs, history: History) -> EstimateModel:
    done = [_worked(row) for row in history.estimated]
    return learn(finished=actual_efforts(done, inputs.clock.calendar), prior=DEFAULT)


def _worked(row: EstimatedItem) -> Worked:
    return Worked(row.owner_id, row.first, row.last, row.likely, row.low, row.high)


def _read(model: EstimateModel, item: OpenItem) -> Effort | None:
    """What is left of an item as the record reads its estimate; None where it has none."""
    left = 1.0 - item.progress
    if item.low is None or item.likely is None or item.high is None:
        return None
    if item.likely <= 0 or item.low <= 0 or left <= 0:
        return None
    found = model.effort(low=item.low, likely=item.likely, high=item.high).pert
    return Effort(found.low * left, found.likely * left, found.high * left)


def _notes(model: EstimateModel, read: int) -> Iterable[str]:
    if read:
        many = "1 estimate is" if read == 1 else f"{read:,} estimates are"
        yield f"{many} read {_by_record(model) if model.history else _by_others()}."
    drift = f"{100 * WEEKLY:.0f} %"
    yield f"The team's pace is taken to drift by about {drift} a week, so that later dates are wider."


def _by_record(model: EstimateModel) -> str:
    times = model.typical
    typically = (
        f"typically took {times:.1f} times their estimate"
        if abs(times - 1) >= _TYPICAL
        else "typically took what was estimated"
    )
    blended = " (blended with what other teams show)" if model.own < 1 else ""
    items = "1 finished item" if model.history == 1 else f"{model.history:,} finished items"
    return f"by the last {items} of this product, which {typically}{blended}"


def _by_others() -> str:
    return (
        "with the errors that other teams make: no finished item of this product has an estimate, "
        "somebody it belongs to and the day it was started"
    )


def growth_of(releases: Mapping[int, OpenRelease]) -> tuple[dict[str, Growth], list[str]]:
    """By the engine's name: how releases whose scope still grows are expected to, by the share of their items
    that is finished; with the sentences that say so.
    """
    found, notes = {}, []
    for number, release in sorted(releases.items()):
        if not release.growing:
            continue
        share = release.done / release.items if release.items else 0.0
        growth = scope_growth(done=share)
        found[ReleaseGroup(number).name] = growth
        notes.append(
            f"{release.name} still grows: with {share:.0%} of its items finished, what is left is taken to "
            f"become {growth.median:.2f} times as much, give or take."
        )
    return found, notes
