"""Tables of risk."""

from pilothouse.risk.models.register import Risk
from pilothouse.risk.models.uncertainties import Evidence, Uncertainty

__all__ = ["Evidence", "Risk", "Uncertainty"]
