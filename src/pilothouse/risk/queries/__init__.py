"""What can be asked of risk; always within the actor's workspace."""

from pilothouse.risk.queries.uncertainties import (
    blocking_questions,
    find_uncertainties,
    open_about,
    open_questions,
    raised_in,
    uncertainties,
    uncertainty,
)

__all__ = [
    "blocking_questions",
    "find_uncertainties",
    "open_about",
    "open_questions",
    "raised_in",
    "uncertainties",
    "uncertainty",
]
