"""The track record: whether dates came true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import floor

from pydantic import computed_field

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
class Share:
    """How many dates of one level (percent) held. `low` and `high` bound the true share (95 %, Wilson)."""

    level: int
    held: int
    cases: int
    low: float
    high: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def enough(self) -> bool:
        return self.cases >= LEAST_CASES

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float | None:
        """The share held, 0..1; None while there are too few cases to judge."""
        return self.held / self.cases if self.enough else None

    @computed_field  # type: ignore[prop-decorator]
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
    """Of `cases` dates of a level that did not overlap `held` held: not as often as stated, or too often. If
    they held as stated, at most one of `odds` records would ever look like this."""

    level: int
    held: int
    cases: int
    odds: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def too_early(self) -> bool:
        return self.held < self.cases * self.level / 100

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        what = (
            "Dates come too early: work ends later than they say."
            if self.too_early
            else "Dates come too late: work ends earlier than they say."
        )
        return f"Of {self.cases} dates at {self.level} % that did not overlap, {self.held} held. {what}"


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
