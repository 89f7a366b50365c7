"""What must be cut so that a release makes its date with the chance that is wanted.

Units are cut whole: an item with everything in the release that waits for it. They are taken in order of
value for the work they cost, as few as reach the chance (bisection over the order), and then each is put back
if the chance still holds without cutting it. Every candidate is the plan that is shown without the cut work:
people and their order stay, what follows moves up, and the same random numbers are drawn, so that what
differs is the cut and cutting more never lowers a chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.forecast.futures.effects import Forecaster, Shift, forecaster, shifts
from pilothouse.engine.forecast.futures.forecast import Forecast
from pilothouse.engine.schedule.plan import Limit, Plan
from pilothouse.engine.schedule.problem import Group, Item, Problem
from pilothouse.engine.schedule.solve import solve

_DRAWS = 2_000
_PUT_BACK = 12


@dataclass(frozen=True)
class Cut:
    """Items that go together; `work` in person-days or days, `value` the sum of theirs."""

    items: tuple[str, ...]
    work: float
    value: float


@dataclass(frozen=True)
class Cuts:
    """`before` and `after`: chance of the date. `reached` is False where cutting all that may go is not
    enough; `cuts` then holds all of it. Each item is in one cut, the first that takes it along. `tried`
    counts the plans that were simulated, `shifts` says what becomes of every other group."""

    group: str
    before: float
    after: float
    reached: bool
    cuts: tuple[Cut, ...]
    tried: int
    shifts: tuple[Shift, ...] = ()


def cuts_to_reach(
    problem: Problem,
    *,
    group: str,
    level: float = 0.85,
    value: Mapping[str, float] | None = None,
    keep: frozenset[str] = frozenset(),
    plan: Plan | None = None,
    forecast: Forecaster | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    draws: int = _DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> Cuts:
    """The least valuable work whose absence brings the chance of `group` to `level`.

    `value` by item (1 where none is given); items in `keep` stay, and so does what they wait for. `plan` is
    the one that is shown, and `forecast` says what simulations say of a plan; without them one is made, and
    simulated `draws` times. Raises `InvalidProblem` for an unknown group, one without a date, or a level
    outside 0 to 1.
    """
    wanted = _group(problem, group)
    if not 0 < level < 1:
        raise InvalidProblem("The chance lies outside 0 to 1.", where="level", cure="Ask for 0.85.")
    shown = plan or solve(problem, seed=seed, limit=limit)
    told = forecast or forecaster(draws=draws, seed=seed)
    trial = _Trial(problem, shown, group, told, progress, value or {})
    units = _units(problem, wanted, value or {}, keep)
    trial.most = 2 + max(1, len(units)).bit_length() + min(len(units), _PUT_BACK)
    before = trial.chance([])
    if before >= level:
        return trial.told([], reached=True)
    if not units or trial.chance(units) < level:
        return trial.told(units, reached=False)
    return trial.told(_put_back(trial, _first_enough(trial, units, level), level), reached=True)


@dataclass
class _Trial:
    """The plan that is shown without some of its work, simulated; each cut is once."""

    problem: Problem
    plan: Plan
    group: str
    forecast: Forecaster
    progress: Callable[[int, int], None] | None
    value: Mapping[str, float]
    most: int = 1

    def __post_init__(self) -> None:
        self.work = {item.id: _work(item) for item in self.problem.items}
        self._known: dict[frozenset[str], Forecast] = {}

    def simulated(self, cut: Sequence[Cut]) -> Forecast:
        gone = frozenset(name for unit in cut for name in unit.items)
        if gone not in self._known:
            self._known[gone] = (
                self.forecast(without(self.problem, gone), _left_of(self.plan, gone))
                if gone
                else self.forecast(self.problem, self.plan)
            )
            if self.progress is not None:
                self.progress(min(len(self._known), self.most), self.most)
        return self._known[gone]

    def chance(self, cut: Sequence[Cut]) -> float:
        """Of the date without `cut`."""
        told = self.simulated(cut)
        return next(row.chance or 0.0 for row in told.groups if row.group == self.group)

    def told(self, cut: Sequence[Cut], *, reached: bool) -> Cuts:
        moved = shifts(self.simulated([]), self.simulated(cut), besides=self.group)
        chances = self.chance([]), self.chance(cut)
        return Cuts(self.group, *chances, reached, self._apart(cut), len(self._known), moved)

    def _apart(self, cut: Sequence[Cut]) -> tuple[Cut, ...]:
        """The same items, each once, with its own work and value."""
        found, seen = [], set[str]()
        for unit in cut:
            own = tuple(name for name in unit.items if name not in seen)
            seen |= set(own)
            if own:
                found.append(_cut(own, self.work, self.value))
        return tuple(found)


def _first_enough(trial: _Trial, units: Sequence[Cut], level: float) -> Sequence[Cut]:
    """The least number of units from the front that is enough; all of them are."""
    low, high = 0, len(units)
    while high - low > 1:
        middle = (low + high) // 2
        if trial.chance(units[:middle]) >= level:
            high = middle
        else:
            low = middle
    return units[:high]


def _put_back(trial: _Trial, cut: Sequence[Cut], level: float) -> Sequence[Cut]:
    """`cut` without the units, most valuable first, that need not go."""
    for unit in sorted(cut, key=lambda row: -row.value)[:_PUT_BACK]:
        fewer = [row for row in cut if row is not unit]
        if fewer and trial.chance(fewer) >= level:
            cut = fewer
    return cut


def _left_of(plan: Plan, gone: frozenset[str]) -> Plan:
    """The plan in which the items of `gone` take neither time nor people."""
    placed = tuple(
        replace(row, finish=row.start, people=()) if row.item in gone else row for row in plan.placed
    )
    return replace(plan, placed=placed)


def without(problem: Problem, gone: frozenset[str]) -> Problem:
    """The problem in which the items of `gone` are no work any more; what they order stays ordered."""
    items = tuple(
        replace(
            item, effort=None, duration=None, needs=(), people=(), demands={}, fixed_start=None, deadline=None
        )
        if item.id in gone
        else item
        for item in problem.items
    )
    return replace(problem, items=items)


def _group(problem: Problem, name: str) -> Group:
    found = next((row for row in problem.groups if row.id == name), None)
    if found is None:
        raise InvalidProblem(f"There is no group '{name}'.", where="group", cure="Name one of the plan's.")
    if found.deadline is None:
        raise InvalidProblem("It has no date to reach.", where=found.title or name, cure="Give it a target.")
    return found


def _work(item: Item) -> float:
    size = item.effort or item.duration
    return 0.0 if size is None else size.mean


def _units(problem: Problem, group: Group, value: Mapping[str, float], keep: frozenset[str]) -> list[Cut]:
    """What may be cut, cheapest in value for its work first: each item with all that waits for it, so that
    one is in the unit of everything that it waits for."""
    by_id = {item.id: item for item in problem.items}
    works = {item.id: _work(item) for item in problem.items}
    after: dict[str, list[str]] = {}
    for edge in problem.dependencies:
        after.setdefault(edge.predecessor, []).append(edge.successor)
    members = set(group.members)
    units = []
    for name in group.members:
        if _work(by_id[name]) <= 0:
            continue
        unit = _with_followers(name, after, by_id)
        if members.issuperset(unit) and keep.isdisjoint(unit):
            units.append(_cut(unit, works, value))
    return sorted(units, key=lambda unit: (unit.value / unit.work, unit.items))


def _cut(names: tuple[str, ...], work: Mapping[str, float], value: Mapping[str, float]) -> Cut:
    return Cut(names, sum(work[name] for name in names), sum(value.get(name, 1.0) for name in names))


def _with_followers(name: str, after: Mapping[str, list[str]], by_id: Mapping[str, Item]) -> tuple[str, ...]:
    """The item and all work that waits for it, through milestones too; sorted."""
    seen, stack = {name}, [name]
    while stack:
        for row in after.get(stack.pop(), ()):
            if row not in seen:
                seen.add(row)
                stack.append(row)
    return tuple(sorted(row for row in seen if _work(by_id[row]) > 0))
