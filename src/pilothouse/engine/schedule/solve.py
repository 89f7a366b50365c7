"""Problem in, plan out: the best of many schedules, with a reason for every start.

Orders by classical priority rules (longest tail, latest finish, value, deadline, most successors) are
improved forwards and backwards, then crossed (`backends.search`). The answer depends on problem, seed and
passes alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.network import tails
from pilothouse.engine.schedule.backends import pools
from pilothouse.engine.schedule.backends.packed import fits
from pilothouse.engine.schedule.backends.search import Aim, State, advance, new_state
from pilothouse.engine.schedule.backends.sgs import Board, new_board
from pilothouse.engine.schedule.bounds import lower_bound, shortest
from pilothouse.engine.schedule.compiled import Compiled, Floats, compile_problem, mirrored
from pilothouse.engine.schedule.plan import Limit, Placed, Plan, Status, Violation
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import explain

_EARLY = 0.1
_FRONT = 1e9
_CLOSE = 1e-6
_SECONDS = 10.0


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    limit: Limit | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """A feasible plan with little weighted lateness, then a short makespan.

    Same problem, seed and passes give the same plan unless `limit.seconds` ran out first. `progress` is told
    passes done and wanted, or expected where only time limits them.

    What cannot be kept (deadlines, fixed starts, work that outlasts the people who can do it) is listed in
    `violations`; it is never an error.
    """
    limit = limit or Limit()
    if limit.passes is not None and limit.passes < 1:
        raise InvalidProblem("No pass was allowed.", where="limit", cure="Allow at least one pass.")
    if not problem.items:
        return Plan((), 0.0, 0.0, 0.0, "optimal", (), 0, seed)
    began = time.perf_counter()
    compiled = compile_problem(problem)
    bound = lower_bound(compiled)
    if fits(compiled):
        return _by_pools(problem, compiled, bound, seed, limit, began, progress)
    passes = limit.passes or usual_passes(len(problem.items), len(problem.people))
    aim = _aim(compiled, bound)
    board, back = new_board(compiled), new_board(compiled)
    state = new_state(compiled, board, int(np.clip(passes // 100, 6, 40)))
    mirror = mirrored(compiled)._replace(capacity=_mirror_capacity(compiled, problem))
    mirror = mirror._replace(carried=mirror.capacity)
    scarcity = _scarcity(compiled)
    until = time.perf_counter() + (_SECONDS if limit.seconds is None else limit.seconds)
    step = max(8, 60_000 // len(problem.items))
    done = 0
    while done < passes:
        made = advance(
            compiled,
            mirror,
            board,
            back,
            aim,
            state,
            scarcity,
            np.uint64(seed & 0xFFFFFFFFFFFFFFFF),
            min(step, passes - done),
        )
        done += made
        if progress is not None:
            progress(min(done, passes), passes)
        if made == 0 or state.best_score[0] <= aim.ideal or time.perf_counter() > until:
            break
    return _plan(
        problem,
        compiled,
        state.best_start,
        state.best_finish,
        _teams(problem, state, board),
        bound,
        done,
        seed,
    )


def _by_pools(
    problem: Problem,
    compiled: Compiled,
    bound: float,
    seed: int,
    limit: Limit,
    began: float,
    progress: Callable[[int, int], None] | None,
) -> Plan:
    """The plan of a problem without people or dates (`backends.pools`)."""
    passes, seconds = limit.passes, limit.seconds
    if seconds is None:
        seconds, passes = _SECONDS, passes or usual_pool_passes(len(problem.items))

    def told(done: int) -> None:
        if progress is not None:
            share = max((time.perf_counter() - began) / seconds, done / passes if passes else 0.0, 1e-9)
            progress(done, passes if passes and share < 1 else max(done, int(done / share)))

    start, done = pools.search(
        compiled,
        bound=bound,
        seed=seed,
        passes=passes,
        until=began + seconds,
        workers=limit.workers,
        told=told,
    )
    teams: list[tuple[str, ...]] = [()] * len(problem.items)
    return _plan(problem, compiled, start, start + compiled.work, teams, bound, done, seed)


def usual_passes(items: int, people: int = 0) -> int:
    """How many schedules are tried when nobody says: about a tenth of a second on one core, at least 40.

    Choosing among people costs more than counting pools.
    """
    return int(np.clip(240_000 / max(1, items) / (1 + people / 8), 40, 6_000))


def usual_pool_passes(items: int) -> int:
    """As `usual_passes` for problems of pools only: about a tenth of a second on two cores."""
    return int(np.clip(4_000_000 / max(1, items), 100, 100_000))


def _mirror_capacity(compiled: Compiled, problem: Problem) -> Floats:
    """Room for everybody's calendar laid backwards: the longest plan that is turned round."""
    if compiled.capacity.shape[1] <= 2 and not (compiled.capacity[:, :1] != compiled.capacity[:, 1:]).any():
        return compiled.carried.copy()
    work = float(compiled.work.sum())
    width = int(min(20_000, compiled.capacity.shape[1] + work + 10))
    return np.zeros((len(problem.people), width + 1))


