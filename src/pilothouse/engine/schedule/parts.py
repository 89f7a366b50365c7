"""What a problem is made of: items, their needs and alternatives, people, pools, dependencies, budgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Literal

from pilothouse.engine.schedule.effort import Effort

DependencyKind = Literal["FS", "SS", "FF", "SF"]
KINDS: tuple[DependencyKind, ...] = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True)
class Need:
    """`people` different people with `skill` at `level` (0..5) or better; no skill means anybody."""

    skill: str | None = None
    level: float = 0.0
    people: int = 1


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
class Item:
    """A piece of work. `effort` (person-days) or `duration` (working days), not both; neither is a milestone.

    `people` are chosen by the user and are on the item whatever their skills; needs that are left
    are filled by the planner. `demands` are units of pools held from start to finish (spent where the pool
    is not renewable). Times are in working days.

    With `alternatives` one of them says all this instead. `cost` is spent evenly from start to finish,
    `delay_cost` is lost per week (five working days) until the finish. An `optional` item may be left out,
    and then gives no `value`.

    `product` is the one it belongs to; `rank` orders products where the problem is strict (0: first of all).
    """

    id: str
    title: str = ""
    effort: Effort | None = None
    duration: Effort | None = None
    needs: tuple[Need, ...] = ()
    people: tuple[str, ...] = ()
    demands: Mapping[str, int] = field(default_factory=dict)
    earliest: float = 0.0
    deadline: float | None = None
    deadline_hard: bool = False
    weight: float = 1.0
    fixed_start: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    optional: bool = False
    value: float = 0.0
    cost: float = 0.0
    delay_cost: float = 0.0
    product: str = ""
    rank: int = 0

    @property
    def name(self) -> str:
        return self.title or self.id

    @property
    def is_milestone(self) -> bool:
        """Takes no time."""
        return all(size is None or size.high == 0 for size in self.sizes)

    @property
    def sizes(self) -> tuple[Effort | None, ...]:
        """Effort and duration of each way to do it."""
        return tuple(size for way in self.alternatives or (self,) for size in (way.effort, way.duration))


@dataclass(frozen=True)
class Dependency:
    """`successor` waits for `predecessor`: FS finish to start, SS, FF, SF; `lag` working days, may be
    negative.
    """

    predecessor: str
    successor: str
    kind: DependencyKind = "FS"
    lag: float = 0.0


@dataclass(frozen=True)
class Person:
    """Somebody who does one item at a time.

    `capacity`: steps (plan day, fraction of a day), first at day 0. `rate`: cost of a person-day on items.

    Works for the products in `only` (empty: for all) and for none of those in `besides`. Who is shared out
    among products is one `Person` for each share, all `of` one id and none of them for the same product;
    together they work no more of a day than `whole` says (empty: a full day).
    """

    id: str
    name: str = ""
    skills: Mapping[str, float] = field(default_factory=dict)
    capacity: tuple[tuple[int, float], ...] = ((0, 1.0),)
    rate: float = 0.0
    only: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()
    of: str = ""
    whole: tuple[tuple[int, float], ...] = ()

    @property
    def label(self) -> str:
        return self.name or self.of or self.id

    def works_for(self, product: str) -> bool:
        """Whether items of `product` may be given to this person, or to this part of one."""
        return (not self.only or product in self.only) and product not in self.besides


@dataclass(frozen=True)
class Pool:
    """A resource that is counted rather than named: held, or spent for good if it is not `renewable`."""

    id: str
    capacity: int
    renewable: bool = True


@dataclass(frozen=True)
class Cap:
    """At most `most` of `people` work on items of `products` at any moment."""

    id: str
    people: tuple[str, ...]
    products: tuple[str, ...]
    most: int
    title: str = ""

    @property
    def label(self) -> str:
        return self.title or self.id


@dataclass(frozen=True)
class Group:
    """Items that finish together: a release, or the parts of a parent."""

    id: str
    members: tuple[str, ...]
    deadline: float | None = None
    title: str = ""


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
