"""Everything that the timeline draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.roadmap.contracts.forecasts import PersonName
from pilothouse.roadmap.contracts.words import Edge, Shape


@dataclass(frozen=True, slots=True)
class TimelineRun:
    """The plan that the timeline shows."""

    id: int
    number: int
    created_at: datetime
    as_of: date
    stale: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of the timeline: an item or a release, `depth` levels under the top.

    `ref` says which, such as `roadmap.item:42`, and `parent` is the `ref` of the row that it stands under. A
    release has no key. `product` is the key of its product, `people` are numbers of those of the timeline.
    Both ends are medians. `chance` is that of its deadline, `release_chance` that of the target date of the
    release that carries it. `critical` is the share, 0..1, of the simulations in which the row lies on the
    longest chain, `moved_days` by how much later its p85 is than in the run before.
    """

    ref: str
    parent: str | None
    depth: int
    shape: Shape
    key: str
    product: str
    title: str
    level: str
    kind: str
    status: str
    people: tuple[int, ...]
    start: date | None
    p50: date | None
    p85: date | None
    chance: float | None
    release_chance: float | None
    deadline: date | None
    critical: float
    moved_days: int | None
    team: str
    objective: str


@dataclass(frozen=True, slots=True)
class TimelineProduct:
    """A product with rows on the timeline."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class TimelineLink:
    """A dependency: the row `target` waits for the row `source`. `violated`: the plan does not keep to it."""

    source: str
    target: str
    kind: Edge
    lag_days: float
    violated: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows in reading order: releases with their items beneath, parents before parts; then the rest.

    `products` are those of the rows, in the order in which they are planned; `people` are those whom rows
    name, each once. `older` counts the closed items and past releases that are left out.
    """

    run: TimelineRun | None
    today: date
    products: tuple[TimelineProduct, ...]
    people: tuple[PersonName, ...]
    rows: tuple[TimelineRow, ...]
    links: tuple[TimelineLink, ...]
    older: int = 0
