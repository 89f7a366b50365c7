"""Everything that a plan reads, as plain frozen values: rows go in nowhere else.

A field that is not compared is shown with the plan but moves no date: it counts neither when snapshots are
compared nor in their digest. Money is in minor units, work in person-days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


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
    priority: str
    mandatory: bool
    owner_id: int | None
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
    day_rate: int | None = field(compare=False)


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
class Snapshot:
    """Open items of some products in the order of their ranks, with all that orders, staffs and sizes them.

    `finished_parents` are those of which a part is done. People and calendar are the workspace's. `mark` is
    that of the journal right before reading.
    """

    items: tuple[OpenItem, ...]
    links: tuple[Link, ...]
    since: tuple[Since, ...]
    finished_parents: tuple[int, ...]
    releases: tuple[OpenRelease, ...]
    people: tuple[Colleague, ...]
    calendar: WorkingDays
    histories: tuple[History, ...]
    skills: tuple[tuple[int, str], ...] = field(compare=False)
    mark: str = field(compare=False, default="")

    def history(self, product_id: int) -> History:
        """That of one product; an empty one where nothing was read."""
        return next((row for row in self.histories if row.product_id == product_id), History(product_id))
