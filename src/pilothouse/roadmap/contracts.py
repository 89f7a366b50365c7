"""What leaves the roadmap room, and what others hand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from math import floor

LEVELS = ("objective", "initiative", "feature", "task")
KINDS = ("hire", "research", "design", "build", "test", "launch", "other")
STATUSES = ("backlog", "ready", "in_progress", "done", "cancelled")
OPEN = ("backlog", "ready", "in_progress")
DEPENDENCIES = ("FS", "SS", "FF", "SF")
# The track record: levels scored, how far away a date was, what a forecast rested on, how it ended.
RECORD_LEVELS = (15, 50, 85, 95)
BANDS = {
    "under-2": "under 2 weeks",
    "2-6": "2 to 6 weeks",
    "6-13": "6 to 13 weeks",
    "over-13": "over 13 weeks",
}
LAYERS = ("estimate", "assumed", "parts")
OUTCOMES = ("done", "passed", "cancelled", "removed", "undated", "earlier")
LEAST_CASES = 12


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as a plan shows them."""

    id: int
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class Need:
    """`people` at once with `skill_id` at `level` or better; no skill means anybody."""

    skill_id: int | None
    level: int = 0
    people: int = 1
    skill_name: str = ""


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
class Forecast:
    """Dates of one item or release in one plan run: `start`, `p50` and `p85` of the same futures.

    `chance` is that of its own deadline or target, `release_chance` that of the release that carries an item;
    None without such a date, and in runs that did not store it.
    """

    start: date | None
    p15: date
    p50: date
    p85: date
    p95: date
    chance: float | None
    release_chance: float | None
    criticality: float
    people: tuple[PersonName, ...]
    reason: Reason | None
    assumed: str
    drivers: tuple[Driver, ...]
    histogram: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item does not start earlier, in words. `day`: from when on the reason no longer holds; `item`
    and `person`: numbers of what it waits for; `others`: what also holds until about then.
    """

    kind: str
    text: str
    day: date | None = None
    item: int | None = None
    person: int | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One line of an exported plan: an item with its dates, for the shell and for files."""

    key: str
    title: str
    level: str
    start: date
    p50: date
    p85: date
    deadline: date | None
    chance: float | None
    release_chance: float | None
    criticality: float
    people: tuple[int, ...]
    reason: Reason | None
    assumed: str


