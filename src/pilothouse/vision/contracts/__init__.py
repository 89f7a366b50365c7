"""What leaves the vision room."""

from pilothouse.vision.contracts.blueprints import (
    BLUEPRINT_STATES,
    Blueprint,
    ListedBlueprint,
    ListedRevision,
    Revision,
)
from pilothouse.vision.contracts.design import ANSWERS, Check, DesignReview
from pilothouse.vision.contracts.handoffs import (
    Acknowledgement,
    ChangedStatement,
    Difference,
    Handoff,
    ListedHandoff,
)
from pilothouse.vision.contracts.products import Product
from pilothouse.vision.contracts.reviews import PLAN, Finding, Fix, Gate, Place, Reviewed, Rule
from pilothouse.vision.contracts.strategy import KeyResult, Objective, Persona
from pilothouse.vision.contracts.traces import KINDS, AskedFor, Statement, Trace

__all__ = [
    "ANSWERS",
    "BLUEPRINT_STATES",
    "KINDS",
    "PLAN",
    "Acknowledgement",
    "AskedFor",
    "Blueprint",
    "ChangedStatement",
    "Check",
    "DesignReview",
    "Difference",
    "Finding",
    "Fix",
    "Gate",
    "Handoff",
    "KeyResult",
    "ListedBlueprint",
    "ListedHandoff",
    "ListedRevision",
    "Objective",
    "Persona",
    "Place",
    "Product",
    "Reviewed",
    "Revision",
    "Rule",
    "Statement",
    "Trace",
]
