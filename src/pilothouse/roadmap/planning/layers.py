"""What futures are drawn from: estimates read by the team's own record, and a pace that drifts.

The schedule takes estimates as entered; its futures take them as they turned out so far. Which layer gave a
date, and on how much history, is said in the run's basis. docs/algorithms/layers.md
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pilothouse.engine.forecast.futures.drift import WEEKLY
from pilothouse.engine.forecast.futures.scope import Growth, scope_growth
from pilothouse.engine.forecast.history.actuals import Worked, actual_efforts
from pilothouse.engine.forecast.history.estimate_model import DEFAULT, EstimateModel, Prior, Range
from pilothouse.engine.forecast.history.estimates import learn
from pilothouse.engine.schedule.problem import Effort, Problem
from pilothouse.roadmap.contracts import Implied
from pilothouse.roadmap.planning.nodes import ReleaseGroup
from pilothouse.roadmap.planning.problem import Inputs
from pilothouse.roadmap.queries.snapshot import EstimatedItem, OpenItem, OpenRelease

_TYPICAL = 0.05  # away from 1 that is worth a word


@dataclass(frozen=True)
class Layers:
    """`problem` has the efforts that simulations are drawn from. `common_sigma`: by the engine's name of an
    item, the spread of the log factor that it shares with others; `drift` is that of the pace.

    `notes` are by product. `implied`: by the engine's name, what an estimate of one number stands for as a
    whole.
    """

    problem: Problem
    common_sigma: Mapping[str, float]
    drift: float
    notes: Mapping[int, tuple[str, ...]]
    implied: Mapping[str, Implied]


def layered(inputs: Inputs) -> Layers:
    """The problem with every entered estimate replaced by what finished items make of it: those of its
    product, and among them those of its team.
    """
    models = _Models(inputs)
    ranges = {
        work.id: (item, found)
        for work in inputs.problem.items
        if work.effort is not None
        and (item := inputs.item(work.id)) is not None
        and (found := _range(models.of(item), item)) is not None
    }
    read = Counter(item.product_id for item, _ in ranges.values() if item.progress < 1)
    left = {name: effort for name, (item, found) in ranges.items() if (effort := _left(found, item))}
    items = tuple(replace(work, effort=left.get(work.id, work.effort)) for work in inputs.problem.items)
    return Layers(
        problem=replace(inputs.problem, items=items),
        common_sigma={
            work.id: models.of(item).common_sigma
            for work in inputs.problem.items
            if (item := inputs.item(work.id)) is not None
        },
        drift=WEEKLY,
        notes={
            row.id: tuple(_notes(models.product(row.id), read[row.id])) for row in inputs.snapshot.products
        },
        implied={
            name: Implied(found.low, found.high) for name, (item, found) in ranges.items() if item.low is None
        },
    )


class _Models:
    """How estimates of a product, and of a team within it, are read: the team's record is shrunk to the
    product's, that to what other teams show.
    """

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.team_of = {person.id: person.team_id for person in inputs.snapshot.people}
        self._known: dict[tuple[int, int | None], EstimateModel] = {}

    def of(self, item: OpenItem) -> EstimateModel:
        """That of an item: its team is its own, else its owner's."""
        team = item.team_id or self.team_of.get(item.owner_id or 0)
        key = (item.product_id, team)
        if key not in self._known:
            self._known[key] = self._learnt(item.product_id, team)
        return self._known[key]

    def product(self, number: int) -> EstimateModel:
        """That of a whole product."""
        if (number, None) not in self._known:
            rows = self.inputs.snapshot.history(number).estimated
            self._known[number, None] = self._model(rows, DEFAULT)
        return self._known[number, None]

    def _learnt(self, number: int, team: int | None) -> EstimateModel:
        whole = self.product(number)
        rows = self.inputs.snapshot.history(number).estimated
        own = [row for row in rows if self.team_of.get(row.owner_id) == team]
        if team is None or not own or len(own) == len(rows):
            return whole
        residuals = whole.residuals or DEFAULT.residuals
        return self._model(own, replace(DEFAULT, bias=whole.bias, slope=whole.slope, residuals=residuals))

    def _model(self, rows: Sequence[EstimatedItem], prior: Prior) -> EstimateModel:
        done = [_worked(row) for row in rows]
        return learn(finished=actual_efforts(done, self.inputs.clock.calendar), prior=prior)


def _worked(row: EstimatedItem) -> Worked:
    return Worked(row.owner_id, row.first, row.last, row.likely, row.low, row.high)


def _range(model: EstimateModel, item: OpenItem) -> Range | None:
    """An item's estimate as the record reads it; None where there is none, or none above 0."""
    if item.points is None or min(item.points) <= 0:
        return None
    low, likely, high = item.points
    return model.effort(low=low, likely=likely, high=high)


def _left(found: Range, item: OpenItem) -> Effort | None:
    """What is left of it; None of what is done."""
    left, whole = 1.0 - item.progress, found.pert
    return Effort(whole.low * left, whole.likely * left, whole.high * left) if left > 0 else None


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
        "someone it belongs to and the day it was started"
    )


def growth_of(releases: Mapping[int, OpenRelease]) -> tuple[dict[str, Growth], dict[int, list[str]]]:
    """By the engine's name: how releases whose scope still grows are expected to, by the share of their items
    that is finished; with the sentences that say so, by product.
    """
    found: dict[str, Growth] = {}
    notes: dict[int, list[str]] = {}
    for number, release in sorted(releases.items()):
        if not release.growing:
            continue
        share = release.done / release.items if release.items else 0.0
        growth = scope_growth(done=share)
        found[ReleaseGroup(number).name] = growth
        notes.setdefault(release.product_id, []).append(
            f"{release.name} still grows: with {share:.0%} of its items finished, what is left is taken to "
            f"become {growth.median:.2f} times as much, give or take."
        )
    return found, notes
