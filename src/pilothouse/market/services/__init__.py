"""Verbs of the market."""

from pilothouse.market.services.bulk import change_many, undo_act
from pilothouse.market.services.companies import add_company, change_company, remove_company
from pilothouse.market.services.contacts import add_contact, change_contact, erase_contact
from pilothouse.market.services.feedback import add_feedback, change_feedback, remove_feedback
from pilothouse.market.services.importing import Desk, import_rows
from pilothouse.market.services.levels import calendar_changed, change_levels, due_soon, reckon
from pilothouse.market.services.linking import add_vote, link_feedback, remove_vote, unlink_feedback
from pilothouse.market.services.looking import FEWEST, look_through
from pilothouse.market.services.proposing import accept_proposals, refuse_proposals, undo_accepted
from pilothouse.market.services.reading import compute_figures, false_alarms, forget_old_figures, read_new
from pilothouse.market.services.restoring import restore
from pilothouse.market.services.sorts import COMPANIES, CONTACTS, FEEDBACK, SUPPORT, Sort
from pilothouse.market.services.support import add_problem, change_problem, remove_problem
from pilothouse.market.services.support_items import (
    escalate,
    link_problem,
    mark_not_told,
    mark_told,
    unlink_problem,
)
from pilothouse.market.services.themes import (
    add_theme,
    change_theme,
    merge_theme,
    reopen_theme,
    retire_theme,
)
from pilothouse.market.services.undoing import EditsOfRows, UndoRows

__all__ = [
    "COMPANIES",
    "CONTACTS",
    "FEEDBACK",
    "FEWEST",
    "SUPPORT",
    "Desk",
    "EditsOfRows",
    "Sort",
    "UndoRows",
    "accept_proposals",
    "add_company",
    "add_contact",
    "add_feedback",
    "add_problem",
    "add_theme",
    "add_vote",
    "calendar_changed",
    "change_company",
    "change_contact",
    "change_feedback",
    "change_levels",
    "change_many",
    "change_problem",
    "change_theme",
    "compute_figures",
    "due_soon",
    "erase_contact",
    "escalate",
    "false_alarms",
    "forget_old_figures",
    "import_rows",
    "link_feedback",
    "link_problem",
    "look_through",
    "mark_not_told",
    "mark_told",
    "merge_theme",
    "read_new",
    "reckon",
    "refuse_proposals",
    "remove_company",
    "remove_feedback",
    "remove_problem",
    "remove_vote",
    "reopen_theme",
    "restore",
    "retire_theme",
    "undo_accepted",
    "undo_act",
    "unlink_feedback",
    "unlink_problem",
]
