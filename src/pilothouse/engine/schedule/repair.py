"""Generations around published places: right-shift repair (Vieira, Herrmann and Lin 2003), with variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, pairwise

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.arrange import arrange
from pilothouse.engine.schedule.backends.people.board import Board, new_board
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

    @cached_property
    def teams(self) -> list[tuple[int, ...] | None]:
        """The crews as a schedule has them."""
        return [None if crew is None else tuple(crew) for crew in self.crews]

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
        starts=np.array([np.nan if row is None else row.start for row in rows], dtype=np.float64),
        lengths=np.array(
            [np.nan if row is None else row.finish - row.start for row in rows], dtype=np.float64
        ),
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
        self.board = new_board(compiled)
        self.made, self.cheapest = 0, float("inf")
        self.most = max(_FEWEST, PLACED // max(1, compiled.work.size))

    def tries(self, ideal: float) -> Iterator[Tried]:
        """As many as `PLACED` allows, at least those before planning anew; `ideal` is the score of a plan
        made without regard to what is kept.
        """
        return islice(self._tries(ideal), self.most)

    def _tries(self, ideal: float) -> Iterator[Tried]:
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
        yield from self._from_then_on(keys, started, ideal)

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

    def _from_then_on(self, keys: Floats, moved: set[int], ideal: float) -> Iterator[Tried]:
        """What begins before some moment stays; all that begins later is planned by other rules, as long as
        half as many moves as by the first of them could pay.
        """
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
                tried = self.tried(np.where(loose, LAST + own, keys), rows, rows)
                yield tried
                if ideal + self.stability * len(tried.moved) / 2 > self.cheapest:
                    break

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
        return in_order(self.compiled, self.aim, keys - self.front, crews, published, self.seed, self.board)

    def tried(
        self, keys: Floats, free: frozenset[int] = frozenset(), early: frozenset[int] = frozenset()
    ) -> Tried:
        """As `generated`, judged."""
        found = replace(self.judged(self.generated(keys, free, early)), early=early)
        self.cheapest = min(self.cheapest, found.worth)
        return found

    def rejudged(self, tried: Tried) -> Tried:
        """What another repair of the same made, as this one judges it."""
        return replace(self.judged(tried.found), early=tried.early)

    def judged(self, found: Found) -> Tried:
        """With what moved against the published plan, and what that costs."""
        return judged(self.kept, found, self.stability)


def judged(kept: Kept, found: Found, stability: float, told: Mapping[int, float] | None = None) -> Tried:
    """With what moved against the published plan, and what that costs: by less than a day that share of a
    move, to other people a whole one. `told` is what it costs, as a share of a move, that something else is
    said of an item; it counts where it is more than the move itself.
    """
    told = told or {}
    shifted = np.abs(found.starts - kept.starts)
    elsewhere = shifted > NOTICED  # never what is new
    others = _by_others(kept, found.teams)
    rows = sorted({*np.flatnonzero(elsewhere).tolist(), *others})
    own = {row: 1.0 if row in others else min(1.0, float(shifted[row])) for row in rows}
    cost = sum(max(days, told.get(row, 0.0)) for row, days in own.items())
    cost += sum(share for row, share in told.items() if row not in own and kept.people[row] is not None)
    far = float(shifted[rows].sum())
    # Of as many moves the shorter ones are better: less than one move's worth, however far.
    cost += 0.5 * far / (100.0 + far)
    return Tried(found, frozenset(rows), found.score + stability * cost)


def _by_others(kept: Kept, teams: Sequence[tuple[int, ...]]) -> set[int]:
    """What other people do than were published with it."""
    differ = [row for row, (team, same) in enumerate(zip(teams, kept.teams, strict=True)) if team != same]
    return {
        row
        for row in differ
        if (published := kept.people[row]) is not None
        and (len(teams[row]) != len(published) or not published.issuperset(teams[row]))
    }


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
    board: Board | None = None,
) -> Found:
    """One generation in the order of `keys`: none before its time in `starts` (nan: any), and each by its
    crew, where it has one. A `board` of the same problem saves making another.
    """
    board = board or new_board(compiled)
    earliest = np.fmax(compiled.earliest, starts)
    kept = _by_crews(compiled, crews, board)._replace(
        earliest=np.where(np.isnan(earliest), compiled.earliest, earliest)
    )
    order = np.zeros(keys.size, dtype=np.int64)
    arrange(keys, kept, order)
    broken = generate(kept, board, order, Taste(np.zeros(compiled.leaves.size), 0.0, 0.0, seed))
    score = float(score_of(compiled, board, aim, broken))
    return Found(score, board.start.copy(), board.finish.copy(), _teams(board.team, board.team_at))


def _by_crews(compiled: Compiled, crews: Sequence[list[int] | None], board: Board) -> Compiled:
    """With these people for each item, where they are said; a crew has as many as its item needs."""
    loose = [row for row, crew in enumerate(crews) if crew is None]
    pinned: list[list[int]] = list(crews)  # type: ignore[arg-type]
    slot_at, slot = np.zeros(len(pinned) + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if loose:
        slots: list[list[int]] = [[]] * len(pinned)
        for row in loose:
            pinned[row] = compiled.pinned[compiled.pinned_at[row] : compiled.pinned_at[row + 1]].tolist()
            slots[row] = compiled.slot[compiled.slot_at[row] : compiled.slot_at[row + 1]].tolist()
        slot_at, slot = _ends(slots), np.fromiter(chain.from_iterable(slots), np.int64)
    return compiled._replace(
        pinned_at=_ends(pinned) if loose else board.team_at,
        pinned=np.fromiter(chain.from_iterable(pinned), np.int64),
        slot_at=slot_at,
        slot=slot,
    )


def _teams(team: Ints, at: Ints) -> tuple[tuple[int, ...], ...]:
    if team.size == at.size - 1 and (np.diff(at) == 1).all():
        return tuple(zip(team.tolist(), strict=True))
    flat = team.tolist()
    return tuple(tuple(flat[begin:end]) for begin, end in pairwise(at.tolist()))


def _ends(rows: Sequence[Sequence[int]]) -> Ints:
    found = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=found[1:])
    return found
