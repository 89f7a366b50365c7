"""What leaves the room."""

from pilothouse.market.contracts.acts import ManyChanged, ManyUndone
from pilothouse.market.contracts.companies import (
    CONSENTS,
    Amount,
    Company,
    Contact,
    ImportedCompany,
    ImportedContact,
)
from pilothouse.market.contracts.feedback import (
    CHANNELS,
    IMPORTANCE,
    KINDS,
    STATES,
    Behind,
    Feedback,
    FeedbackLink,
    Heard,
    ImportedFeedback,
    Vote,
    headline,
    said_key,
)

__all__ = [
    "CHANNELS",
    "CONSENTS",
    "IMPORTANCE",
    "KINDS",
    "STATES",
    "Amount",
    "Behind",
    "Company",
    "Contact",
    "Feedback",
    "FeedbackLink",
    "Heard",
    "ImportedCompany",
    "ImportedContact",
    "ImportedFeedback",
    "ManyChanged",
    "ManyUndone",
    "Vote",
    "headline",
    "said_key",
]
