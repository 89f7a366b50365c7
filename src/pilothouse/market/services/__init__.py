"""Verbs of the market."""

from pilothouse.market.services.bulk import change_many, undo_act
from pilothouse.market.services.companies import add_company, change_company, remove_company
from pilothouse.market.services.contacts import add_contact, change_contact, erase_contact
from pilothouse.market.services.feedback import add_feedback, change_feedback, remove_feedback
from pilothouse.market.services.importing import Desk, import_rows
from pilothouse.market.services.linking import add_vote, link_feedback, remove_vote, unlink_feedback
from pilothouse.market.services.restoring import restore
from pilothouse.market.services.sorts import COMPANIES, CONTACTS, FEEDBACK, Sort
from pilothouse.market.services.undoing import EditsOfRows, UndoRows

__all__ = [
    "COMPANIES",
    "CONTACTS",
    "FEEDBACK",
    "Desk",
    "EditsOfRows",
    "Sort",
    "UndoRows",
    "add_company",
    "add_contact",
    "add_feedback",
    "add_vote",
    "change_company",
    "change_contact",
    "change_feedback",
    "change_many",
    "erase_contact",
    "import_rows",
    "link_feedback",
    "remove_company",
    "remove_feedback",
    "remove_vote",
    "restore",
    "undo_act",
    "unlink_feedback",
]
