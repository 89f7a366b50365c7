"""What leaves the risk room."""

from pilothouse.risk.contracts.exposure import (
    NOTHING,
    DateEffect,
    ExposedDate,
    Exposure,
    JointChance,
    LossCurve,
    RiskCost,
    RiskExposure,
)
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
from pilothouse.risk.contracts.responses import RESPONSE_KINDS, RESPONSE_STATES, TAKEN, RiskResponse
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
    "NOTHING",
    "RESPONSE_KINDS",
    "RESPONSE_STATES",
    "STATES",
    "STATUSES",
    "TAKEN",
    "DateEffect",
    "Evidence",
    "ExposedDate",
    "Exposure",
    "ImportedRisk",
    "JointChance",
    "LossCurve",
    "OpenQuestion",
    "OpenRisk",
    "Risk",
    "RiskBulkDone",
    "RiskCost",
    "RiskExposure",
    "RiskInBrief",
    "RiskResponse",
    "RiskUndone",
    "Uncertainty",
    "Worth",
]
