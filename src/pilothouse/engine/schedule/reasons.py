"""Why an item starts when it does: the last things that had to happen before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from pilothouse.engine.schedule.plan import Reason
from pilothouse.engine.schedule.problem import Cap, Dependency, Item, Person, Pool, Problem
from pilothouse.engine.schedule.ranks import Ranks
from pilothouse.engine.schedule.sharing import share_on, titled, works_elsewhere

_NEAR = 0.5
_SAME = 1e-5
_THERE = -1  # above every rank
_STRENGTH = {
    "absence": 0,
    "predecessor": 1,
    "person": 2,
    "pool": 3,
    "cap": 3,
    "fixed": 4,
    "earliest": 5,
    "plan_start": 6,
}
_WHOLE = {
    "plan_start": "starts with the plan",
    "earliest": "starts on its earliest date",
    "fixed": "starts on its fixed date",
}
_PLAN_START = Reason("plan_start", None, 0.0, "")


def explain(
    problem: Problem,
    starts: Sequence[float],
    finishes: Sequence[float],
    teams: Sequence[tuple[str, ...]],
    staying: frozenset[int] = frozenset(),
) -> tuple[Reason, ...]:
    """One reason per item, in the order of the problem's items.

    The text is a sentence without its subject: "starts when A ends and J. Tan is free after B". An item of
    another product is named with it. In a strict order nothing of a lower rank is a reason, except the items
    `staying`, which were there before and did not move.
    """
    told = _Told(problem, starts, finishes, teams, staying)
    return tuple(told.reason(index) for index in range(len(problem.items)))


class _Told:
    """Who and what was busy when."""

    def __init__(
        self,
        problem: Problem,
        starts: Sequence[float],
        finishes: Sequence[float],
        teams: Sequence[tuple[str, ...]],
        staying: frozenset[int],
    ) -> None:
        self.problem, self.starts, self.finishes, self.teams = problem, starts, finishes, teams
        self.words = Words(problem, staying)
        self.rank = self.words.ranks.placed
        self.order = [_THERE if row in staying else rank for row, rank in enumerate(self.rank)]
        self.number = {item.id: index for index, item in enumerate(problem.items)}
        self.people = {person.id: person for person in problem.people}
        self.waits: list[list[Dependency]] = [[] for _ in problem.items]
        for edge in problem.dependencies:
            self.waits[self.number[edge.successor]].append(edge)
        self.before = self._before()
        self.ends = sorted((finish, row) for row, finish in enumerate(finishes) if finish > starts[row])
        self.uses: dict[tuple[str, int], Use] = {}
        self.pools = {pool.id: pool for pool in problem.pools if pool.renewable}

    def _before(self) -> dict[tuple[str, int], int]:
        """What each person was busy with right before each item, nothing of a lower rank."""
        before: dict[tuple[str, int], int] = {}
        last: dict[str, dict[int, int]] = {}
        for row in sorted(range(len(self.starts)), key=lambda row: (self.starts[row], self.finishes[row])):
            if self.finishes[row] <= self.starts[row]:
                continue
            for name in self.teams[row]:
                own = last.setdefault(name, {})
                higher = [other for rank, other in own.items() if rank <= self.rank[row]]
                if higher:
                    before[name, row] = max(
                        higher, key=lambda other: (self.starts[other], self.finishes[other], other)
                    )
                own[self.order[row]] = row
        return before

    def reason(self, index: int) -> Reason:
        item, start = self.problem.items[index], self.starts[index]
        enough = start - _NEAR - 2 * _SAME  # what was over before is no reason
        found = [_PLAN_START, *_dates(item)]
        found += self._waiting(index, enough)
        for name in self.teams[index]:
            holder = self.before.get((name, index))
            if holder is not None and self.finishes[holder] >= enough:
                text = f"when {self.people[name].label} is free after {self.words.before(index, holder)}"
                found.append(
                    Reason("person", name, self.finishes[holder], text, self.problem.items[holder].id)
                )
            found += _absence(self.people[name], start, self.problem.product_label(item.product))
        for pool in item.demands:  # in the item's own order: that of a set would change from run to run
            if pool in self.pools:
                found += self._room(index, self.pools[pool])
        for cap in self.problem.caps if self.teams[index] else ():
            if item.product in cap.products:
                found += self._under(index, cap)
        return self._binding(index, found)

    def _waiting(self, index: int, enough: float) -> Iterable[Reason]:
        """What it waits for that was not over before `enough`."""
        for edge in self.waits[index]:
            before, length = self.number[edge.predecessor], self.finishes[index] - self.starts[index]
            ends = edge.kind[0] == "F"
            moment = (self.finishes if ends else self.starts)[before] + edge.lag
            # A bound on the finish binds the start by the item's length.
            moment -= 0.0 if edge.kind[1] == "S" else length
            if moment < enough:
                continue
            happens = f"when {self.words.named(index, before)} {'ends' if ends else 'starts'}"
            if edge.lag:
                days = f"{abs(edge.lag):g} {'day' if abs(edge.lag) == 1 else 'days'}"
                happens = happens.replace("when", f"{days} {'after' if edge.lag > 0 else 'before'}", 1)
            text = happens if edge.kind[1] == "S" else f"so that it ends {happens}"
            yield Reason("predecessor", edge.predecessor, moment, text)

    def _room(self, index: int, pool: Pool) -> Iterable[Reason]:
        """The item that gave the pool back, where there was no room right before."""
        use = self._use(
            pool.id, self.rank[index], lambda row: self.problem.items[row].demands.get(pool.id, 0)
        )
        holder = use.released.get(round(self.starts[index], 5))
        wanted = self.problem.items[index].demands[pool.id]
        if holder is not None and use.before(self.starts[index]) + wanted > pool.capacity:
            text = f"when {pool.id} has room after {self.words.before(index, holder)}"
            yield Reason("pool", pool.id, self.starts[index], text, self.problem.items[holder].id)

    def _under(self, index: int, cap: Cap) -> Iterable[Reason]:
        """The item that ended, where no more people of the cap could be at work right before."""
        counted, products = frozenset(cap.people), frozenset(cap.products)

        def heads(row: int) -> int:
            if self.problem.items[row].product not in products:
                return 0
            return len(counted.intersection(self.teams[row]))

        use = self._use(f"cap {cap.id}", self.rank[index], heads)
        holder = use.released.get(round(self.starts[index], 5))
        if holder is not None and heads(index) and use.before(self.starts[index]) + heads(index) > cap.most:
            happens = f"when {self.words.named(index, holder)} ends"
            work = f"{cap.label} {'works' if cap.most == 1 else 'work'} for {self.words.all_of(cap)}"
            text = f"{happens}, as at most {cap.most} of {work} at once"
            yield Reason("cap", cap.id, self.starts[index], text, self.problem.items[holder].id)

    def _use(self, name: str, rank: int, units: Callable[[int], int]) -> Use:
        if (name, rank) not in self.uses:
            rows = [row for row, own in enumerate(self.order) if own <= rank]
            self.uses[name, rank] = Use(rows, units, self.starts, self.finishes)
        return self.uses[name, rank]

    def _binding(self, index: int, found: Sequence[Reason]) -> Reason:
        days = [reason.day or 0.0 for reason in found]
        last = max(days)
        if last < self.starts[index] - _SAME:
            return self._let_pass(index)
        near = [reason for reason, day in zip(found, days, strict=True) if day >= last - _SAME]
        near.sort(key=lambda reason: _STRENGTH[reason.kind])
        best = near[0]
        text, told = _sentence(best), {_sentence(best)}
        for second in near[1:]:
            # The predecessor's own people are free when it ends: that is no second reason.
            if second.text and not (second.holder and second.holder == best.subject):
                told.add(_sentence(second))
                text += (", and " if ", " in text else " and ") + second.text.removeprefix("when ")
                break
        others = [
            reason
            for reason, day in zip(found, days, strict=True)
            if reason is not best and day >= last - _NEAR and reason.kind != "plan_start"
        ]
        besides = self._besides(index, others, told)
        return Reason(best.kind, best.subject, best.day, text, best.holder, besides)

    def _besides(self, index: int, others: Sequence[Reason], told: set[str]) -> tuple[str, ...]:
        """What else nearly set the start, without what is told and who is free since what it waited for
        ended.
        """
        if not others:
            return ()
        ends = {edge.predecessor for edge in self.waits[index]}
        sentences = (_sentence(row) for row in others if not (row.holder and row.holder in ends))
        return tuple(dict.fromkeys(text for text in sentences if text not in told))

    def _let_pass(self, index: int) -> Reason:
        """Everything it waited for had happened earlier: others who do it were busy with what came first."""
        item, start = self.problem.items[index], self.starts[index]
        needed = {need.skill for need in item.needs if need.skill}
        for row in self._ending_at(start):
            other = self.problem.items[row]
            shares = needed & {need.skill for need in other.needs}
            if row != index and self.order[row] <= self.rank[index] and (shares or not needed):
                skill = f" with {min(shares)}" if shares else ""
                first = self.words.before(index, row)
                first += "" if ", which" in first else ", which came first"
                text = f"starts when someone{skill} is free after {first}"
                return Reason("order", other.id, start, text, other.id)
        return Reason("order", None, start, "starts when its people are free together")

    def _ending_at(self, moment: float) -> list[int]:
        first = bisect_left(self.ends, (moment - _SAME, -1))
        last = bisect_left(self.ends, (moment + _SAME, len(self.starts)))
        return sorted(row for _, row in self.ends[first:last])


class Words:
    """Items named for each other: with the product where it is another, and why that one goes first."""

    def __init__(self, problem: Problem, staying: frozenset[int] = frozenset()) -> None:
        self.problem, self.staying = problem, staying
        self.ranks = Ranks.of(problem)

    def named(self, index: int, other: int) -> str:
        items = self.problem.items
        if items[index].product == items[other].product:
            return items[other].name
        return titled(items[other], self.problem.product_label)

    def before(self, index: int, holder: int) -> str:
        """The holder of what `index` waits for."""
        return self.named(index, holder) + self._why(index, holder)

    def _why(self, index: int, holder: int) -> str:
        own, other = self.problem.items[index].product, self.problem.items[holder].product
        if own == other or not own or not other:
            return ""
        label = self.problem.product_label
        weights = self.problem.product_weights
        if self.problem.strict and self.ranks.placed[holder] < self.ranks.placed[index]:
            return f", which goes first because {self.above(index, holder)}"
        if holder in self.staying and index not in self.staying:
            return ", which stays where it was published"
        if not self.problem.strict and weights.get(other, 1.0) > weights.get(own, 1.0):
            return f", which goes first because {label(other)} counts more than {label(own)}"
        return ""

    def above(self, index: int, holder: int) -> str:
        """Why `holder`, of another product, goes first in a strict order."""
        label = self.problem.product_label
        own, other = (self.problem.items[row].product for row in (index, holder))
        lifter = self.problem.items[self.ranks.lifted_by[holder]].product
        if lifter == other:
            return f"{label(other)} is ordered above {label(own)}"
        return f"{label(lifter)}, ordered above {label(own)}, waits for it"

    def all_of(self, cap: Cap) -> str:
        names = [self.problem.product_label(product) for product in cap.products]
        return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _dates(item: Item) -> Iterable[Reason]:
    if item.earliest > 0:
        yield Reason("earliest", None, item.earliest, "")
    if item.fixed_start is not None:
        yield Reason("fixed", None, item.fixed_start, "")


def _absence(person: Person, start: float, product: str) -> Iterable[Reason]:
    """The return of somebody who was away right before the start, or the begin of their share for a product
    where they were at work for others.
    """
    day = round(start)
    if abs(start - day) > _SAME or day == 0:
        return
    if share_on(person.capacity, day - 1) <= 0 < share_on(person.capacity, day):
        there = works_elsewhere(person, day - 1)
        text = (
            f"when the share of {person.label} for {product} begins"
            if there
            else f"when {person.label} is back at work"
        )
        yield Reason("absence", person.id, float(day), text)


class Use:
    """Units of one pool, or heads under a cap, that the items `rows` hold over time."""

    def __init__(
        self,
        rows: Iterable[int],
        units: Callable[[int], int],
        starts: Sequence[float],
        finishes: Sequence[float],
    ) -> None:
        changes: dict[float, int] = {}
        self.released: dict[float, int] = {}
        for row in rows:
            held = units(row) if finishes[row] > starts[row] else 0
            if held:
                begin, end = round(starts[row], 5), round(finishes[row], 5)
                changes[begin] = changes.get(begin, 0) + held
                changes[end] = changes.get(end, 0) - held
                self.released.setdefault(end, row)
        self.moments = sorted(changes)
        self.held = [0, *accumulate(changes[moment] for moment in self.moments)]

    def before(self, moment: float) -> int:
        return self.held[bisect_left(self.moments, round(moment, 5))]


def _sentence(reason: Reason) -> str:
    return _WHOLE.get(reason.kind) or f"starts {reason.text}"
