"""Verbs of the market."""

from pilothouse.market.services.bulk import change_many, undo_act
from pilothouse.market.services.companies import add_company, change_company, remove_company
from pilothouse.market.services.competitor_facts import (
    record_fact,
    renew_facts,
    rest_on_fact,
    settle_resting,
    undo_fact,
    unrest_on_fact,
)
from pilothouse.market.services.competitor_import import (
    FACTS,
    FactDesk,
    UndoFacts,
    import_facts,
    known_product,
)
from pilothouse.market.services.competitor_prices import (
    add_plan,
    add_price,
    change_competitor_settings,
    change_plan,
    remove_plan,
    remove_price,
    remove_rate,
    state_rate,
)
from pilothouse.market.services.competitors import (
    add_competitor,
    add_feature,
    change_competitor,
    change_feature,
    remove_competitor,
    remove_feature,
)
from pilothouse.market.services.contacts import add_contact, change_contact, erase_contact
from pilothouse.market.services.feedback import add_feedback, change_feedback, remove_feedback
from pilothouse.market.services.importing import Desk, import_rows
from pilothouse.market.services.levels import calendar_changed, change_levels, due_soon, reckon
from pilothouse.market.services.linking import TARGETS, add_vote, link_feedback, remove_vote, unlink_feedback
from pilothouse.market.services.looking import FEWEST, look_through
from pilothouse.market.services.proposing import accept_proposals, refuse_proposals, undo_accepted
from pilothouse.market.services.reading import compute_figures, false_alarms, forget_old_figures, read_new
from pilothouse.market.services.restoring import REMOVALS, restore
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
    "FACTS",
    "FEEDBACK",
    "FEWEST",
    "REMOVALS",
    "SUPPORT",
    "TARGETS",
    "Desk",
    "EditsOfRows",
    "FactDesk",
    "Sort",
    "UndoFacts",
    "UndoRows",
    "accept_proposals",
    "add_company",
    "add_competitor",
    "add_contact",
    "add_feature",
    "add_feedback",
    "add_plan",
    "add_price",
    "add_problem",
    "add_theme",
    "add_vote",
    "calendar_changed",
    "change_company",
    "change_competitor",
    "change_competitor_settings",
    "change_contact",
    "change_feature",
    "change_feedback",
    "change_levels",
    "change_many",
    "change_plan",
    "change_problem",
    "change_theme",
    "compute_figures",
    "due_soon",
    "erase_contact",
    "escalate",
    "false_alarms",
    "forget_old_figures",
    "import_facts",
    "import_rows",
    "known_product",
    "link_feedback",
    "link_problem",
    "look_through",
    "mark_not_told",
    "mark_told",
    "merge_theme",
    "read_new",
    "reckon",
    "record_fact",
    "refuse_proposals",
    "remove_company",
    "remove_competitor",
    "remove_feature",
    "remove_feedback",
    "remove_plan",
    "remove_price",
    "remove_problem",
    "remove_rate",
    "remove_vote",
    "renew_facts",
    "reopen_theme",
    "rest_on_fact",
    "restore",
    "retire_theme",
    "settle_resting",
    "state_rate",
    "undo_accepted",
    "undo_act",
    "undo_fact",
    "unlink_feedback",
    "unlink_problem",
    "unrest_on_fact",
]
