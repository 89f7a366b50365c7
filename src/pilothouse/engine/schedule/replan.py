"""Planning again after a change so that what need not move stays.

Items are placed serially in the order of their published starts, not before them and with the people they
were published with; what no longer fits there moves on, alone (right-shift repair: Vieira, Herrmann and Lin
2003). Some variants of this are tried (what changed first or last, moved items free to change hands, all that
begins later than some moment planned by other rules), the best is made shorter by the few moves that are
worth most (`worth_moving`) and weighed against planning anew, a moved item costing as much as some days of
makespan (schedule stability: Herroelen and Leus 2004).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.garbage import rarely_collected
from pilothouse.engine.schedule.answer import as_plan
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.board import new_board
from pilothouse.engine.schedule.backends.people.orders import Aim, score_of
from pilothouse.engine.schedule.backends.people.search import aim_of
from pilothouse.engine.schedule.compiled import Compiled, Floats, Ints, compile_problem
from pilothouse.engine.schedule.owed import Owed
from pilothouse.engine.schedule.passes import FEWEST_PASSES
from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Reason
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.reasons import Words
from pilothouse.engine.schedule.refusals import Refusal, Refusals
from pilothouse.engine.schedule.repair import (
    LAST,
    PLACED,
    SAME,
    Kept,
    Repair,
    Tried,
    ahead_of,
    in_order,
    judged,
    kept_of,
)
from pilothouse.engine.schedule.searching import Searched, searched
from pilothouse.engine.schedule.slices import before_those, nothing_placed, put, slice_of
from pilothouse.engine.schedule.solve import solve
from pilothouse.engine.schedule.steadiest import ONE, Judge, Options, Telling, cheapest, repaired

_FEWEST = 8


@dataclass(frozen=True)
class Moved:
    """An item that is not where it was published. Days are working days; `days` is the later start.

    `text` says why, a sentence without its subject. `refused` is there where the move was refused, or the
    item was none of those that may move: the rule that made it impossible to stay.
    """

    item: str
    start_before: float
    start_after: float
    finish_before: float
    finish_after: float
    people_before: tuple[str, ...]
    people_after: tuple[str, ...]
    text: str
    refused: Refusal | None = None

    @property
    def days(self) -> float:
        return self.start_after - self.start_before


@dataclass(frozen=True)
class Replanned:
    """`moved`, `kept`, `added` and `removed` are the items of the published plan and of this one.

    `anew_makespan` and `anew_moves` are those of the plan made without regard to the published one, which is
    `plan` itself where `is_anew`.
    """

    plan: Plan
    moved: tuple[Moved, ...]
    kept: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    anew_makespan: float
    anew_moves: int
    is_anew: bool


@dataclass(frozen=True)
class _Part:
    """The best plan of some items around the rest, and the one made without regard to where they were."""

    best: Tried
    fresh: Tried
    anew: Searched
    is_anew: bool
    made: int


@rarely_collected
def replan(
    problem: Problem,
    published: Sequence[Placed],
    *,
    stability: float = 0.1,
    held: frozenset[str] = frozenset(),
    moving: frozenset[str] | None = None,
    seed: int = 0,
    limit: Limit | None = None,
    options: Options = ONE,
    ranked: Mapping[str, int] | None = None,
) -> Replanned:
    """A plan of `problem` that keeps to `published` where it can; `stability` is what one moved item costs,
    in days of makespan (0: whatever is best).

    Items in `held` keep their published start and people as long as what they wait for allows: a move that
    was refused. Items that are new since then are placed where there is room. Only those in `moving` (None:
    all) and new ones may move; of the others only what cannot stay. Times of `published` are those
    of the problem's clock; what should have begun before day 0 begins now. In a strict order nothing that
    moves is delayed by what moves in a lower rank, and what could have begun earlier but for what is
    published in its way and ranks lower now moves there; `ranked` are the ranks by which items were published
    (None: not known), and where two keep their order nothing moves for it. Of several `options` the one is
    taken, rank by rank, that costs least. Raises `InvalidProblem` for a negative or infinite stability, or
    for a problem in which something is still to be chosen.
    """
    if not 0 <= stability < float("inf"):
        raise InvalidProblem(
            "The stability is no number of 0 or more.", where="stability", cure="Give days, such as 0.1."
        )
    if problem.is_open:
        raise InvalidProblem(
            "Alternatives or optional items are still to be chosen.",
            where=next(item.name for item in problem.items if item.alternatives or item.optional),
            cure="Choose them first, then replan.",
        )
    before = {row.item: row if row.start >= 0 else replace(row, start=0.0) for row in published}
    if not problem.items:
        return Replanned(solve(problem, seed=seed), (), (), (), tuple(before), 0.0, 0, True)
    task = _Task(problem, before, stability, held, moving, seed, limit or Limit(), options, ranked)
    return task.answer()


class _Task:
    """One replanning: in one part, or rank by rank where the order is strict, around what may not move."""

    def __init__(
        self,
        problem: Problem,
        before: Mapping[str, Placed],
        stability: float,
        held: frozenset[str],
        moving: frozenset[str] | None,
        seed: int,
        limit: Limit,
        options: Options,
        ranked: Mapping[str, int] | None,
    ) -> None:
        self.problem, self.before, self.stability = problem, before, stability
        self.seed, self.limit, self.options = seed, limit, options
        self.compiled = compile_problem(problem)
        self.kept = kept_of(problem, self.compiled, before, held)
        self.aim = aim_of(self.compiled)
        items = problem.items
        stays = [moving is not None and row.id not in moving and row.id in before for row in items]
        self.ranks = np.array(Ranks.of(problem).placed)
        # Higher ranks are placed around what is to stay, not only what ranks with it or lower.
        lower = [self._stays_below(row) for row in range(len(items))]
        self.staying: Ints = np.flatnonzero(np.array(stays) | np.array(lower))
        loose = ~(np.array(stays) | self.kept.held)
        older = None if ranked is None else _lifted(problem, ranked)
        self.owed = Owed(problem, self.compiled, self.kept, self.ranks, older, loose)

    def _stays_below(self, row: int) -> bool:
        """Whether it is to stay, and nothing that ranks higher is to stay in the same place."""
        kept, ends = self.kept, self.kept.starts + self.kept.lengths
        if not kept.held[row] or self.ranks[row] == self.ranks.min():
            return False
        near = kept.held & (self.ranks < self.ranks[row])
        near &= (kept.starts < ends[row] - SAME) & (ends > kept.starts[row] + SAME)
        own = set(kept.crews[row] or ())
        return all(own.isdisjoint(kept.crews[other] or ()) for other in np.flatnonzero(near).tolist())

    def answer(self) -> Replanned:
        everything: Ints = np.arange(self.ranks.size)
        there, placed = self.staying, nothing_placed(self.compiled)
        if there.size:
            placed = self._where_published()
        free, same = placed, True
        loose = np.setdiff1d(everything, there)
        passes, one = 0, None
        for rank in np.unique(self.ranks[loose]):
            rows = loose[self.ranks[loose] == rank]
            part = self._part(rows, placed, there)
            anew = part.anew if same else self._anew(self._sliced(rows, free, there))
            free = put(free, rows, anew.found)
            placed = put(placed, rows, part.best.found)
            same &= part.is_anew
            passes += part.anew.passes + part.made
            one = part if rows.size == everything.size else None
            there = np.union1d(there, rows)
        if self.staying.size:
            placed = self._where(placed.starts, placed.teams)
        fresh = self._judged(free)
        if one is not None and one.is_anew:
            found = one.anew
            plan = as_plan(
                self.problem, self.compiled, found.found, found.bound, found.proved, found.passes, self.seed
            )
            return self._told(plan, one.best.moved, fresh, True)
        best = self._judged(placed)
        stayed = frozenset(self.staying.tolist()) - best.moved
        plan = as_plan(self.problem, self.compiled, placed, None, False, passes, self.seed, stayed)
        return self._told(_with_kept(self.problem, plan, self.before, best.moved), best.moved, fresh, False)

    def _moved(self, plan: Plan, moved: frozenset[int]) -> tuple[Moved, ...]:
        stuck = {row for row in moved if self.kept.held[row]} | moved.intersection(self.staying.tolist())
        refusals = Refusals(self.problem, plan, self.before) if stuck else None
        found, words = [], Words(self.problem)
        for row in sorted(moved, key=lambda row: (plan.placed[row].start, row)):
            at, was = plan.placed[row], self.before[self.problem.items[row].id]
            times = (was.start, at.start, was.finish, at.finish)
            refused = refusals.of(at.item) if refusals and row in stuck else None
            text = at.reason.text + self.owed.why(words, row)
            found.append(Moved(at.item, *times, was.people, at.people, text, refused))
        return tuple(found)

    def _sliced(self, rows: Ints, placed: Found, there: Ints) -> Compiled:
        if rows.size == self.ranks.size:
            return self.compiled
        own = slice_of(self.compiled, rows, placed, there)
        return before_those(self.compiled, own, rows, placed, there)

    def _anew(self, own: Compiled) -> Searched:
        """In as many passes as suit the size, fewer than `solve` takes where there are thousands of items."""
        limit, items = self.limit, own.work.size
        if limit.passes is None and limit.seconds is None and items * FEWEST_PASSES > PLACED:
            limit = Limit(max(_FEWEST, PLACED // items), None, limit.workers)
        return searched(own, seed=self.seed, limit=limit)

    def _part(self, rows: Ints, placed: Found, there: Ints) -> _Part:
        own = self._sliced(rows, placed, there)
        anew, kept = self._anew(own), self.owed.kept_to(rows, placed, there)
        fresh = Repair(own, kept, self.stability, self.seed).judged(_scored(own, aim_of(own), anew.found))
        many = self.options.of(rows.size + there.size)
        found, made = repaired(own, kept, self.stability, self.seed, many, fresh.found.score)
        held = frozenset(np.flatnonzero(kept.held).tolist())
        told = self._telling(kept, rows, there, placed) if many > 1 else _as_it_is
        best = cheapest(found, told)
        enough = best.worth - SAME
        is_anew = fresh.worth < enough and not fresh.moved & held and told(fresh).worth < enough
        return _Part(fresh if is_anew else best, fresh, anew, is_anew, made)

    def _telling(self, kept: Kept, rows: Ints, there: Ints, placed: Found) -> Judge:
        """What an option costs with what it lets people be told; as it is where nobody says."""
        if self.options.told is None:
            return _as_it_is
        telling = Telling(self.problem, kept, rows, there, self.stability, self.options.told)
        return lambda tried: telling.judged(put(placed, rows, tried.found), tried)

    def _where_published(self) -> Found:
        """Everything where it was published as far as that is possible, what may not move before the rest."""
        crews, starts = self.kept.crews, self.kept.starts
        first = ahead_of(self.compiled, frozenset(self.staying.tolist()))
        return self._in_order(np.where(np.isnan(starts), LAST, starts) - first, crews, starts)

    def _where(self, starts: Floats, teams: Sequence[tuple[int, ...]]) -> Found:
        """Everything where it is now, moved on where that breaks something."""
        return self._in_order(starts, [list(team) for team in teams], starts)

    def _in_order(self, keys: Floats, crews: Sequence[list[int] | None], starts: Floats) -> Found:
        return in_order(self.compiled._replace(idle=True), self.aim, keys, crews, starts, np.uint64(0))

    def _judged(self, found: Found) -> Tried:
        return judged(self.kept, found, self.stability)

    def _told(self, plan: Plan, moved: frozenset[int], fresh: Tried, is_anew: bool) -> Replanned:
        items = self.problem.items
        known = {item.id for item in items}
        self.owed.look_at(plan, frozenset(self.staying.tolist()) - moved)
        plan = replace(plan, violations=(*plan.violations, *self.owed.violations()))
        return Replanned(
            plan=plan,
            moved=self._moved(plan, moved),
            kept=tuple(
                item.id for row, item in enumerate(items) if item.id in self.before and row not in moved
            ),
            added=tuple(item.id for item in items if item.id not in self.before),
            removed=tuple(name for name in self.before if name not in known),
            anew_makespan=float(fresh.found.finishes.max()),
            anew_moves=len(fresh.moved),
            is_anew=is_anew,
        )


def _lifted(problem: Problem, ranked: Mapping[str, int]) -> Ints:
    """The ranks by which items were placed, what another waits for with that one."""
    items = tuple(replace(item, rank=ranked.get(item.id, item.rank)) for item in problem.items)
    return np.array(Ranks.of(replace(problem, items=items)).placed)


def _as_it_is(tried: Tried) -> Tried:
    return tried


def _scored(compiled: Compiled, aim: Aim, found: Found) -> Found:
    """With the score that a generation would have."""
    board = new_board(compiled)
    board.start[:], board.finish[:] = found.starts, found.finishes
    outstayed = sum(
        finish > start and any(finish > compiled.leaves[person] + SAME for person in team)
        for start, finish, team in zip(
            found.starts.tolist(), found.finishes.tolist(), found.teams, strict=True
        )
    )
    return found._replace(score=float(score_of(compiled, board, aim, outstayed)))


def _with_kept(problem: Problem, plan: Plan, before: Mapping[str, Placed], moved: frozenset[int]) -> Plan:
    """The plan with its own reason for what could start earlier and stays."""
    placed = []
    for row, (item, at) in enumerate(zip(problem.items, plan.placed, strict=True)):
        held = at.reason.kind == "order" or (at.reason.day or 0.0) < at.start - 1e-5
        if item.id in before and row not in moved and held:
            reason = Reason(
                "published", None, at.start, "stays where it was published", None, at.reason.others
            )
            at = replace(at, reason=reason)
        placed.append(at)
    return replace(plan, placed=tuple(placed))
