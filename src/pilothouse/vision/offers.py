"""What vision offers the house: its place in the rail, and what it is about."""

from __future__ import annotations

from pilothouse.kit.offering import Action, Noun, Rail
from pilothouse.vision import queries

rail = Rail("Vision", "vision:products", key="v", icon="compass", order=20)

actions = (
    Action("Add a product", "vision:new-product"),
    Action("Rules of the review", "vision:rules"),
)

nouns = (
    Noun(
        "vision.product",
        "vision:product",
        title="Products",
        find=queries.find_products,
        named=queries.named_products,
        tabs="vision/_tabs.html",
    ),
    Noun(
        "vision.blueprint",
        "vision:blueprint",
        title="Blueprints",
        find=queries.find_blueprints,
        named=queries.named_blueprints,
        inside=queries.blueprints_inside,
        few=True,
    ),
    Noun(
        "vision.statement",
        "vision:statement",
        named=queries.named_statements,
        inside=queries.statements_inside,
    ),
    Noun("vision.design_review", "vision:design-review"),
    Noun("vision.handoff", "vision:handoff"),
    Noun("vision.objective", "vision:edit-objective"),
    Noun("vision.key_result", "vision:edit-key-result"),
    Noun("vision.persona", "vision:edit-persona"),
)