@dataclass(frozen=True, slots=True)
class Driver:
    """An item's share, 0..1, of the variance of a finish."""

    key: str
    title: str
    share: float


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
    needs: tuple[Need, ...] = ()
    people: tuple[int, ...] = ()
    waits_for: tuple[Waiting, ...] = ()
    holds_up: tuple[Waiting, ...] = ()
    links: tuple[TrackerLink, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    sprints: tuple[str, ...] = ()
    ancestors: tuple[Part, ...] = ()
    children: tuple[Part, ...] = ()
    forecast: Forecast | None = None


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


@dataclass(frozen=True, slots=True)
class Release:
    """A release with its forecast from the latest run, and the run before for comparison."""

    id: int
    product_id: int
    name: str
    description: str
    target_on: date | None
    released_on: date | None
    items: int
    open_items: int
    version: int
    growing: bool = False
    forecast: Forecast | None = None
    moved_days: int | None = None
    chance_before: float | None = None


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One stored plan, without its items."""

    id: int
    product_id: int
    number: int
    created_at: datetime
    actor_name: str
    as_of: date
    seed: int
    draws: int
    engine_version: str
    inputs_hash: str
    items: int
    p50: date | None
    p85: date | None
    makespan: float
    lower_bound: float
    gap: float
    convergence: float
    drivers: tuple[Driver, ...]
    violations: tuple[str, ...]
    notes: tuple[str, ...]
    stale: bool
    kept: KeptTo | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptMove:
    """An item that starts elsewhere than in the run that was kept to; `days` later, with `others` on it."""

    key: str
    title: str
    before: date
    after: date
    days: float
    others: bool
    text: str


@dataclass(frozen=True, slots=True)
class KeptTo:
    """A plan that keeps to `run`: what it moved all the same, and what a plan made anew would be.

    `held` are the keys of items that were asked to stay. A plan made anew ends `anew_days` working days
    earlier and moves `anew_moves` items; where `anew` it was so much better that it was taken.
    """

    run: int
    moves: tuple[KeptMove, ...]
    kept: int
    held: tuple[str, ...]
    anew: bool
    anew_days: float
    anew_moves: int


@dataclass(frozen=True, slots=True)
class Moved:
    """How one item or release differs between two runs; `days` is the move of p85, None for new and gone."""

    key: str
    title: str
    is_release: bool
    p50_before: date | None
    p50: date | None
    p85_before: date | None
    p85: date | None
    days: int | None
    note: str


@dataclass(frozen=True, slots=True)
class WhyStep:
    """One link of the chain from an item's start back to the start of the plan."""

    key: str
    title: str
    text: str
    day: date | None


@dataclass(frozen=True, slots=True)
class WhyPerson:
    """Somebody on the item, and why they could be chosen."""

    id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why this date?"."""

    key: str
    title: str
    summary: str
    start: date | None
    p50: date | None
    p85: date | None
    deadline: date | None
    chance: float | None
    chain: tuple[WhyStep, ...]
    others: tuple[str, ...]
    estimate: str
    people: tuple[WhyPerson, ...]
    absences: tuple[str, ...]
    notes: tuple[str, ...]
    run_number: int | None


@dataclass(frozen=True, slots=True)
class Load:
    """How much of a person's time from first to last planned day is planned."""

    person: PersonName
    busy: float
    free_from: date | None


@dataclass(frozen=True, slots=True)
class Today:
    """The roadmap's part of the Today page."""

    run: PlanRun | None
    before: PlanRun | None
    releases: tuple[Release, ...]
    moved: tuple[Moved, ...]
    late: tuple[ListedItem, ...]
    next_up: tuple[ListedItem, ...]
    loads: tuple[Load, ...]
    open_items: int
    done_items: int
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class ImportedVersion:
    name: str
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImportedSprint:
    name: str
    start: datetime | None = None
    end: datetime | None = None
    complete: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """`dependency` says what the target is to this item: its predecessor, its successor, or neither
    (None).
    """

    verb: str
    target_external_id: str
    dependency: str | None = None
    kind: str = "FS"


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One row of a tracker's export in our words. `row` is its line in the file, for reports."""

    source: str
    external_id: str
    title: str
    row: int = 0
    description: str = ""
    level: str = "task"
    kind: str = "build"
    status: str = "backlog"
    tracker_status: str = ""
    resolution: str = ""
    priority: str = ""
    issue_type: str = ""
    parent_external_id: str = ""
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    story_points: float | None = None
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    source_updated_at: datetime | None = None
    started_on: date | None = None
    earliest_start: date | None = None
    deadline: date | None = None
    assignee: str = ""
    reporter: str = ""
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    fix_versions: tuple[ImportedVersion, ...] = ()
    affects_versions: tuple[ImportedVersion, ...] = ()
    sprints: tuple[ImportedSprint, ...] = ()
    links: tuple[ImportedLink, ...] = ()
    comment_dates: tuple[date, ...] = ()
    extra: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something to know about one row of an import."""

    row: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, as counts of the file's own things."""

    created: int
    updated: int
    unchanged: int
    links: int
    dependencies: int
    sprints: int
    sprint_memberships: int
    versions: int
    fix_versions: int
    affects_versions: int
    comment_dates: int
    warnings: tuple[RowNote, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many dates of one level (percent) held. `low` and `high` bound the true share (95 %, Wilson)."""

    level: int
    held: int
    cases: int
    low: float
    high: float

    @property
    def enough(self) -> bool:
        return self.cases >= LEAST_CASES

    @property
    def share(self) -> float | None:
        """The share held, 0..1; None while there are too few cases to judge."""
        return self.held / self.cases if self.enough else None

    @property
    def text(self) -> str:
        """The whole sentence; no percentage while there are too few cases."""
        if not self.cases:
            return f"No date at {self.level} % has come due yet."
        many = f"{self.held} of {self.cases} {'date' if self.cases == 1 else 'dates'} at {self.level} % held"
        if not self.enough:
            return f"{many}: too few to judge, {LEAST_CASES} are needed."
        share, low, high = (floor(100 * part + 0.5) for part in (self.held / self.cases, self.low, self.high))
        return f"{many} ({share} %, 95 % interval {low}–{high} %)."


@dataclass(frozen=True, slots=True)
class SharesOf:
    """The shares at 50 and 85 % of one team or one horizon; `value` filters by it."""

    value: str
    label: str
    p50: Share
    p85: Share


@dataclass(frozen=True, slots=True)
class Unscored:
    """So many forecasts are not scored at 85 %, and why."""

    reason: str
    cases: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """The last `cases` due dates of a level no longer hold as often as stated, or hold too often."""

    level: int
    held: int
    cases: int
    low: float
    high: float

    @property
    def too_early(self) -> bool:
        return self.high < self.level / 100

    @property
    def text(self) -> str:
        what = (
            "Dates come too early: work ends later than they say."
            if self.too_early
            else "Dates come too late: work ends earlier than they say."
        )
        return f"Of the last {self.cases} due dates at {self.level} %, {self.held} held. {what}"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """Whether dates came true. Each item and each release counts once, with the first date given for it
    (with the first from that far away, by horizon), and at a level once its date has come due.
    """

    levels: tuple[Share, ...]
    teams: tuple[SharesOf, ...]
    horizons: tuple[SharesOf, ...]
    unscored: tuple[Unscored, ...]
    alarms: tuple[Alarm, ...]
    entries: int
    cases: int
    late_reports: int
    next_due: date | None

    @property
    def p50(self) -> Share:
        return next(row for row in self.levels if row.level == 50)

    @property
    def p85(self) -> Share:
        return next(row for row in self.levels if row.level == 85)


@dataclass(frozen=True, slots=True)
class RecordedForecast:
    """One forecast of the record. `held50`, `held85`: None while open, or not scored."""

    id: int
    subject: str
    subject_id: int
    key: str
    title: str
    product_id: int
    team_name: str
    run_number: int
    made_on: date
    horizon_days: int
    layer: str
    p15: date
    p50: date
    p85: date
    p95: date
    deadline: date | None
    first: bool
    inputs_hash: str
    engine_version: str
    outcome: str
    ended_on: date | None
    held50: bool | None
    held85: bool | None
