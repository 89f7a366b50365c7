"""Planning again after a change so that what need not move stays.

Items are placed serially in the order of their published starts, not before them and with the people they
were published with; what no longer fits there moves on, alone (right-shift repair: Vieira, Herrmann and Lin
2003). Some variants of this are tried (what changed first or last, moved items free to change hands, all that
begins later than some moment planned by other rules) and weighed against planning anew, a moved item costing
as much as some days of makespan (schedule stability: Herroelen and Leus 2004).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.generate import Taste, arrange, generate, new_board
from pilothouse.engine.schedule.backends.people.orders import score_of
from pilothouse.engine.schedule.backends.people.search import aim_of
from pilothouse.engine.schedule.bounds import lower_bound
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints, compile_problem
from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Reason
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.solve import as_plan, solve
from pilothouse.engine.schedule.staffing import match

_SAME = 1e-6
_FIRST = -1e9
_LAST = 1e9


@dataclass(frozen=True)
class Moved:
    """An item that is not where it was published. Days are working days; `days` is the later start.

    `text` says why, a sentence without its subject.
    """

    item: str
    start_before: float
    start_after: float
    finish_before: float
    finish_after: float
    people_before: tuple[str, ...]
    people_after: tuple[str, ...]
    text: str

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
class _Tried:
    found: Found
    moved: frozenset[int]
    worth: float


def replan(
    problem: Problem,
    published: Sequence[Placed],
    *,
    stability: float = 0.1,
    held: frozenset[str] = frozenset(),
    seed: int = 0,
    limit: Limit | None = None,
) -> Replanned:
    """A plan of `problem` that keeps to `published` where it can; `stability` is what one moved item costs,
    in days of makespan (0: whatever is best).

    Items in `held` keep their published start and people as long as what they wait for allows: a move that
    was refused. Items that are new since then are placed where there is room. Times of `published` are those
    of the problem's clock; what should have begun before day 0 begins now. Raises `InvalidProblem` for a
    negative or infinite stability, or for a problem in which something is still to be chosen.
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
    before = {row.item: replace(row, start=max(0.0, row.start)) for row in published}
    anew = solve(problem, seed=seed, limit=limit)
    if not problem.items:
        return Replanned(anew, (), (), (), tuple(before), anew.makespan, 0, True)
    repair = _Repair(problem, before, stability, held, seed)
    best = min(repair.tries(), key=lambda tried: tried.worth)
    fresh = repair.judged(_found(problem, repair.compiled, anew))
    is_anew = fresh.worth < best.worth - _SAME and not fresh.moved & repair.held
    if is_anew:
        best = fresh
    plan = anew
    if not is_anew:
        bound = lower_bound(repair.compiled)
        plan = as_plan(problem, repair.compiled, best.found, bound, False, anew.passes + repair.made, seed)
        plan = _with_kept(problem, plan, before, best.moved)
    known = {item.id for item in problem.items}
    return Replanned(
        plan=plan,
        moved=_moved(problem, plan, before, best.moved),
        kept=tuple(
            item.id for row, item in enumerate(problem.items) if item.id in before and row not in best.moved
        ),
        added=tuple(item.id for item in problem.items if item.id not in before),
        removed=tuple(name for name in before if name not in known),
        anew_makespan=anew.makespan,
        anew_moves=len(fresh.moved),
        is_anew=is_anew,
    )


