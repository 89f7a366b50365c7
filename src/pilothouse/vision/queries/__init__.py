"""What can be asked of vision; always within the actor's workspace."""

from pilothouse.vision.queries.blueprints import (
    UNREAD,
    blueprint,
    blueprints,
    find_blueprints,
    is_read,
    reading,
    revision,
    revisions,
    unread,
)
from pilothouse.vision.queries.design import design_review, design_reviews, review_of_check
from pilothouse.vision.queries.handoffs import handoff, handoff_numbered, handoffs
from pilothouse.vision.queries.plan import PlanFacts, plan_facts
from pilothouse.vision.queries.products import (
    as_product,
    find_products,
    no_product,
    product,
    product_by_key,
    product_names,
    products,
)
from pilothouse.vision.queries.questions import asked
from pilothouse.vision.queries.rules import rule, rules
from pilothouse.vision.queries.strategy import key_result, objective, objectives, persona, personas
from pilothouse.vision.queries.subjects import (
    blueprints_inside,
    find_statements,
    named_blueprints,
    named_products,
    named_statements,
    statement_place,
    statements_inside,
)
from pilothouse.vision.queries.traces import (
    no_statement,
    no_trace,
    statement,
    statements,
    statements_of,
    subject,
    suspects,
    traced_elsewhere,
)

__all__ = [
    "UNREAD",
    "PlanFacts",
    "as_product",
    "asked",
    "blueprint",
    "blueprints",
    "blueprints_inside",
    "design_review",
    "design_reviews",
    "find_blueprints",
    "find_products",
    "find_statements",
    "handoff",
    "handoff_numbered",
    "handoffs",
    "is_read",
    "key_result",
    "named_blueprints",
    "named_products",
    "named_statements",
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
    "product_names",
    "products",
    "reading",
    "review_of_check",
    "revision",
    "revisions",
    "rule",
    "rules",
    "statement",
    "statement_place",
    "statements",
    "statements_inside",
    "statements_of",
    "subject",
    "suspects",
    "traced_elsewhere",
    "unread",
]
