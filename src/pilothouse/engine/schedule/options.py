"""What may be chosen in a plan and what it may cost: alternatives of an item, optional items, budgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite
from typing import TYPE_CHECKING

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.schedule.effort import Effort

if TYPE_CHECKING:
    from pilothouse.engine.schedule.problem import Dependency, Item, Need, Pool


@dataclass(frozen=True)
class Alternative:
    """One way to do an item (a mode: Talbot 1982); of an item's alternatives exactly one is chosen.

    It says what the item itself does not: `effort` (person-days) or `duration` (working days), needs, people
    and demands. `cost` is spent evenly over the item's time, beside that of the item.
    """

    id: str
    effort: Effort | None = None
    duration: Effort | None = None
    needs: tuple[Need, ...] = ()
    people: tuple[str, ...] = ()
    demands: Mapping[str, int] = field(default_factory=dict)
    cost: float = 0.0


@dataclass(frozen=True)
class Budget:
    """At most `amount` of cost from plan day `from_day` to `to_day` (None: for ever after).

    What a hard one lacks makes the plan infeasible; a soft one is only told.
    """

    id: str
    amount: float
    from_day: float = 0.0
    to_day: float | None = None
    hard: bool = True

    @property
    def end(self) -> float:
        return inf if self.to_day is None else self.to_day


def variant(item: Item, alternative: Alternative) -> Item:
    """`item` done in that way, with nothing left to choose."""
    return replace(
        item,
        alternatives=(),
        effort=alternative.effort,
        duration=alternative.duration,
        needs=alternative.needs,
        people=alternative.people,
        demands=alternative.demands,
        cost=item.cost + alternative.cost,
    )


def variants(item: Item) -> Iterator[Item]:
    """The item in each of its ways, named for messages; itself where it has one way only."""
    if not item.alternatives:
        yield item
    for alternative in item.alternatives:
        yield replace(variant(item, alternative), title=f"{item.name}, alternative {alternative.id}")


def check_choices(item: Item) -> None:
    """Raise `InvalidProblem` for alternatives, value and costs that contradict themselves."""
    named = {"cost": item.cost, "value": item.value, "cost of delay": item.delay_cost}
    for label, amount in named.items():
        _check_amount(label, amount, item.name)
    if not item.alternatives:
        return
    if item.effort or item.duration or item.needs or item.people or item.demands:
        raise InvalidProblem(
            "It has alternatives and work or needs of its own.",
            where=item.name,
            cure="Move effort, duration, needs, people and demands into the alternatives.",
        )
    seen: set[str] = set()
    for alternative in item.alternatives:
        if alternative.id in seen:
            raise InvalidProblem(
                f"There are two alternatives '{alternative.id}'.",
                where=item.name,
                cure="Give each its own id.",
            )
        seen.add(alternative.id)
        _check_amount("cost", alternative.cost, f"{item.name}, alternative {alternative.id}")


def check_budget(budget: Budget) -> None:
    _check_amount("budget", budget.amount, budget.id)
    if not isfinite(budget.from_day) or budget.end != budget.end or budget.end <= budget.from_day:
        raise InvalidProblem(
            f"It runs from day {budget.from_day:g} to {budget.end:g}.",
            where=budget.id,
            cure="Give a first day and a later last one, or no last one.",
        )


def check_optional(items: Sequence[Item], dependencies: Sequence[Dependency]) -> None:
    """What must be done cannot wait for what may be left out."""
    by_id = {item.id: item for item in items}
    for edge in dependencies:
        before, after = by_id[edge.predecessor], by_id[edge.successor]
        if before.optional and not after.optional:
            raise InvalidProblem(
                f"It must be done and waits for {before.name}, which is optional.",
                where=after.name,
                cure=f"Make {before.name} mandatory, or this optional too, or drop the dependency.",
            )


def check_consumables(items: Sequence[Item], pools: Sequence[Pool]) -> None:
    """Even the most sparing ways of what must be done have to fit into what can be spent."""
    for pool in pools:
        if pool.renewable:
            continue
        least = sum(
            min(way.demands.get(pool.id, 0) for way in item.alternatives or (item,))
            for item in items
            if not item.optional
        )
        if least > pool.capacity:
            raise InvalidProblem(
                f"What must be done spends at least {least:g} of the {pool.capacity:g} there are.",
                where=pool.id,
                cure="Raise the amount, add a more sparing alternative, or make something optional.",
            )


def _check_amount(label: str, amount: float, where: str) -> None:
    if not isfinite(amount):
        raise InvalidProblem(f"The {label} is not a number.", where=where, cure="Give a finite number.")
    if amount < 0:
        raise InvalidProblem(f"The {label} {amount:g} is negative.", where=where, cure="Give 0 or more.")
