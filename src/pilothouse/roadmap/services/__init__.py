"""Verbs of the roadmap."""

from pilothouse.roadmap.services.dependencies import add_dependency, change_dependency, remove_dependency
from pilothouse.roadmap.services.intake import import_items, undo_import
from pilothouse.roadmap.services.items import (
    add_item,
    bulk_change,
    change_item,
    complete_item,
    move_item,
)
from pilothouse.roadmap.services.plans import make_plan, store_plan
from pilothouse.roadmap.services.questions import answers, cut_list, price_list, worth_of_answers
from pilothouse.roadmap.services.releases import add_release, change_release, remove_release
from pilothouse.roadmap.services.removal import remove_item, restore_item
from pilothouse.roadmap.services.scoring import score_forecasts
from pilothouse.roadmap.services.staffing import change_whole_item, pin_people, set_needs

__all__ = [
    "add_dependency",
    "add_item",
    "add_release",
    "answers",
    "bulk_change",
    "change_dependency",
    "change_item",
    "change_release",
    "change_whole_item",
    "complete_item",
    "cut_list",
    "import_items",
    "make_plan",
    "move_item",
    "pin_people",
    "price_list",
    "remove_dependency",
    "remove_item",
    "remove_release",
    "restore_item",
    "score_forecasts",
    "set_needs",
    "store_plan",
    "undo_import",
    "worth_of_answers",
]
