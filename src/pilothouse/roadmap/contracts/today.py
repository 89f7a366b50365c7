"""The roadmap's part of the Today page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.roadmap.contracts.forecasts import PersonName
from pilothouse.roadmap.contracts.items import ListedItem
from pilothouse.roadmap.contracts.record import Alarm
from pilothouse.roadmap.contracts.releases import Release
from pilothouse.roadmap.contracts.runs import Moved, PlanRun


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
