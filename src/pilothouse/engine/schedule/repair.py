"""Generations around published places: right-shift repair (Vieira, Herrmann and Lin 2003), with variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.arrange import arrange
from pilothouse.engine.schedule.backends.people.board import new_board
from pilothouse.engine.schedule.backends.people.generate import generate
from pilothouse.engine.schedule.backends.people.orders import Aim, score_of
from pilothouse.engine.schedule.backends.people.search import aim_of
from pilothouse.engine.schedule.backends.people.taste import Taste
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints
from pilothouse.engine.schedule.plan import Placed
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.staffing import match

SAME = 1e-6
NOTICED = 0.05  # days by which a start may differ and still be called the same
_FEWEST = 8
_ROUNDS = 40
_FIRST = -1e9
LAST = 1e9
_NOBODY = -1
# Items that are placed at most over all generations of one repair, and over those of a plan made anew.
PLACED = 200_000


@dataclass(frozen=True)
class Kept:
    """Where items were published, in the order of a problem's items."""

    starts: Floats  # nan for what is new
    lengths: Floats
    crews: tuple[list[int] | None, ...]  # published people, chosen ones first, where they may still do it
    people: tuple[frozenset[int] | None, ...]  # published people; `_NOBODY` for those who are gone
    held: Flags

    def of(self, rows: Ints) -> Kept:
        chosen = rows.tolist()
        return Kept(
            self.starts[rows],
            self.lengths[rows],
            tuple(self.crews[row] for row in chosen),
            tuple(self.people[row] for row in chosen),
            self.held[rows],
        )


def kept_of(problem: Problem, compiled: Compiled, before: Mapping[str, Placed], held: frozenset[str]) -> Kept:
    number = {person.id: row for row, person in enumerate(problem.people)}
    rows = [before.get(item.id) for item in problem.items]
    people = tuple(
        None if row is None else frozenset(number.get(name, _NOBODY) for name in row.people) for row in rows
    )
    return Kept(
        starts=np.array([np.nan if row is None else row.start for row in rows]),
        lengths=np.array([np.nan if row is None else row.finish - row.start for row in rows]),
        crews=tuple(
            None
            if row is None
            else _crew(compiled, index, [number.get(name, _NOBODY) for name in row.people])
            for index, row in enumerate(rows)
        ),
        people=people,
        held=np.array([item.id in held and item.id in before for item in problem.items], dtype=np.bool_),
    )


def _crew(compiled: Compiled, row: int, crew: list[int]) -> list[int] | None:
    """The published people, chosen ones first, where they may still do it."""
    if _NOBODY in crew:
        return None
    chosen = compiled.pinned[compiled.pinned_at[row] : compiled.pinned_at[row + 1]].tolist()
    heads = compiled.slot[compiled.slot_at[row] : compiled.slot_at[row + 1]].tolist()
    rest = [person for person in crew if person not in chosen] if chosen else crew
    if len(crew) != len(chosen) + len(heads) or len(rest) != len(heads):
        return None
    if len(heads) == 1:
        return [*chosen, *rest] if compiled.able[heads[0], rest[0]] else None
    fits = len(match(compiled.able[np.ix_(heads, rest)].tolist())) == len(heads)
    return [*chosen, *rest] if fits else None


@dataclass(frozen=True)
class Tried:
    """A schedule, what moved in it and what it is worth; `early` could begin before its published start."""

    found: Found
    moved: frozenset[int]
    worth: float
    early: frozenset[int] = frozenset()


