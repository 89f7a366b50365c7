"""What leaves the risk room."""

from pilothouse.risk.contracts.register import (
    CATEGORIES,
    KINDS,
    STATUSES,
    ImportedRisk,
    OpenRisk,
    Risk,
    RiskBulkDone,
    RiskInBrief,
    RiskUndone,
)
from pilothouse.risk.contracts.uncertainties import (
    LEANS,
    STATES,
    Evidence,
    OpenQuestion,
    Uncertainty,
    Worth,
)

__all__ = [
    "CATEGORIES",
    "KINDS",
    "LEANS",
    "STATES",
    "STATUSES",
    "Evidence",
    "ImportedRisk",
    "OpenQuestion",
    "OpenRisk",
    "Risk",
    "RiskBulkDone",
    "RiskInBrief",
    "RiskUndone",
    "Uncertainty",
    "Worth",
]
