"""What risk offers the house: its uncertainties."""

from __future__ import annotations

from pilothouse.kit.offering import Noun
from pilothouse.risk import queries

nouns = (
    Noun("risk.uncertainty", "risk:uncertainty", title="Uncertainties", find=queries.find_uncertainties),
    # The record still calls those so that were raised when vision kept them.
    Noun("vision.uncertainty", "risk:uncertainty"),
)