class _Repair:
    """Serial generations around the published plan."""

    def __init__(
        self,
        problem: Problem,
        before: Mapping[str, Placed],
        stability: float,
        held: frozenset[str],
        seed: int,
    ) -> None:
        self.problem, self.before, self.stability = problem, before, stability
        self.compiled = compile_problem(problem)
        self.aim = aim_of(self.compiled)
        self.seed = np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
        self.number = {person.id: row for row, person in enumerate(problem.people)}
        self.starts = np.array(
            [before[item.id].start if item.id in before else np.nan for item in problem.items]
        )
        self.lengths = np.array(
            [
                before[item.id].finish - before[item.id].start if item.id in before else np.nan
                for item in problem.items
            ]
        )
        self.crews = [self._crew(row) for row in range(len(problem.items))]
        self.held = frozenset(
            row for row, item in enumerate(problem.items) if item.id in held and item.id in before
        )
        self.front = self.aim.front + self._ahead()
        self.made = 0

    def _ahead(self) -> Floats:
        """What is held comes first, and what it waits for before it."""
        ahead = np.zeros(len(self.crews))
        stack = list(self.held)
        while stack:
            row = stack.pop()
            if not ahead[row]:
                ahead[row] = -2 * _FIRST
                compiled = self.compiled
                stack += compiled.pred[compiled.pred_at[row] : compiled.pred_at[row + 1]].tolist()
        return ahead

    def _crew(self, row: int) -> list[int] | None:
        """The published people, chosen ones first, where they may still do it."""
        item, compiled = self.problem.items[row], self.compiled
        placed = self.before.get(item.id)
        if placed is None or any(name not in self.number for name in placed.people):
            return None
        crew = [self.number[name] for name in placed.people]
        chosen = compiled.pinned[compiled.pinned_at[row] : compiled.pinned_at[row + 1]].tolist()
        heads = compiled.slot[compiled.slot_at[row] : compiled.slot_at[row + 1]].tolist()
        rest = [person for person in crew if person not in chosen]
        if len(crew) != len(chosen) + len(heads) or len(rest) != len(heads):
            return None
        fits = len(match(compiled.able[np.ix_(heads, rest)].tolist())) == len(heads)
        return [*chosen, *rest] if fits else None

    def tries(self) -> Iterator[_Tried]:
        keys = np.where(np.isnan(self.starts), _LAST, self.starts)
        first = self.judged(self._generated(keys, frozenset()))
        yield first
        changed = self._changed(first.found)
        for place in (_FIRST, _LAST):
            yield self.judged(self._generated(np.where(changed, place, keys), frozenset()))
        # Whoever is free may take over what moves; twice, since that may move more.
        free = first.moved
        for _ in range(2):
            tried = self.judged(self._generated(keys, free))
            yield tried
            free |= tried.moved
        started = {row for row in free if not np.isnan(self.starts[row])}
        behind = keys.copy()
        behind[list(started)] = _LAST
        yield self.judged(self._generated(behind, frozenset(started)))
        yield from self._from_then_on(keys, started)

    def _from_then_on(self, keys: Floats, moved: set[int]) -> Iterator[_Tried]:
        """What begins before some moment stays; all that begins later is planned by other rules."""
        begins = self.starts[~np.isnan(self.starts)]
        if not begins.size or not moved:
            return
        first = float(np.min(self.starts[list(moved)]))
        later = begins[begins >= first]
        for moment in dict.fromkeys((first, *np.quantile(later, (0.25, 0.5, 0.75)).tolist())):
            loose = np.isnan(self.starts) | (self.starts >= moment - _SAME)
            rows = frozenset(np.flatnonzero(loose).tolist())
            for rule in range(self.aim.keys.shape[0]):
                own = self.aim.keys[rule] / self.aim.spread[rule]
                yield self.judged(self._generated(np.where(loose, _LAST + own, keys), rows, rows))

    def _changed(self, first: Found) -> Flags:
        """What takes another time now, or cannot be done by whom it was published with."""
        longer = np.abs((first.finishes - first.starts) - self.lengths) > _SAME
        lost = np.array([crew is None for crew in self.crews])
        found: Flags = (longer | lost) & ~np.isnan(self.starts)
        return found

    def _generated(self, keys: Floats, free: frozenset[int], early: frozenset[int] = frozenset()) -> Found:
        """Serially in the order of `keys`; people kept but for items in `free`, and none before its published
        start but those in `early`.
        """
        compiled = self.compiled
        free, early = free - self.held, early - self.held
        pinned: list[list[int]] = []
        slots: list[list[int]] = []
        for row, crew in enumerate(self.crews):
            if crew is None or row in free:
                pinned.append(compiled.pinned[compiled.pinned_at[row] : compiled.pinned_at[row + 1]].tolist())
                slots.append(compiled.slot[compiled.slot_at[row] : compiled.slot_at[row + 1]].tolist())
            else:
                pinned.append(crew)
                slots.append([])
        published = self.starts.copy()
        published[list(early)] = np.nan
        earliest = np.fmax(compiled.earliest, published)
        kept = compiled._replace(
            earliest=np.where(np.isnan(earliest), compiled.earliest, earliest),
            pinned_at=_ends(pinned),
            pinned=np.array([person for row in pinned for person in row], dtype=np.int64),
            slot_at=_ends(slots),
            slot=np.array([need for row in slots for need in row], dtype=np.int64),
        )
        board = new_board(kept)
        order = np.zeros(keys.size, dtype=np.int64)
        arrange(keys - self.front, kept, order)
        taste = Taste(np.zeros(compiled.leaves.size), 0.0, 0.0, self.seed)
        broken = generate(kept, board, order, taste)
        self.made += 1
        score = float(score_of(compiled, board, self.aim, broken))
        at = board.team_at.tolist()
        teams = tuple(tuple(board.team[at[row] : at[row + 1]].tolist()) for row in range(len(self.crews)))
        return Found(score, board.start.copy(), board.finish.copy(), teams)

    def judged(self, found: Found) -> _Tried:
        """With what moved against the published plan, and what that costs."""
        names = [
            frozenset(self.before[item.id].people) if item.id in self.before else None
            for item in self.problem.items
        ]
        moved = set()
        for row, published in enumerate(names):
            if published is None:
                continue
            crew = frozenset(self.problem.people[person].id for person in found.teams[row])
            if abs(found.starts[row] - self.starts[row]) > _SAME or crew != published:
                moved.add(row)
        far = sum(abs(float(found.starts[row] - self.starts[row])) for row in moved)
        # Of as many moves the shorter ones are better: less than one move's worth, however far.
        cost = self.stability * (len(moved) + 0.5 * far / (100.0 + far))
        return _Tried(found, frozenset(moved), found.score + cost)


def _found(problem: Problem, compiled: Compiled, plan: Plan) -> Found:
    number = {person.id: row for row, person in enumerate(problem.people)}
    teams = tuple(tuple(number[name] for name in row.people) for row in plan.placed)
    board = new_board(compiled)
    board.start[:] = [row.start for row in plan.placed]
    board.finish[:] = [row.finish for row in plan.placed]
    outstayed = sum(
        row.finish > row.start and any(row.finish > compiled.leaves[person] + _SAME for person in team)
        for row, team in zip(plan.placed, teams, strict=True)
    )
    score = float(score_of(compiled, board, aim_of(compiled), outstayed))
    return Found(score, board.start, board.finish, teams)


def _ends(rows: Sequence[Sequence[int]]) -> Ints:
    return np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)


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


def _moved(
    problem: Problem, plan: Plan, before: Mapping[str, Placed], moved: frozenset[int]
) -> tuple[Moved, ...]:
    found = []
    for row in sorted(moved, key=lambda row: (plan.placed[row].start, row)):
        at, was = plan.placed[row], before[problem.items[row].id]
        found.append(
            Moved(at.item, was.start, at.start, was.finish, at.finish, was.people, at.people, at.reason.text)
        )
    return tuple(found)
