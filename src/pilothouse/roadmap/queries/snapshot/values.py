"""Everything that a plan reads, as plain frozen values: rows go in nowhere else.

A field that is not compared is shown with the plan but moves no date: it counts neither when snapshots are
compared nor in their digest. Money is in minor units, work in person-days.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from pilothouse.risk.contracts import OpenRisk
from pilothouse.roadmap.contracts import Allocation, Mode, Priority, TeamShare


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """`people` at once with a skill at `level` or better; no skill means anybody."""

    skill_id: int | None
    level: int
    people: int


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item. `chosen` are the people that the user chose, `needs` what the planner must find."""

    id: int
    product_id: int
    key: str = field(compare=False)
    title: str = field(compare=False)
    parent_id: int | None
    release_id: int | None
    is_started: bool
    started_on: date | None = field(compare=False)
    milestone: bool
    low: float | None
    likely: float | None
    high: float | None
    story_points: float | None
    progress: float
    earliest_start: date | None
    deadline: date | None
    deadline_hard: bool
    cost_of_delay: int | None
    value: int | None
    priority: Priority | None
    mandatory: bool = field(compare=False)
    owner_id: int | None
    team_id: int | None
    needs: tuple[SkillNeed, ...] = ()
    chosen: tuple[int, ...] = ()

    @property
    def points(self) -> tuple[float, float, float] | None:
        """Low, likely and high, all the same where one number was entered; None without an estimate."""
        if self.likely is None:
            return None
        low = self.likely if self.low is None else self.low
        return low, self.likely, self.likely if self.high is None else self.high


@dataclass(frozen=True, slots=True)
class Link:
    """`successor_id` waits for `predecessor_id`; both are open."""

    predecessor_id: int
    successor_id: int
    kind: str
    lag_days: float


@dataclass(frozen=True, slots=True)
class Since:
    """An open item that must wait some days more after something that was begun or done on `day`."""

    item_id: int
    kind: str
    lag_days: float
    day: date


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release that open items name. `items` and `done` count all its items, where its scope still grows."""

    id: int
    product_id: int
    name: str = field(compare=False)
    target_on: date | None
    growing: bool
    items: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team: skills as (skill, level), absences as first and last day."""

    id: int
    name: str = field(compare=False)
    availability: float
    joins_on: date | None
    leaves_on: date | None
    country: str
    subdivision: str
    ramp_weeks: int
    skills: tuple[tuple[int, int], ...]
    absences: tuple[tuple[date, date], ...]
    team_id: int | None
    day_rate: int | None = field(compare=False)
    team: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The workspace's calendar. Weekdays ascend, 0 is Monday."""

    country: str
    subdivision: str
    weekdays: tuple[int, ...]
    closed: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class ClosedItem:
    """A finished item of somebody, with its story points."""

    owner_id: int
    day: date
    story_points: float | None


@dataclass(frozen=True, slots=True)
class EstimatedItem:
    """A finished item with an estimate and both its days."""

    owner_id: int
    first: date
    last: date
    low: float | None
    likely: float
    high: float | None


@dataclass(frozen=True, slots=True)
class History:
    """What a product's finished items teach: `closed` of the last three years, the last `estimated` ones,
    and how many were finished in each week, Monday first.
    """

    product_id: int
    closed: tuple[ClosedItem, ...] = ()
    estimated: tuple[EstimatedItem, ...] = ()
    weeks: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenProduct:
    """A product that is planned."""

    id: int
    key: str = field(compare=False)
    name: str = field(compare=False)
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A portfolio, with those of its products that have open items."""

    id: int
    name: str
    product_ids: tuple[int, ...]


class KnownItems(NamedTuple):
    """The open items of a product as far as they count: their numbers, their releases, and their text in a
    digest.
    """

    ids: tuple[int, ...]
    release_ids: frozenset[int | None]
    text: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Open items of some products, in the order of the products and then of their ranks, with all that
    orders, staffs and sizes them.

    `products` have open items, `idle` ones have none. `finished_parents` are those of which a part is done.
    People and calendar are the workspace's. `mark` is that of the journal right before reading.
    """

    mode: Mode
    products: tuple[OpenProduct, ...]
    allocations: tuple[Allocation, ...]
    team_shares: tuple[TeamShare, ...]
    items: tuple[OpenItem, ...]
    links: tuple[Link, ...]
    since: tuple[Since, ...]
    finished_parents: tuple[int, ...]
    releases: tuple[OpenRelease, ...]
    people: tuple[Colleague, ...]
    calendar: WorkingDays
    histories: tuple[History, ...]
    skills: tuple[tuple[int, str], ...] = field(compare=False)
    idle: tuple[OpenProduct, ...] = field(compare=False, default=())
    mark: str = field(compare=False, default="")
    product_sets: tuple[OpenSet, ...] = field(compare=False, default=())
    risks: tuple[OpenRisk, ...] = ()

    def history(self, product_id: int) -> History:
        """That of one product; an empty one where nothing was read."""
        return next((row for row in self.histories if row.product_id == product_id), History(product_id))

    def moving(self, product_id: int) -> Snapshot:
        """What can move the dates of a product: all of it where products are balanced, else the product
        itself, those above it, and what any of these waits for.
        """
        if self.mode == "balanced":
            return self
        of = {row.id: row.product_id for row in self.items}
        return self.of_products(self.moving_with(product_id, of), of)

    def moving_with(self, product_id: int, of: Mapping[int, int]) -> set[int]:
        """In a strict order the product, those above it, and all products that any of these wait for; `of`
        names the product of each open item.
        """
        numbers = [row.id for row in self.products]
        wanted = set(numbers[: numbers.index(product_id) + 1])
        waits = [
            (of[link.successor_id], of[link.predecessor_id])
            for link in self.links
            if link.successor_id in of and link.predecessor_id in of
        ]
        while more := {before for after, before in waits if after in wanted} - wanted:
            wanted |= more
        return wanted

    def of_products(self, wanted: Collection[int], of: Mapping[int, int]) -> Snapshot:
        """What is read of some products alone."""
        kept = {number for number, product in of.items() if product in wanted}
        return replace(
            self,
            products=tuple(row for row in self.products if row.id in wanted),
            items=tuple(row for row in self.items if row.id in kept),
            links=tuple(row for row in self.links if {row.predecessor_id, row.successor_id} <= kept),
            since=tuple(row for row in self.since if row.item_id in kept),
            finished_parents=tuple(one for one in self.finished_parents if one in kept),
            releases=tuple(row for row in self.releases if row.product_id in wanted),
            histories=tuple(row for row in self.histories if row.product_id in wanted),
            risks=self._risks(kept, wanted),
            mark="",
        )

    def _risks(self, items: Collection[int], products: Collection[int]) -> tuple[OpenRisk, ...]:
        """Those that touch one of these items or products, or a release of such a product."""
        refs = {f"roadmap.item:{number}" for number in items}
        refs |= {f"vision.product:{number}" for number in products}
        refs |= {f"roadmap.release:{row.id}" for row in self.releases if row.product_id in products}
        return tuple(row for row in self.risks if not refs.isdisjoint(row.touches))
