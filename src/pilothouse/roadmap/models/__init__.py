"""Tables of the roadmap."""

from pilothouse.roadmap.models.items import (
    Assignment,
    Dependency,
    Item,
    ItemRelease,
    ItemSprint,
    Link,
    Need,
    Release,
    Sprint,
)
from pilothouse.roadmap.models.own import CustomField, CustomValue, ItemLabel, Label, Status
from pilothouse.roadmap.models.plans import PlannedItem, PlannedLoad, PlannedRelease, PlanRun, RunProduct
from pilothouse.roadmap.models.portfolio import (
    Allocation,
    PortfolioSettings,
    ProductRank,
    ProductSet,
    ProductSetMember,
    TeamShare,
)
from pilothouse.roadmap.models.record import ForecastEntry, ForecastOutcome

__all__ = [
    "Allocation",
    "Assignment",
    "CustomField",
    "CustomValue",
    "Dependency",
    "ForecastEntry",
    "ForecastOutcome",
    "Item",
    "ItemLabel",
    "ItemRelease",
    "ItemSprint",
    "Label",
    "Link",
    "Need",
    "PlanRun",
    "PlannedItem",
    "PlannedLoad",
    "PlannedRelease",
    "PortfolioSettings",
    "ProductRank",
    "ProductSet",
    "ProductSetMember",
    "Release",
    "RunProduct",
    "Sprint",
    "Status",
    "TeamShare",
]