def _aim(problem: Compiled, bound: float) -> Aim:
    items = problem.work.shape[0]
    least = shortest(problem)
    edges = [
        (int(problem.pred[edge]), item)
        for item in range(items)
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1])
    ]
    tail = np.array(tails(items, edges, least.tolist()))
    own = problem.deadline.copy()
    for index, deadline in enumerate(problem.group_deadline):
        members = problem.group[problem.group_at[index] : problem.group_at[index + 1]]
        own[members] = np.minimum(own[members], deadline)
    finite = own[np.isfinite(own)]
    due = _inherited(problem, np.where(np.isfinite(own), own, finite.max(initial=0.0) + tail.max()), least)
    size = np.maximum(problem.work, 0.25)
    weight = problem.weight / (np.abs(problem.weight).max() or 1.0)
    after = np.zeros(items)
    for item in problem.order[::-1]:
        followers = problem.succ[problem.succ_at[item] : problem.succ_at[item + 1]]
        after[item] = followers.size + after[followers].sum() * 0.5
    longest = tail.max() or 1.0
    keys = np.array(
        [
            due - least,
            -tail,
            due,
            -weight * 10 * longest - tail,
            -weight / size * longest - 0.1 * tail,
            -tail - np.minimum(after, items),
        ]
    )
    if not finite.size:
        keys = keys[1:] if np.ptp(problem.weight) > 0 else keys[[1, 2, 5]]
    even = np.ptp(problem.weight) == 0 if items else True
    return Aim(
        front=_front(problem),
        due=own,
        early=0.0 if even else _EARLY,
        ideal=bound * (1 + 1e-9) + 1e-7 if even else -np.inf,
        keys=np.ascontiguousarray(keys),
        spread=np.array([float(np.ptp(row)) or 1.0 for row in keys]),
    )


def _front(problem: Compiled) -> Floats:
    """What starts on a fixed date comes first, and what it waits for before it."""
    front = np.where(problem.fixed >= 0, _FRONT, 0.0)
    for item in problem.order[::-1]:
        if front[item] > 0:
            before = problem.pred[problem.pred_at[item] : problem.pred_at[item + 1]]
            front[before] = np.maximum(front[before], _FRONT / 2)
    return front


def _inherited(problem: Compiled, due: Floats, least: Floats) -> Floats:
    """Deadlines passed on to predecessors: they must end early enough for what waits for them."""
    due = due.copy()
    for item in problem.order[::-1]:
        for edge in range(problem.pred_at[item], problem.pred_at[item + 1]):
            before = problem.pred[edge]
            due[before] = min(due[before], due[item] - least[item] - problem.pred_lag[edge])
    return due


def _scarcity(problem: Compiled) -> Floats:
    """How much of what only few can do falls on each person, 0 to 1: they are spared for it."""
    cost = np.zeros(problem.leaves.shape[0])
    for need in problem.slot:
        able = problem.able[need]
        cost[able] += 1.0 / able.sum()
    most = cost.max(initial=0.0)
    scaled: Floats = cost / most if most > 0 else cost
    return scaled


def _teams(problem: Problem, state: State, board: Board) -> list[tuple[str, ...]]:
    at = board.team_at.tolist()
    return [
        tuple(problem.people[person].id for person in state.best_team[at[row] : at[row + 1]])
        for row in range(len(problem.items))
    ]


def _plan(
    problem: Problem,
    compiled: Compiled,
    start: Floats,
    finish: Floats,
    teams: list[tuple[str, ...]],
    bound: float,
    done: int,
    seed: int,
) -> Plan:
    reasons = explain(problem, start.tolist(), finish.tolist(), teams)
    placed = tuple(
        Placed(item.id, float(start[row]), float(finish[row]), teams[row], reasons[row])
        for row, item in enumerate(problem.items)
    )
    makespan = float(finish.max())
    leaves = dict(zip((p.id for p in problem.people), compiled.leaves.tolist(), strict=True))
    violations = _missed(problem, placed, leaves)
    if any(row.finish > leaves[name] + _CLOSE for row in placed for name in row.people):
        # Plans in which nobody outstays their leaving are bounded more tightly than this one.
        bound = lower_bound(compiled._replace(capacity=compiled.carried))
    gap = max(0.0, makespan / bound - 1.0) if bound > 0 else 0.0
    status: Status = (
        "late" if any(row.hard for row in violations) else "optimal" if gap <= 1e-9 else "feasible"
    )
    return Plan(
        placed=placed,
        makespan=makespan,
        lower_bound=bound,
        gap=gap,
        status=status,
        violations=violations,
        passes=done,
        seed=seed,
    )


def _missed(problem: Problem, placed: tuple[Placed, ...], leaves: dict[str, float]) -> tuple[Violation, ...]:
    """What the plan does not keep."""
    found = []
    names = {person.id: person.label for person in problem.people}
    finish = {row.item: row.finish for row in placed}
    for item, row in zip(problem.items, placed, strict=True):
        if item.deadline is not None and row.finish > item.deadline + _CLOSE:
            days = row.finish - item.deadline
            text = f"{item.name} ends {days:.1f} working days after its deadline"
            found.append(Violation("late", item.id, text, item.deadline_hard, days))
        if item.fixed_start is not None and row.start > item.fixed_start + _CLOSE:
            days = row.start - item.fixed_start
            text = f"{item.name} starts {days:.1f} working days after its fixed start"
            found.append(Violation("fixed", item.id, text, False, days))
        for person in row.people if row.finish > row.start else ():
            if row.finish > leaves[person] + _CLOSE:
                until = f"until day {row.finish:.1f}, who leaves on day {leaves[person]:g}"
                text = f"{item.name} needs {names[person]} {until}"
                found.append(Violation("late", item.id, text, True, row.finish - leaves[person]))
    for group in problem.groups:
        if group.deadline is not None and group.members:
            end = max(finish[member] for member in group.members)
            if end > group.deadline + _CLOSE:
                late = end - group.deadline
                text = f"{group.title or group.id} ends {late:.1f} working days after its deadline"
                found.append(Violation("late", group.id, text, False, late))
    return tuple(found)
