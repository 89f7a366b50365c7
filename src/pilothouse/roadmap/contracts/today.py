"""The roadmap's part of the Today page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.roadmap.contracts.forecasts import PersonName
from pilothouse.roadmap.contracts.items import ListedItem, MyItem
from pilothouse.roadmap.contracts.load import OverAllocated
from pilothouse.roadmap.contracts.record import Alarm
from pilothouse.roadmap.contracts.releases import Release
from pilothouse.roadmap.contracts.runs import Moved, PlanRun


@dataclass(frozen=True, slots=True)
class Load:
    """Share of somebody's next four weeks that is planned, over all products; `free_from` is the Monday of
    the first week of which most is free.
    """

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
    over: tuple[OverAllocated, ...]
    open_items: int
    done_items: int
    alarms: tuple[Alarm, ...]
    mine: tuple[MyItem, ...] = ()
