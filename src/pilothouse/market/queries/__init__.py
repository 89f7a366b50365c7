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

__all__ = [
    "Narrow",
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
    "named_companies",
    "named_contacts",
    "named_feedback",
    "next_new",
    "plans",
    "segments",
    "waiting",
]
