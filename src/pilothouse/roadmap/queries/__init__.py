"""What can be asked of the roadmap. Each answer costs a fixed number of statements."""

from pilothouse.roadmap.queries.ahead import Moment, ahead, leads_to
from pilothouse.roadmap.queries.alarms import alarms
from pilothouse.roadmap.queries.comparing import most_moved, moved
from pilothouse.roadmap.queries.concerns import concerned, notices
from pilothouse.roadmap.queries.earlier import EarlierRun, earlier_runs
from pilothouse.roadmap.queries.exposed import RunDate, run_dates
from pilothouse.roadmap.queries.facts import plan_facts
from pilothouse.roadmap.queries.filtering import ANY, LACKS, SORTS, ItemFilter
from pilothouse.roadmap.queries.item import item, move_of, waiting
from pilothouse.roadmap.queries.items import (
    children,
    find_by_external,
    find_items,
    has_more,
    ids_of,
    item_ids,
    items_page,
    key_of,
    keys_elsewhere,
    last_number,
    listed_items,
    removal,
    titles,
)
from pilothouse.roadmap.queries.kept import every_move, kept_moves, moved_keys
from pilothouse.roadmap.queries.load import load, load_items
from pilothouse.roadmap.queries.mine import my_items
from pilothouse.roadmap.queries.moves import Moves, largest_moves, last_runs
from pilothouse.roadmap.queries.moves_stored import COUNTED, STORED, StoredMoves
from pilothouse.roadmap.queries.own import (
    custom_field,
    custom_fields,
    find_labels,
    label,
    label_names,
    labels,
    status,
    status_names,
    statuses,
)
from pilothouse.roadmap.queries.places import late_dates, places, ranks
from pilothouse.roadmap.queries.portfolio import portfolio, portfolio_lines, product_names
from pilothouse.roadmap.queries.product_sets import product_set, product_sets, products_in
from pilothouse.roadmap.queries.record import track_record
from pilothouse.roadmap.queries.record_filter import RecordFilter
from pilothouse.roadmap.queries.recorded import recorded_forecasts
from pilothouse.roadmap.queries.releases import (
    find_releases,
    release,
    release_choices,
    release_ids,
    release_names,
    releases,
    releases_page,
)
from pilothouse.roadmap.queries.runs import (
    latest_run,
    newest,
    planned_items,
    previous_run,
    reasons,
    run,
    run_number,
    runs_page,
    together,
)
from pilothouse.roadmap.queries.set_names import product_set_names
from pilothouse.roadmap.queries.sheet import (
    CUSTOM,
    SheetNames,
    sheet_columns,
    sheet_names,
    sheet_rows,
    sheet_rows_of,
)
from pilothouse.roadmap.queries.subjects import items_inside, named_items, named_releases
from pilothouse.roadmap.queries.thinned import largest_kept
from pilothouse.roadmap.queries.timeline import timeline
from pilothouse.roadmap.queries.today import today
from pilothouse.roadmap.queries.tree import TREE, item_rows
from pilothouse.roadmap.queries.weeks import finished_weeks, open_items, weekly_counts
from pilothouse.roadmap.queries.why import why

__all__ = [
    "ANY",
    "COUNTED",
    "CUSTOM",
    "LACKS",
    "SORTS",
    "STORED",
    "TREE",
    "EarlierRun",
    "ItemFilter",
    "Moment",
    "Moves",
    "RecordFilter",
    "RunDate",
    "SheetNames",
    "StoredMoves",
    "ahead",
    "alarms",
    "children",
    "concerned",
    "custom_field",
    "custom_fields",
    "earlier_runs",
    "every_move",
    "find_by_external",
    "find_items",
    "find_labels",
    "find_releases",
    "finished_weeks",
    "has_more",
    "ids_of",
    "item",
    "item_ids",
    "item_rows",
    "items_inside",
    "items_page",
    "kept_moves",
    "key_of",
    "keys_elsewhere",
    "label",
    "label_names",
    "labels",
    "largest_kept",
    "largest_moves",
    "last_number",
    "last_runs",
    "late_dates",
    "latest_run",
    "leads_to",
    "listed_items",
    "load",
    "load_items",
    "most_moved",
    "move_of",
    "moved",
    "moved_keys",
    "my_items",
    "named_items",
    "named_releases",
    "newest",
    "notices",
    "open_items",
    "places",
    "plan_facts",
    "planned_items",
    "portfolio",
    "portfolio_lines",
    "previous_run",
    "product_names",
    "product_set",
    "product_set_names",
    "product_sets",
    "products_in",
    "ranks",
    "reasons",
    "recorded_forecasts",
    "release",
    "release_choices",
    "release_ids",
    "release_names",
    "releases",
    "releases_page",
    "removal",
    "run",
    "run_dates",
    "run_number",
    "runs_page",
    "sheet_columns",
    "sheet_names",
    "sheet_rows",
    "sheet_rows_of",
    "status",
    "status_names",
    "statuses",
    "timeline",
    "titles",
    "today",
    "together",
    "track_record",
    "waiting",
    "weekly_counts",
    "why",
]
