"""Tables of risk."""

from pilothouse.risk.models.advice import AdvisedResponse, ResponseAdvice
from pilothouse.risk.models.assessments import Assessment, AssessmentRule
from pilothouse.risk.models.exposure import ExposedDate, ExposedRisk, Exposure
from pilothouse.risk.models.ledger import Stated
from pilothouse.risk.models.proposals import Proposal, SlipOutlook
from pilothouse.risk.models.register import Risk
from pilothouse.risk.models.responses import Response
from pilothouse.risk.models.uncertainties import Evidence, Uncertainty

__all__ = [
    "AdvisedResponse",
    "Assessment",
    "AssessmentRule",
    "Evidence",
    "ExposedDate",
    "ExposedRisk",
    "Exposure",
    "Proposal",
    "Response",
    "ResponseAdvice",
    "Risk",
    "SlipOutlook",
    "Stated",
    "Uncertainty",
]
