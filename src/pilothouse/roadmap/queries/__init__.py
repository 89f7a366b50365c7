"""What can be asked of the roadmap. Each answer costs a fixed number of statements."""

from pilothouse.roadmap.queries.alarms import alarms
from pilothouse.roadmap.queries.facts import plan_facts
from pilothouse.roadmap.queries.item import item
from pilothouse.roadmap.queries.items import (
    ItemFilter,
    find_by_external,
    find_items,
    items_page,
    key_of,
    last_number,
    removal,
    titles,
)
from pilothouse.roadmap.queries.record import track_record
from pilothouse.roadmap.queries.record_rows import RecordFilter
from pilothouse.roadmap.queries.recorded import recorded_forecasts
from pilothouse.roadmap.queries.releases import release, releases
from pilothouse.roadmap.queries.runs import (
    latest_run,
    moved,
    newest,
    places,
    planned_items,
    previous_run,
    run,
    run_number,
    runs_page,
)
from pilothouse.roadmap.queries.subjects import items_inside, named_items
from pilothouse.roadmap.queries.timeline import timeline
from pilothouse.roadmap.queries.today import today
from pilothouse.roadmap.queries.weeks import finished_weeks, weekly_counts
from pilothouse.roadmap.queries.why import why

__all__ = [
    "ItemFilter",
    "RecordFilter",
    "alarms",
    "find_by_external",
    "find_items",
    "finished_weeks",
    "item",
    "items_inside",
    "items_page",
    "key_of",
    "last_number",
    "latest_run",
    "moved",
    "named_items",
    "newest",
    "places",
    "plan_facts",
    "planned_items",
    "previous_run",
    "recorded_forecasts",
    "release",
    "releases",
    "removal",
    "run",
    "run_number",
    "runs_page",
    "timeline",
    "titles",
    "today",
    "track_record",
    "weekly_counts",
    "why",
]
