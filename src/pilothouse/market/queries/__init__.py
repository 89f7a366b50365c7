"""What can be asked of the market; always within the actor's workspace."""

from pilothouse.market.queries.behind import behind
from pilothouse.market.queries.companies import (
    companies,
    company,
    company_ids,
    company_names,
    find_companies,
    named_companies,
    plans,
    segments,
)
from pilothouse.market.queries.contacts import contact, contacts, find_contacts, named_contacts
from pilothouse.market.queries.corpus import unread
from pilothouse.market.queries.feedback import (
    Narrow,
    by_external,
    feedback,
    feedback_ids,
    feedback_page,
    find_feedback,
    named_feedback,
    next_new,
    waiting,
)
from pilothouse.market.queries.themes import (
    alike,
    find_themes,
    named_themes,
    proposals,
    rising,
    summary,
    theme,
    theme_names,
    themes,
    watched,
)

__all__ = [
    "Narrow",
    "alike",
    "behind",
    "by_external",
    "companies",
    "company",
    "company_ids",
    "company_names",
    "contact",
    "contacts",
    "feedback",
    "feedback_ids",
    "feedback_page",
    "find_companies",
    "find_contacts",
    "find_feedback",
    "find_themes",
    "named_companies",
    "named_contacts",
    "named_feedback",
    "named_themes",
    "next_new",
    "plans",
    "proposals",
    "rising",
    "segments",
    "summary",
    "theme",
    "theme_names",
    "themes",
    "unread",
    "waiting",
    "watched",
]
