"""Items: one whole, or a row of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zlib import crc32

from pilothouse.roadmap.contracts.forecasts import Forecast
from pilothouse.roadmap.contracts.own import CustomValue
from pilothouse.roadmap.contracts.words import Edge, Priority


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


def edge_version(kind: str, lag_days: float) -> int:
    """The version of a dependency: its type and lag are all that can be changed of it, so they are it."""
    return crc32(f"{kind} {lag_days:g}".encode())


@dataclass(frozen=True, slots=True)
class Waiting:
    """One end of a dependency, seen from the other; `product_name` where it is of another product."""

    id: int
    key: str
    title: str
    product_name: str
    kind: str
    lag_days: float

    @property
    def version(self) -> int:
        return edge_version(self.kind, self.lag_days)


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
class ReleaseChoice:
    """A release as a list offers it to choose from."""

    id: int
    name: str
    product_id: int
    product_name: str


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """A release as an item shows it."""

    id: int
    name: str
    target_on: date | None


@dataclass(frozen=True, slots=True)
class Item:
    """Everything about one item. `carried_by`: its release, its own or that of what it is part of.
    `status_name` is the workspace's own word for its status."""

    id: int
    product_id: int
    product_key: str
    product_name: str
    key: str
    level: str
    kind: str
    title: str
    description: str
    status: str
    own_status_id: int | None
    status_name: str
    priority: Priority | None
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
    tracker_priority: str
    issue_type: str
    reporter: str
    extra: dict[str, Any]
    version: int
    custom: tuple[CustomValue, ...]
    needs: tuple[Need, ...]
    people: tuple[int, ...]
    people_names: tuple[str, ...]
    waits_for: tuple[Waiting, ...]
    holds_up: tuple[Waiting, ...]
    links: tuple[TrackerLink, ...]
    versions: tuple[tuple[str, str], ...]
    sprints: tuple[str, ...]
    ancestors: tuple[Part, ...]
    children: tuple[Part, ...]
    forecast: Forecast | None

    @property
    def status_value(self) -> str:
        """What names its status where one is given."""
        return self.status_name if self.own_status_id else self.status


@dataclass(frozen=True, slots=True)
class Moving:
    """What moving items from one product (`came_from`) to another brought about: `items`, their parts
    counted, moved; the names of `releases` that they left, and the keys of `parents` that stayed behind.
    `batch` takes it back."""

    batch: str
    product: str
    came_from: str
    items: int
    releases: tuple[str, ...]
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One row of the list of items. `start` is the median, as `p50` is of the finish. `people` are those
    chosen to do it."""

    id: int
    key: str
    title: str
    product_key: str
    product_name: str
    level: str
    kind: str
    status: str
    own_status_id: int | None
    status_name: str
    priority: Priority | None
    labels: tuple[str, ...]
    owner_id: int | None
    owner_name: str
    people: tuple[int, ...]
    people_names: tuple[str, ...]
    team_id: int | None
    release_id: int | None
    release_name: str
    parent_key: str
    low: float | None
    likely: float | None
    high: float | None
    story_points: float | None
    progress: float
    value: int | None
    cost_of_delay_cents: int | None
    earliest_start: date | None
    deadline: date | None
    start: date | None
    p50: date | None
    p85: date | None
    chance: float | None
    release_chance: float | None
    custom: tuple[CustomValue, ...]
    version: int
    resolved_at: datetime | None

    @property
    def status_value(self) -> str:
        """What names its status where one is given."""
        return self.status_name if self.own_status_id else self.status


@dataclass(frozen=True, slots=True)
class ListRow:
    """An item in its place in a list: `depth` steps below the top, with `leaves` beneath it that fit the
    filters, shown unless it is `folded`. `carried_by` is the release that it has from above, empty where it
    has its own."""

    item: ListedItem
    depth: int = 0
    leaves: int = 0
    folded: bool = False
    carried_by: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """An item that was added, by number and key."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class MyItem:
    """An item of someone's own work: whether its deadline is near, and the keys of what blocks it."""

    item: ListedItem
    due_soon: bool
    blocked_by: tuple[str, ...]
