"""Verbs of the roadmap."""

from pilothouse.roadmap.services.adding import add_items
from pilothouse.roadmap.services.bulk import bulk_change
from pilothouse.roadmap.services.cells import apply_cells, undo_cells
from pilothouse.roadmap.services.custom import (
    add_custom_field,
    change_custom_field,
    order_custom_fields,
    remove_custom_field,
)
from pilothouse.roadmap.services.dependencies import (
    add_dependency,
    change_dependency,
    remove_dependency,
    wait_for,
)
from pilothouse.roadmap.services.duplicating import duplicate_item
from pilothouse.roadmap.services.exposing import measure_exposure
from pilothouse.roadmap.services.intake import (
    Comparison,
    Releases,
    edits_since,
    import_items,
    import_releases,
    loose,
    release_edits_since,
    undo_import,
    undo_releases,
)
from pilothouse.roadmap.services.items import (
    add_item,
    change_item,
    complete_item,
    move_item,
)
from pilothouse.roadmap.services.labels import add_label, change_label, merge_label, remove_label
from pilothouse.roadmap.services.making import make_item
from pilothouse.roadmap.services.moving import move_to_product, undo_move
from pilothouse.roadmap.services.placing import place_item
from pilothouse.roadmap.services.plans import make_plan, store_plan
from pilothouse.roadmap.services.portfolio import allocate, order_products, share_team
from pilothouse.roadmap.services.product_sets import add_product_set, change_product_set
from pilothouse.roadmap.services.questions import (
    answers,
    cut_list,
    implied_range,
    price_list,
    worth_of_answers,
)
from pilothouse.roadmap.services.releases import (
    add_release,
    change_release,
    change_releases,
    remove_release,
    undo_release_act,
)
from pilothouse.roadmap.services.removal import parts_first, remove_item, remove_of_many, restore_item
from pilothouse.roadmap.services.removing_product_sets import remove_product_set
from pilothouse.roadmap.services.responding import best_responses, plan_response, wanted_advice
from pilothouse.roadmap.services.restoring import restore
from pilothouse.roadmap.services.roadblocks import look_for_roadblocks
from pilothouse.roadmap.services.scoring import score_forecasts
from pilothouse.roadmap.services.staffing import change_whole_item, pin_people, set_needs
from pilothouse.roadmap.services.statuses import (
    add_status,
    change_status,
    order_statuses,
    remove_status,
    start_statuses,
)
from pilothouse.roadmap.services.thinning import thin_runs
from pilothouse.roadmap.services.undoing import undo_batch

__all__ = [
    "Comparison",
    "Releases",
    "add_custom_field",
    "add_dependency",
    "add_item",
    "add_items",
    "add_label",
    "add_product_set",
    "add_release",
    "add_status",
    "allocate",
    "answers",
    "apply_cells",
    "best_responses",
    "bulk_change",
    "change_custom_field",
    "change_dependency",
    "change_item",
    "change_label",
    "change_product_set",
    "change_release",
    "change_releases",
    "change_status",
    "change_whole_item",
    "complete_item",
    "cut_list",
    "duplicate_item",
    "edits_since",
    "implied_range",
    "import_items",
    "import_releases",
    "look_for_roadblocks",
    "loose",
    "make_item",
    "make_plan",
    "measure_exposure",
    "merge_label",
    "move_item",
    "move_to_product",
    "order_custom_fields",
    "order_products",
    "order_statuses",
    "parts_first",
    "pin_people",
    "place_item",
    "plan_response",
    "price_list",
    "release_edits_since",
    "remove_custom_field",
    "remove_dependency",
    "remove_item",
    "remove_label",
    "remove_of_many",
    "remove_product_set",
    "remove_release",
    "remove_status",
    "restore",
    "restore_item",
    "score_forecasts",
    "set_needs",
    "share_team",
    "start_statuses",
    "store_plan",
    "thin_runs",
    "undo_batch",
    "undo_cells",
    "undo_import",
    "undo_move",
    "undo_release_act",
    "undo_releases",
    "wait_for",
    "wanted_advice",
    "worth_of_answers",
]
