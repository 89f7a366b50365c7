"""The few moves that are worth most: a plan that keeps to the published one, made shorter step by step.

Along the chain of items that ends last, each of which begins when the one before lets go of its people or is
done, one item at a time may begin earlier, change hands, take the place of what is in its way, or have that
put behind all else; and something that moved is put back. A step stays where it wins more than its moves cost
(first-improvement local search on the critical chain: Nowicki and Smutnicki 1996).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pilothouse.engine.kernels import uniform
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.compiled import Floats
from pilothouse.engine.schedule.repair import LAST, SAME, Repair, Tried

# Items that are placed at most over all steps.
STEPPED = 60_000
_STALE = 150  # steps without a gain after which no more is tried
_LONGEST = 200
_SLACK = 4  # moves
_ANEW = 0.15  # how often all that moved is shared out anew
_BACK = 0.25  # how often something that moved is put back
_ROUNDS = 12  # in which what a step pushes on is taken out of the way
_SINGLED = 40  # items that are tried to move alone
_HOPELESS = 8  # moves that a round may cost and still be gone on from


Crews = list[list[int] | None]


class Binding(NamedTuple):
    """`item` begins when `before` ends; by one of its people, or by a dependency."""

    item: int
    before: int
    by_person: bool


class Steps:
    """From `best` on, while more can be won than by `ideal`, the score of a plan made without regard."""

    def __init__(self, repair: Repair, best: Tried, ideal: float, patience: int = 1) -> None:
        self.repair, self.best, self.now, self.ideal = repair, best, best, ideal
        self.patience = patience
        self.first = repair.made
        self.most = repair.made + STEPPED // max(1, repair.compiled.work.size)

    def run(self) -> Tried:
        """The best there is after all steps; one that costs a little is gone on from, the less the later."""
        if self.patience > 1:
            self._single_out()
        number, still, chain = 0, 0, self._chain()
        while self.repair.made < self.most and still < _STALE * self.patience and chain:
            if self._is_enough():
                break
            fresh = self._stepped(number, chain)
            number, still = number + 1, still + 1
            left = 1 - (self.repair.made - self.first) / (self.most - self.first)
            if fresh.worth < self.best.worth - SAME:
                self.best, still = fresh, 0
            if fresh.worth < self.best.worth + _SLACK * left * self.repair.stability:
                self.now, chain = fresh, self._chain()
        if self.patience > 1:
            self._single_out()
        return self.best

    def _single_out(self) -> None:
        """Of what moved in the best plan one alone moves, the rest back where it was, if that costs less:
        what came along with it seldom goes back by itself.
        """
        repair, best = self.repair, self.best
        for row in sorted(best.moved)[:_SINGLED] if len(best.moved) > 1 else ():
            keys, crews = repair.keys.copy(), list(repair.kept.crews)
            keys[row], crews[row] = best.found.starts[row], list(best.found.teams[row])
            early = frozenset({row}) & best.early
            fresh = replace(repair.judged(repair.by_crews(keys, crews, early)), early=early)
            if fresh.worth < self.best.worth - SAME:
                self.best = self.now = fresh

    def _is_enough(self) -> bool:
        """Whether no move could pay; with patience, whether fewer moves could not either."""
        best = self.best.worth if self.patience > 1 else self.best.found.score
        return best - self.ideal <= self.repair.stability

    def _chance(self, number: int, column: int) -> float:
        return float(uniform(self.repair.seed, number, column))

    def _stepped(self, number: int, chain: list[Binding]) -> Tried:
        best, repair = self.now, self.repair
        keys, early = best.found.starts.copy(), best.early
        crews: Crews = [list(team) for team in best.found.teams]
        moved = sorted(best.moved)
        if self._chance(number, 3) < _ANEW:
            for row in best.moved - repair.held:
                crews[row] = None
        if moved and self._chance(number, 0) < _BACK:
            row = moved[int(self._chance(number, 1) * len(moved))]
            keys[row], crews[row] = repair.keys[row], repair.kept.crews[row]
            return self._cleared(keys, crews, early - {row}, frozenset({row}))
        spot = chain[int(self._chance(number, 1) * len(chain))]
        what, rows = self._chance(number, 2), {spot.item}
        if spot.before < 0 or what < 0.2:
            keys[spot.item] = -LAST
        elif what < 0.7 or not spot.by_person:
            keys[spot.item] = keys[spot.before] - SAME
        else:
            keys[spot.before] += LAST
            rows.add(spot.before)
        for row in rows - repair.held:
            crews[row] = None
        return self._cleared(keys, crews, early | rows, frozenset(rows))

    def _cleared(self, keys: Floats, crews: Crews, early: frozenset[int], stepped: frozenset[int]) -> Tried:
        """What a step pushes on goes behind all that can stay, as long as that is worth it."""
        repair, found, out = self.repair, self.now, stepped
        for turn in range(_ROUNDS):
            last = replace(repair.judged(repair.by_crews(keys, crews, early)), early=early)
            if turn == 0 or last.worth < found.worth:
                found = last
            pushed = sorted(repair.pushed_first(last.moved - self.now.moved - out - repair.held))
            hopeless = last.worth > found.worth + _HOPELESS * repair.stability
            if not pushed or hopeless or repair.made >= self.most:
                break
            keys[pushed] = LAST + repair.keys[pushed]
            for row in pushed:
                crews[row] = None
            early, out = early.union(pushed), out.union(pushed)
        return found

    def _chain(self) -> list[Binding]:
        """What the end of the plan hangs on, from its last item back."""
        found = self.now.found
        last = _lasts(found, self.repair)
        ends = _by_person(found)
        at, preds = self.repair.compiled.pred_at, self.repair.compiled.pred
        chain: list[Binding] = []
        seen, stack = set(last), list(last)
        while stack and len(chain) < _LONGEST:
            item = stack.pop()
            start, some = found.starts[item], False
            for before in preds[at[item] : at[item + 1]].tolist():
                if found.finishes[before] >= start - SAME:
                    chain.append(Binding(item, before, False))
                    some = True
                    if before not in seen:
                        seen.add(before)
                        stack.append(before)
            for person in found.teams[item]:
                before = ends.get((person, round(float(start), 6)), -1)
                if before >= 0 and before != item:
                    chain.append(Binding(item, before, True))
                    some = True
                    if before not in seen:
                        seen.add(before)
                        stack.append(before)
            if not some:
                chain.append(Binding(item, -1, False))
        return chain


def _lasts(found: Found, repair: Repair) -> list[int]:
    """The item that ends last, of each product where products weigh against each other, and what is late."""
    compiled = repair.compiled
    products = compiled.product if compiled.product_weight.size else np.zeros(compiled.work.size, np.int64)
    last: dict[int, int] = {}
    for row in np.argsort(found.finishes, kind="stable").tolist():
        last[int(products[row])] = row
    late = np.flatnonzero(found.finishes > repair.aim.due + SAME).tolist()
    return sorted({*last.values(), *late[:_LONGEST]})


def _by_person(found: Found) -> dict[tuple[int, float], int]:
    """By person and moment the item that they end then."""
    return {
        (person, round(end, 6)): row
        for row, (team, end) in enumerate(zip(found.teams, found.finishes.tolist(), strict=True))
        if found.finishes[row] > found.starts[row]
        for person in team
    }
