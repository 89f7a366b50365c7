"""Where what-ifs start: the plan that is shown, so that what they say before a change is what pages show.

While nothing has changed since the newest run, its placements are taken as they are, with its day, seed and
number of simulations. Else they are replanned with minimal changes, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from math import inf
from typing import TYPE_CHECKING

from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Reason
from pilothouse.engine.schedule.problem import Dependency, Problem
from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.roadmap import queries
from pilothouse.roadmap.contracts import PlanRun, Release
from pilothouse.roadmap.planning.compute import DRAWS, Step
from pilothouse.roadmap.planning.keeping import published
from pilothouse.roadmap.planning.problem import Inputs, pose
from pilothouse.roadmap.planning.sharing import shared_pace
from pilothouse.roadmap.planning.simulated import Said, simulated
from pilothouse.roadmap.planning.steady import steady
from pilothouse.roadmap.queries.snapshot import snapshot

if TYPE_CHECKING:
    from pilothouse.engine.forecast.futures.causes import Event
    from pilothouse.engine.forecast.futures.forecast import Forecast, GroupForecast

PASSES, FEWEST = 300, 8  # schedules that a what-if tries
PLACED = 300_000  # items that are placed at most over all of them: some seconds with hundreds of people


def limit_of(problem: Problem) -> Limit:
    """So many passes as suit the number of items, however long they take: same seed, same answer, on
    a busy machine too.
    """
    suited = PLACED // max(1, len(problem.items))
    return Limit(passes=max(FEWEST, min(PASSES, suited)), seconds=inf)


@dataclass(frozen=True)
class Start:
    """The plan of all products that is shown. `run` is the one it comes from, None before there is any; where
    `run` is stale, `plan` is replanned from it with minimal changes.
    """

    inputs: Inputs
    plan: Plan
    run: PlanRun | None
    seed: int
    draws: int

    @cached_property
    def teams(self) -> Mapping[str, str]:
        """Whose pace each item shares in this plan, and in any that is compared with it."""
        return shared_pace(self.inputs, self.plan)

    @cached_property
    def shown(self) -> Said:
        """What simulations say of the plan itself: where `run` is not stale, what it stored."""
        return self._said(self.inputs.problem, self.plan)

    def told(self, problem: Problem, plan: Plan) -> Forecast:
        """What the same simulations say of another plan."""
        if problem is self.inputs.problem and plan is self.plan:
            return self.shown.forecast
        return self._said(problem, plan).forecast

    def struck(self, problem: Problem, plan: Plan, events: Sequence[Event]) -> Forecast:
        """What they say where events strike. Weekly counts know of none, so that estimates give the dates
        of every product then.
        """
        if not events and not self.shown.counted:
            return self.told(problem, plan)
        return self._said(problem, plan, events, by_counts=False).forecast

    def _said(
        self, problem: Problem, plan: Plan, events: Sequence[Event] = (), *, by_counts: bool = True
    ) -> Said:
        return simulated(
            replace(self.inputs, problem=problem),
            plan,
            self.draws,
            self.seed,
            teams=self.teams,
            events=events,
            by_counts=by_counts,
        )

    def note(self, release: Release, before: GroupForecast) -> str:
        """The sentence that says why numbers of a release are not those that are shown; empty where they
        are.
        """
        if self.run is None:
            return "No plan is stored yet, so one was made for this answer."
        now = _Shown.of(self.inputs, before)
        stored = _Shown.stored(release)
        if stored == now and not self.run.stale:
            return ""
        why = (
            f"Plan run {self.run.number} is older than the data"
            if self.run.stale
            else f"Plan run {self.run.number} was computed by another version"
        )
        if stored is None:
            return f"{why} and does not hold {release.name}: replanned with minimal changes, {now.text}."
        return f"{why}: it says {stored.text}; replanned with minimal changes, {now.text}."


@dataclass(frozen=True)
class _Shown:
    """What pages show of a release."""

    p50: date
    p85: date
    chance: float | None

    @classmethod
    def of(cls, inputs: Inputs, found: GroupForecast) -> _Shown:
        finish, dates = found.finish, inputs.dates
        p50, p85 = dates.finish(found.group, finish.p50), dates.finish(found.group, finish.p85)
        return cls(p50, p85, found.chance)

    @classmethod
    def stored(cls, release: Release) -> _Shown | None:
        row = release.forecast
        return None if row is None else cls(row.p50, row.p85, row.chance)

    @property
    def text(self) -> str:
        dates = f"{day_text(self.p50)} to {day_text(self.p85)}"
        return dates if self.chance is None else f"{self.chance:.0%}".replace("%", " %") + f" ({dates})"


def start(*, actor: Actor, today: date, step: Step = lambda text, done, of: None) -> Start:
    """The plan that is shown. Raises `Invalid` where there is nothing to plan."""
    step("Reading items, people and calendars", 0, 1)
    run, taken = queries.latest_run(actor=actor), snapshot(actor=actor)
    if run is None:
        return _first(pose(taken, today=today))
    if not run.stale:
        inputs = pose(taken, today=run.as_of)
        plan = restored(inputs, published(actor, run.number, inputs))
        if plan is not None:
            return Start(inputs, plan, run, run.seed, run.draws)
    step("Scheduling", 0, 1)
    inputs = pose(taken, today=today)
    before = published(actor, run.number, inputs)
    found = steady(actor, inputs, run.number, before, seed=run.seed, limit=limit_of(inputs.problem))
    return Start(inputs, found.plan, run, run.seed, run.draws)


def _first(inputs: Inputs) -> Start:
    from pilothouse.engine.schedule.solve import solve

    return Start(inputs, solve(inputs.problem, limit=limit_of(inputs.problem)), None, 0, DRAWS)


def restored(inputs: Inputs, places: Sequence[Placed]) -> Plan | None:
    """The plan that a run stored, of the problem that it was made for; None where a place is missing. Starts
    and ends of parents are not stored: they are where what they wait for ends.
    """
    problem, known = inputs.problem, {row.item: row for row in places}
    starts = _milestones(problem, known)
    if any(item.id not in known and inputs.item(item.id) is not None for item in problem.items):
        return None
    reason = Reason("published", None, None, "stays where it was published")
    placed = tuple(
        known.get(item.id) or Placed(item.id, starts[item.id], starts[item.id], (), reason)
        for item in problem.items
    )
    end = max((row.finish for row in placed), default=0.0)
    return Plan(placed, end, end, 0.0, "feasible", (), 0, 0)


def _milestones(problem: Problem, known: Mapping[str, Placed]) -> Mapping[str, float]:
    """The earliest moment of everything that has no place."""
    before: dict[str, list[Dependency]] = {}
    for edge in problem.dependencies:
        before.setdefault(edge.successor, []).append(edge)
    earliest = {item.id: max(0.0, item.earliest) for item in problem.items if item.id not in known}

    @cache
    def moment(name: str) -> float:
        return max([earliest[name], *(end(edge) + edge.lag for edge in before.get(name, ()))])

    def end(edge: Dependency) -> float:
        row = known.get(edge.predecessor)
        if row is None:
            return moment(edge.predecessor)
        return row.finish if edge.kind[0] == "F" else row.start

    return {name: moment(name) for name in earliest}
