"""What an order of products that changed owes to items: earlier places, held so far by what ranks lower now.

Kept places hold on to the order that they were made by. Where an item of a higher rank could have begun
earlier without what is published in its way and ranks lower now, that earlier place is the one that it is
kept to, one item after the other: so the lower ones give way, and what the order does not touch stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pilothouse.engine.schedule.backends.found import Found
from pilothouse.engine.schedule.backends.people.search import aim_of
from pilothouse.engine.schedule.bounds import shortest
from pilothouse.engine.schedule.compiled import Compiled, Flags, Floats, Ints
from pilothouse.engine.schedule.plan import Plan, Violation
from pilothouse.engine.schedule.problem import Problem
from pilothouse.engine.schedule.reasons import Words
from pilothouse.engine.schedule.repair import NOTICED, SAME, Kept, in_order
from pilothouse.engine.schedule.sharing import titled
from pilothouse.engine.schedule.slices import slice_of

WORTH = 0.5  # days that an item must begin earlier by: less is no news


class Span(NamedTuple):
    """Where an item is, or could be by the people that it is published with."""

    start: float
    finish: float


class Blocked(NamedTuple):
    """`item` stands `days` later than the order allows, as `other` stays where it was published."""

    item: int
    other: int
    days: float


class Owed:
    """The places that items are owed. `ranks` are those of today, `older` those by which items were placed
    (None: not known), and nothing is owed between two that were in the same order then. What is not `loose`
    does not move: where it keeps the order from being kept, that is said.
    """

    def __init__(
        self,
        problem: Problem,
        compiled: Compiled,
        kept: Kept,
        ranks: Ints,
        older: Ints | None,
        loose: Flags,
    ) -> None:
        self.problem, self.compiled, self.kept = problem, compiled, kept
        self.ranks, self.older, self.loose = ranks, older, loose
        self.published: Flags = ~np.isnan(kept.starts) & np.array([crew is not None for crew in kept.crews])
        self.finishes: Floats = kept.starts + kept.lengths
        self.lasts: Flags = self.published & (self.finishes > kept.starts)
        self.teams = [frozenset(crew or ()) for crew in kept.crews]
        self.moved: dict[int, Span] = {}  # where they were
        self.ahead: dict[int, int] = {}  # of what an item goes that has moved
        self.blocked: dict[int, Blocked] = {}

    def kept_to(self, rows: Ints, placed: Found, there: Ints) -> Kept:
        """The places of the items `rows`, all of one rank, around what is placed: those that are owed to them
        instead of those that they have.
        """
        kept = self.kept.of(rows)
        lower = self._lower(rows)
        if not lower.size and not self.moved:
            return kept
        board = _Board(self, rows, placed, there, lower)
        for row in board.in_order():
            if not self.published[row]:
                board.set_off(row)
            elif board.is_concerned(row) and (at := board.owed(row)) is not None:
                self.moved[row] = Span(float(self.kept.starts[row]), float(self.finishes[row]))
                board.put(row, at)
            else:
                board.push(row)
        changed = np.array([row in self.moved and bool(self.published[row]) for row in rows.tolist()])
        starts = np.where(changed, board.starts[rows], kept.starts)
        lengths = np.where(changed, board.finishes[rows] - board.starts[rows], kept.lengths)
        return replace(kept, starts=starts, lengths=lengths)

    def _lower(self, rows: Ints) -> Ints:
        """What is published and ranks lower than some of `rows` now, and did not when it was placed."""
        below = self.lasts & (self.ranks > self.ranks[rows[0]])
        if self.older is not None:
            below &= self.older <= self.older[rows].max()
        found: Ints = np.flatnonzero(below)
        return found

    def why(self, words: Words, row: int) -> str:
        """What is added to the reason of an item that the order has moved."""
        if row not in self.ahead:
            return ""
        other = self.ahead[row]
        return f", ahead of {words.named(row, other)}, because {words.above(other, row)}"

    def look_at(self, plan: Plan, staying: frozenset[int]) -> None:
        """What had to begin later, since something lower that stays is in its way."""
        days = np.array([row.start for row in plan.placed]) - self.kept.starts
        later = np.flatnonzero(self.lasts & (days >= WORTH))
        if not later.size:
            return
        for by in sorted(staying):
            there = plan.placed[by]
            above = (
                (self.ranks[later] < self.ranks[by])
                & (self.kept.starts[later] < there.finish - SAME)
                & (self.finishes[later] > there.start + SAME)
            )
            for row in later[above].tolist():
                if not self.teams[row].isdisjoint(self.teams[by]):
                    self.blocked.setdefault(by, Blocked(row, by, float(days[row])))

    def violations(self) -> Iterator[Violation]:
        """What the order allows and what stays rules out, the largest first."""
        items, label = self.problem.items, self.problem.product_label
        for found in sorted(self.blocked.values(), key=lambda found: -found.days):
            own, other = (titled(items[row], label) for row in (found.item, found.other))
            later = f"{found.days:.1f} working days later than the order of products allows"
            if self.loose[found.item]:
                text = f"{own} starts {later}, as {other} keeps its place"
            else:
                text = f"{own} keeps its place behind {other}: {later}"
            yield Violation("order", items[found.item].id, text, False, found.days)


class _Board:
    """Where everything is that is in the way of items of one rank while they move, one after the other."""

    def __init__(self, owed: Owed, rows: Ints, placed: Found, there: Ints, lower: Ints) -> None:
        self.owes, self.compiled, self.rows, self.lower = owed, owed.compiled, rows, lower
        kept, published = owed.kept, owed.published
        self.starts: Floats = np.where(published, kept.starts, 0.0)
        self.finishes: Floats = np.where(published, owed.finishes, 0.0)
        self.starts[there], self.finishes[there] = placed.starts[there], placed.finishes[there]
        self.teams = [tuple(crew or ()) for crew in kept.crews]
        for row in there.tolist():
            self.teams[row] = placed.teams[row]
        own = rows[published[rows] | (self.compiled.work[rows] <= 0)]
        self.busy = set(there.tolist()) | set(own.tolist())
        self.own = own
        self.stuck = frozenset(lower[~owed.loose[lower]].tolist())
        self.of_people: dict[int, set[int]] = {}
        for row in (*self.busy, *lower.tolist()):
            for person in self.teams[row]:
                self.of_people.setdefault(person, set()).add(row)
        held: Flags = np.logical_or(self.compiled.demand.any(axis=1), self.compiled.capped.any(axis=1))
        self.pooled = {row for row in (*self.busy, *lower.tolist()) if held[row]}
        self.below = set(lower.tolist())
        self.above = set(there.tolist())
        self.shortest = shortest(self.compiled)
        self.left: dict[int, Span] = {}  # where something was that has to begin later

    def in_order(self) -> list[int]:
        """The items of the rank by their published starts; what has none right after what it waits for."""
        place = np.empty(self.starts.size, dtype=np.int64)
        place[self.compiled.order] = np.arange(self.starts.size)
        own = set(self.own.tolist())
        for row in self.compiled.order.tolist():
            if row in own and not self.owes.published[row]:
                self.put(row, self._alone(row, frozenset()))
        return sorted(own, key=lambda row: (self.starts[row], place[row]))

    def put(self, row: int, at: Span) -> None:
        self.starts[row], self.finishes[row] = at

    def set_off(self, row: int) -> None:
        """A moment without a place of its own: it is where what it waits for lets it be."""
        was = Span(float(self.starts[row]), float(self.finishes[row]))
        at = self._alone(row, frozenset())
        if at.start < was.start - SAME:
            self.put(row, at)
            self.owes.moved[row] = was

    def push(self, row: int) -> None:
        """What ranks higher stands in its place now: it begins after that, and leaves room behind."""
        was = Span(float(self.starts[row]), float(self.finishes[row]))
        first = self._gap(row, self._near(row) & self.above, was.start, was.finish - was.start - SAME)
        if first > was.start + SAME:
            self.left[row] = was
            self.put(row, Span(first, first + was.finish - was.start))

    def is_concerned(self, row: int) -> bool:
        """Whether something of lower rank, or something that is elsewhere now, may have held it up."""
        start = self.owes.kept.starts[row] - SAME
        near = self._near(row)
        return (
            self._follows(row, near)
            or any(self.starts[other] < start for other in near & self.below)
            or any(was.start < start for was in self._places_left(near))
        )

    def owed(self, row: int) -> Span | None:
        """Where it could begin, if that is owed to it. What may not move stays in its way, and is said."""
        owes, was = self.owes, float(self.owes.kept.starts[row])
        near = self._near(row)
        if was - self._at_best(row, near) < WORTH:
            return None
        free = self._alone(row, self.stuck)
        if was - free.start < WORTH:
            return None
        if not owes.loose[row]:
            self._block(row, self._in_the_way(row, free, near & self.below), row, was - free.start)
            return None
        stuck, at = near & self.stuck, free
        if stuck:
            at = self._alone(row, frozenset())
            if at.start > free.start + WORTH:
                other = self._in_the_way(row, free, stuck)
                self._block(other, other, row, min(was, at.start) - free.start)
        if was - at.start < WORTH:
            return None
        other = self._in_the_way(row, at, near & self.below)
        if other >= 0:
            owes.ahead[row] = other
        return at if other >= 0 or self._follows(row, near) or self._is_left(row, at, near) else None

    def _block(self, by: int, other: int, row: int, days: float) -> None:
        """What is said of the first item that something keeps from its place."""
        if by >= 0 and other >= 0:
            self.owes.blocked.setdefault(by, Blocked(row, other, days))

    def _near(self, row: int) -> set[int]:
        """What uses the same people, or pools and heads under caps as it does."""
        found = set().union(*(self.of_people.get(person, ()) for person in self.teams[row]))
        if row in self.pooled:
            found |= self.pooled
        return found - {row}

    def _waits(self, row: int) -> dict[int, tuple[int, float]]:
        """What it waits for, with the kind and the lag."""
        own = slice(*self.compiled.pred_at[row : row + 2].tolist())
        columns = (self.compiled.pred, self.compiled.pred_kind, self.compiled.pred_lag)
        return {
            before: (kind, lag) for before, kind, lag in zip(*(c[own].tolist() for c in columns), strict=True)
        }

    def _follows(self, row: int, near: set[int]) -> bool:
        """Whether it began right after something that begins earlier now."""
        moved, at = self.owes.moved, Span(float(self.owes.kept.starts[row]), float(self.owes.finishes[row]))
        if any(abs(moved[other].finish - at.start) <= NOTICED for other in near if other in moved):
            return True
        for other, (kind, lag) in self._waits(row).items():
            if other in moved:
                # The even kinds hang on the end of what they wait for, the first two bind a start.
                moment = moved[other][kind % 2 == 0] + lag
                if abs(moment - at[kind >= 2]) <= NOTICED:
                    return True
        return False

    def _is_left(self, row: int, at: Span, near: set[int]) -> bool:
        """Whether something that is elsewhere now has left room there: what ranks lower could take it."""
        end = min(at.finish, float(self.owes.kept.starts[row]))
        return any(was.start < end - SAME and was.finish > at.start + SAME for was in self._places_left(near))

    def _places_left(self, near: set[int]) -> Iterator[Span]:
        for places in (self.owes.moved, self.left):
            for other in near & places.keys():
                yield places[other]

    def _at_best(self, row: int, near: set[int]) -> float:
        """The earliest start after what it waits for in a gap that its people have, were nobody ever away: it
        is cheap, and no later than what `_alone` finds without what is stuck.
        """
        first = 0.0
        for before, (kind, lag) in self._waits(row).items():
            if kind < 2 and before in self.busy and before not in self.stuck:
                first = max(first, float((self.finishes if kind == 0 else self.starts)[before]) + lag)
        return self._gap(row, (near & self.busy) - self.stuck, first, float(self.shortest[row]) - SAME)

    def _gap(self, row: int, others: set[int], first: float, needs: float) -> float:
        """Since when its people have that many days between `others`, from `first` on."""
        mates = set(self.teams[row])
        own = np.array([other for other in others if not mates.isdisjoint(self.teams[other])], dtype=np.int64)
        for start, finish in sorted(zip(self.starts[own].tolist(), self.finishes[own].tolist(), strict=True)):
            if start - first >= needs:
                break
            first = max(first, finish)
        return first

    def _alone(self, row: int, but: frozenset[int]) -> Span:
        """The first place that what is there leaves it, and the lower ones that stay, without `but`."""
        stays = (self._near(row) | self._waits(row).keys()) & (self.busy | self.stuck)
        others = np.array(sorted(stays - but - {row}), dtype=np.int64)
        now = Found(0.0, self.starts, self.finishes, tuple(self.teams))
        own = slice_of(self.compiled, np.array([row]), now, others)._replace(idle=True)
        crew = self.owes.kept.crews[row] if self.owes.published[row] else None
        found = in_order(own, aim_of(own), np.zeros(1), [crew], np.array([np.nan]), np.uint64(0))
        return Span(float(found.starts[0]), float(found.finishes[0]))

    def _in_the_way(self, row: int, at: Span, others: set[int]) -> int:
        """The first of what ranks lower now that is published where the item could be; -1 for none."""
        owes = self.owes
        end = min(at.finish, float(owes.kept.starts[row]))
        found = [
            other
            for other in others
            if owes.kept.starts[other] < end - SAME
            and owes.finishes[other] > at.start + SAME
            and (owes.older is None or owes.older[row] >= owes.older[other])
        ]
        return min(found, key=lambda other: (owes.kept.starts[other], other), default=-1)
