"""What leaves the roadmap room, and what others hand in."""

from pilothouse.roadmap.contracts.forecasts import Driver, Forecast, PersonName, Reason
from pilothouse.roadmap.contracts.intake import (
    ImportedItem,
    ImportedLink,
    ImportedSprint,
    ImportedVersion,
    ImportOutcome,
    RowNote,
)
from pilothouse.roadmap.contracts.items import Item, ListedItem, Need, Part, ReleaseName, TrackerLink, Waiting
from pilothouse.roadmap.contracts.record import (
    BANDS,
    LAYERS,
    LEAST_CASES,
    OUTCOMES,
    RECORD_LEVELS,
    Alarm,
    RecordedForecast,
    Share,
    SharesOf,
    TrackRecord,
    Unscored,
)
from pilothouse.roadmap.contracts.releases import Release
from pilothouse.roadmap.contracts.runs import KeptMove, KeptTo, Moved, PlannedItem, PlanRun
from pilothouse.roadmap.contracts.today import Load, Today
from pilothouse.roadmap.contracts.why import Why, WhyPerson, WhyStep
from pilothouse.roadmap.contracts.words import DEPENDENCIES, KINDS, LEVELS, OPEN, STATUSES

__all__ = [
    "BANDS",
    "DEPENDENCIES",
    "KINDS",
    "LAYERS",
    "LEAST_CASES",
    "LEVELS",
    "OPEN",
    "OUTCOMES",
    "RECORD_LEVELS",
    "STATUSES",
    "Alarm",
    "Driver",
    "Forecast",
    "ImportOutcome",
    "ImportedItem",
    "ImportedLink",
    "ImportedSprint",
    "ImportedVersion",
    "Item",
    "KeptMove",
    "KeptTo",
    "ListedItem",
    "Load",
    "Moved",
    "Need",
    "Part",
    "PersonName",
    "PlanRun",
    "PlannedItem",
    "Reason",
    "RecordedForecast",
    "Release",
    "ReleaseName",
    "RowNote",
    "Share",
    "SharesOf",
    "Today",
    "TrackRecord",
    "TrackerLink",
    "Unscored",
    "Waiting",
    "Why",
    "WhyPerson",
    "WhyStep",
]
