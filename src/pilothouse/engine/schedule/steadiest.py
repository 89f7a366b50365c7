"""Several repairs of one plan, and which of them changes least of what people were told.

A repair is judged by the dates of a plan in which everything takes its mean. Two that cost the same by it can
differ much in what their futures say of single items: which of two a person does first matters little to the
end of the plan, and much to the two. So several are made with other random numbers, and what is said of each
item is compared with what was said before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pilothouse.engine.schedule.answer import as_placed
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import Compiled, Ints
from pilothouse.engine.schedule.plan import Placed
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.repair import Kept, Repair, Tried, judged
from pilothouse.engine.schedule.worth_moving import Steps

# By how many working days what is said of an item of these places differs from what was said of it.
Told = Callable[[Sequence[Placed]], Mapping[str, float]]
Judge = Callable[[Tried], Tried]  # an option with all that it costs

# Items that are placed at most in all repairs of a part that are compared: fewer are made of large ones.
COMPARED = 2_000
FAR = 10.0  # working days by which what is said of an item changes as much as if it had moved
_PATIENCE = 2  # times as many steps without a gain, where several are compared
_DEARER = 3.0  # times what a move costs in every other repair: such searches find plans with fewer moves


@dataclass(frozen=True)
class Options:
    """How many repairs are made at most, and how they are compared; by their cost alone without `told`."""

    most: int = 1
    told: Told | None = None

    def of(self, items: int) -> int:
        return max(1, min(self.most, COMPARED // max(1, items)))


ONE = Options()


def repaired(
    own: Compiled, kept: Kept, stability: float, seed: int, many: int, ideal: float
) -> tuple[list[Tried], int]:
    """The best repair by each of `many` seeds, judged by `stability`, and how many plans that took; `ideal`
    is the score of a plan made without regard to what is published. The last is the first by which nothing
    moves where nothing has to.
    """
    found, made = [], 0
    tries: list[Tried] = []
    for number in range(many):
        dear = _DEARER if number % 2 else 1.0
        repair = Repair(own, kept, stability * dear, seed + number)
        tries = tries or list(repair.tries(ideal))
        start = min((repair.rejudged(tried) for tried in tries), key=lambda tried: tried.worth)
        best = Steps(repair, start, ideal, _PATIENCE if many > 1 else 1).run()
        found.append(best if dear == 1.0 else judged(kept, best.found, stability))
        made += repair.made
        if not start.moved and not best.moved:
            break  # nothing has to move, and a search found nothing that is worth it
    return found, made


def cheapest(found: Sequence[Tried], judge: Judge) -> Tried:
    """The option that costs least as `judge` sees it, the first of equal ones. What costs more by itself is
    not judged: what is said of it only adds to that.
    """
    best: tuple[float, int, Tried] | None = None
    for place, tried in sorted(enumerate(found), key=lambda pair: pair[1].worth):
        if best is not None and tried.worth > best[0]:
            break
        judged = judge(tried)
        if best is None or (judged.worth, place) < best[:2]:
            best = (judged.worth, place, judged)
    assert best is not None
    return best[2]


@dataclass(frozen=True)
class Telling:
    """What is said of the items `rows` in plans that hold the items `there` and these."""

    problem: Problem
    kept: Kept  # of `rows`
    rows: Ints
    there: Ints
    stability: float
    told: Told
    known: dict[object, Mapping[str, float]] = field(default_factory=dict)

    def judged(self, everything: Found, tried: Tried) -> Tried:
        """An option, with that what is said of its items costs, too; `everything` is placed with it."""
        days = self._days(everything)
        names = [self.problem.items[row].id for row in self.rows.tolist()]
        shares = {row: days.get(name, 0.0) / FAR for row, name in enumerate(names)}
        return judged(self.kept, tried.found, self.stability, shares)

    def _days(self, everything: Found) -> Mapping[str, float]:
        """Asked once of options that are the same: several searches often end in one plan."""
        same = (everything.starts.tobytes(), everything.teams)
        if same not in self.known:
            inside = np.union1d(self.rows, self.there).tolist()
            places = as_placed(self.problem, everything)
            self.known[same] = self.told([places[row] for row in inside])
        return self.known[same]
