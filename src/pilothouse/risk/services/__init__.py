"""Verbs of risk."""

from pilothouse.risk.services.fields import EDITABLE
from pilothouse.risk.services.settling import (
    accept_uncertainty,
    add_evidence,
    reopen_uncertainty,
    resolve_uncertainty,
)
from pilothouse.risk.services.uncertainties import (
    change_uncertainty,
    let_go,
    raise_uncertainty,
    remove_uncertainty,
)
from pilothouse.risk.services.worth import outdate_worth, record_worth

__all__ = [
    "EDITABLE",
    "accept_uncertainty",
    "add_evidence",
    "change_uncertainty",
    "let_go",
    "outdate_worth",
    "raise_uncertainty",
    "record_worth",
    "remove_uncertainty",
    "reopen_uncertainty",
    "resolve_uncertainty",
]
