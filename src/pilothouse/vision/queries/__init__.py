"""What can be asked of vision; always within the actor's workspace."""

from pilothouse.vision.queries.blueprints import (
    blueprint,
    blueprints,
    find_blueprints,
    no_statement,
    no_trace,
    revision,
    revisions,
    statement,
    statements,
    statements_of,
    suspects,
)
from pilothouse.vision.queries.design import (
    design_review,
    design_reviews,
    handoff,
    handoffs,
    review_of_check,
)
from pilothouse.vision.queries.plan import plan_facts, subject, subject_name
from pilothouse.vision.queries.products import (
    as_product,
    find_products,
    no_product,
    product,
    product_by_key,
    products,
)
from pilothouse.vision.queries.strategy import key_result, objective, objectives, persona, personas
from pilothouse.vision.queries.uncertainties import (
    blocking_questions,
    find_uncertainties,
    uncertainties,
    uncertainty,
)

__all__ = [
    "as_product",
    "blocking_questions",
    "blueprint",
    "blueprints",
    "design_review",
    "design_reviews",
    "find_blueprints",
    "find_products",
    "find_uncertainties",
    "handoff",
    "handoffs",
    "key_result",
    "no_product",
    "no_statement",
    "no_trace",
    "objective",
    "objectives",
    "persona",
    "personas",
    "plan_facts",
    "product",
    "product_by_key",
    "products",
    "review_of_check",
    "revision",
    "revisions",
    "statement",
    "statements",
    "statements_of",
    "subject",
    "subject_name",
    "suspects",
    "uncertainties",
    "uncertainty",
]
