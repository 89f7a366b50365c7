"""Items: one whole, or a row of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilothouse.roadmap.contracts.forecasts import Forecast
from pilothouse.roadmap.contracts.words import Edge


@dataclass(frozen=True, slots=True)
class Need:
    """`people` at once with `skill_id` at `level` or better; no skill means anybody."""

    skill_id: int | None
    level: int = 0
    people: int = 1
    skill_name: str = ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """The item `successor` waits for the item `predecessor`; both are keys."""

    id: int
    predecessor: str
    successor: str
    kind: Edge
    lag_days: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """One end of a dependency, seen from the other."""

    id: int
    key: str
    title: str
    kind: str
    lag_days: float


@dataclass(frozen=True, slots=True)
class TrackerLink:
    """A link as the tracker had it; `key` is empty when the target is not here."""

    verb: str
    target_key: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """A child, an ancestor or a neighbour: enough for a link and its dates."""

    key: str
    title: str
    status: str
    p50: date | None = None
    p85: date | None = None


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """A release as an item shows it."""

    id: int
    name: str
    target_on: date | None


@dataclass(frozen=True, slots=True)
class Item:
    """Everything about one item. `carried_by`: its release, its own or that of what it is part of."""

    id: int
    product_id: int
    key: str
    level: str
    kind: str
    title: str
    description: str
    status: str
    parent_key: str
    low: float | None
    likely: float | None
    high: float | None
    story_points: float | None
    progress: float
    earliest_start: date | None
    deadline: date | None
    deadline_hard: bool
    cost_of_delay_cents: int | None
    value: int | None
    mandatory: bool
    milestone: bool
    release_id: int | None
    release_name: str
    carried_by: ReleaseName | None
    owner_id: int | None
    owner_name: str
    team_id: int | None
    labels: tuple[str, ...]
    components: tuple[str, ...]
    started_on: date | None
    opened_at: datetime | None
    resolved_at: datetime | None
    source: str
    external_id: str
    tracker_status: str
    resolution: str
    priority: str
    issue_type: str
    version: int
    needs: tuple[Need, ...]
    people: tuple[int, ...]
    waits_for: tuple[Waiting, ...]
    holds_up: tuple[Waiting, ...]
    links: tuple[TrackerLink, ...]
    versions: tuple[tuple[str, str], ...]
    sprints: tuple[str, ...]
    ancestors: tuple[Part, ...]
    children: tuple[Part, ...]
    forecast: Forecast | None


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One row of the list of items. `start` is the median, as `p50` is of the finish."""

    id: int
    key: str
    title: str
    level: str
    kind: str
    status: str
    owner_name: str
    release_name: str
    parent_key: str
    low: float | None
    likely: float | None
    high: float | None
    deadline: date | None
    start: date | None
    p50: date | None
    p85: date | None
    chance: float | None
    release_chance: float | None
    version: int