class Repair:
    """Generations of `compiled` around what is kept. A moved item costs `stability` days of makespan."""

    def __init__(self, compiled: Compiled, kept: Kept, stability: float, seed: int) -> None:
        self.compiled, self.kept, self.stability = compiled, kept, stability
        self.aim = aim_of(compiled)
        self.seed = np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
        self.held = frozenset(np.flatnonzero(kept.held).tolist())
        self.front = self.aim.front + ahead_of(compiled, self.held)
        self.keys = np.where(np.isnan(kept.starts), LAST, kept.starts)
        self.made = 0
        self.most = max(_FEWEST, PLACED // max(1, compiled.work.size))

    def tries(self) -> Iterator[Tried]:
        """As many as `PLACED` allows, at least those before planning anew."""
        return islice(self._tries(), self.most)

    def _tries(self) -> Iterator[Tried]:
        keys = self.keys
        first = self.tried(keys)
        yield first
        changed = self._changed(first.found)
        for place in (_FIRST, LAST):
            yield self.tried(np.where(changed, place, keys))
        yield from self._out_of_the_way(changed)
        # Whoever is free may take over what moves; twice, since that may move more.
        free = first.moved
        for _ in range(2):
            tried = self.tried(keys, free)
            yield tried
            free |= tried.moved
        started = {row for row in free if not np.isnan(self.kept.starts[row])}
        behind = keys.copy()
        behind[list(started)] = LAST
        yield self.tried(behind, frozenset(started))
        yield from self._from_then_on(keys, started)

    def _out_of_the_way(self, changed: Flags) -> Iterator[Tried]:
        """What changed begins as published; what is in its way goes behind all that can stay, rather than
        push on what comes after it.
        """
        behind: frozenset[int] = frozenset()
        for _ in range(min(_ROUNDS, self.most // 3)):
            keys, rows = np.where(changed, _FIRST, self.keys), list(behind)
            keys[rows] = LAST + self.keys[rows]
            tried = self.tried(keys, behind)
            yield tried
            pushed = self.pushed_first(tried.moved - behind - self.held)
            if not pushed:
                return
            behind |= pushed

    def pushed_first(self, moved: frozenset[int]) -> frozenset[int]:
        """Of what moved the first of each of its people, and nothing that waits for something else of it."""
        first: dict[int, int] = {}
        for row in sorted(moved, key=lambda row: (self.kept.starts[row], row)):
            for person in self.kept.people[row] or ():
                first.setdefault(person, row)
        at, before = self.compiled.pred_at, self.compiled.pred
        return frozenset(
            row
            for row in moved
            if all(first[person] == row for person in self.kept.people[row] or ())
            and moved.isdisjoint(before[at[row] : at[row + 1]].tolist())
        )

    def _from_then_on(self, keys: Floats, moved: set[int]) -> Iterator[Tried]:
        """What begins before some moment stays; all that begins later is planned by other rules."""
        starts = self.kept.starts
        begins = starts[~np.isnan(starts)]
        if not begins.size or not moved:
            return
        first = float(np.min(starts[list(moved)]))
        later = begins[begins >= first]
        for moment in dict.fromkeys((first, *np.quantile(later, (0.25, 0.5, 0.75)).tolist())):
            loose = np.isnan(starts) | (starts >= moment - SAME)
            rows = frozenset(np.flatnonzero(loose).tolist())
            for rule in range(self.aim.keys.shape[0]):
                own = self.aim.keys[rule] / self.aim.spread[rule]
                yield self.tried(np.where(loose, LAST + own, keys), rows, rows)

    def _changed(self, first: Found) -> Flags:
        """What takes another time now, or cannot be done by whom it was published with."""
        longer = np.abs((first.finishes - first.starts) - self.kept.lengths) > SAME
        lost = np.array([crew is None for crew in self.kept.crews])
        found: Flags = (longer | lost) & ~np.isnan(self.kept.starts)
        return found

    def generated(
        self, keys: Floats, free: frozenset[int] = frozenset(), early: frozenset[int] = frozenset()
    ) -> Found:
        """Serially in the order of `keys`; people kept but for items in `free`, and none before its published
        start but those in `early`.
        """
        free = free - self.held
        return self.by_crews(
            keys, [None if row in free else crew for row, crew in enumerate(self.kept.crews)], early
        )

    def by_crews(
        self, keys: Floats, crews: Sequence[list[int] | None], early: frozenset[int] = frozenset()
    ) -> Found:
        """The same with these people, whom else the search chooses where there are none."""
        early = early - self.held
        published = self.kept.starts.copy()
        published[list(early)] = np.nan
        self.made += 1
        return in_order(self.compiled, self.aim, keys - self.front, crews, published, self.seed)

    def tried(
        self, keys: Floats, free: frozenset[int] = frozenset(), early: frozenset[int] = frozenset()
    ) -> Tried:
        """As `generated`, judged."""
        return replace(self.judged(self.generated(keys, free, early)), early=early)

    def judged(self, found: Found) -> Tried:
        """With what moved against the published plan, and what that costs."""
        return judged(self.kept, found, self.stability)


def judged(kept: Kept, found: Found, stability: float) -> Tried:
    """With what moved against the published plan, and what that costs: by less than a day that share of a
    move, to other people a whole one.
    """
    moved, cost, far = set(), 0.0, 0.0
    shifted = np.abs(found.starts - kept.starts).tolist()
    for row, (published, team, days) in enumerate(zip(kept.people, found.teams, shifted, strict=True)):
        if published is None:
            continue
        others = len(team) != len(published) or not published.issuperset(team)
        if days > NOTICED or others:
            moved.add(row)
            cost += 1.0 if others else min(1.0, days)
            far += days
    # Of as many moves the shorter ones are better: less than one move's worth, however far.
    cost += 0.5 * far / (100.0 + far)
    return Tried(found, frozenset(moved), found.score + stability * cost)


def ahead_of(compiled: Compiled, rows: frozenset[int]) -> Floats:
    """What comes first, and what it waits for before it."""
    ahead = np.zeros(compiled.work.size)
    stack = list(rows)
    while stack:
        row = stack.pop()
        if not ahead[row]:
            ahead[row] = -2 * _FIRST
            stack += compiled.pred[compiled.pred_at[row] : compiled.pred_at[row + 1]].tolist()
    return ahead


def in_order(
    compiled: Compiled,
    aim: Aim,
    keys: Floats,
    crews: Sequence[list[int] | None],
    starts: Floats,
    seed: np.uint64,
) -> Found:
    """One generation in the order of `keys`: none before its time in `starts` (nan: any), and each by its
    crew, where it has one.
    """
    pinned = [crew or [] for crew in crews]
    slots: list[list[int]] = [[]] * len(pinned)
    for row in [row for row, crew in enumerate(crews) if crew is None]:
        pinned[row] = compiled.pinned[compiled.pinned_at[row] : compiled.pinned_at[row + 1]].tolist()
        slots[row] = compiled.slot[compiled.slot_at[row] : compiled.slot_at[row + 1]].tolist()
    earliest = np.fmax(compiled.earliest, starts)
    kept = compiled._replace(
        earliest=np.where(np.isnan(earliest), compiled.earliest, earliest),
        pinned_at=_ends(pinned),
        pinned=np.array(list(chain.from_iterable(pinned)), dtype=np.int64),
        slot_at=_ends(slots),
        slot=np.array(list(chain.from_iterable(slots)), dtype=np.int64),
    )
    board = new_board(kept)
    order = np.zeros(keys.size, dtype=np.int64)
    arrange(keys, kept, order)
    broken = generate(kept, board, order, Taste(np.zeros(compiled.leaves.size), 0.0, 0.0, seed))
    score = float(score_of(compiled, board, aim, broken))
    team = board.team.tolist()
    teams = tuple(tuple(team[begin:end]) for begin, end in pairwise(board.team_at.tolist()))
    return Found(score, board.start.copy(), board.finish.copy(), teams)


def _ends(rows: Sequence[Sequence[int]]) -> Ints:
    return np.concatenate(([0], np.cumsum(list(map(len, rows))))).astype(np.int64)
