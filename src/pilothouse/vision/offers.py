"""What vision offers the house: its place in the rail, and what it is about."""

from __future__ import annotations

from pilothouse.kit.offering import Action, Noun, Rail
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.vision import queries, services

rail = Rail("Vision", "vision:products", key="v", icon="compass", order=20)

kept_back = {"vision.TextReading": "Made anew from the text of a blueprint."}

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
        title="Statements",
        find=queries.find_statements,
        named=queries.named_statements,
        inside=queries.statements_inside,
    ),
    Noun("vision.design_review", "vision:design-review"),
    Noun("vision.handoff", "vision:handoff"),
    Noun("vision.objective", "vision:edit-objective"),
    Noun("vision.key_result", "vision:edit-key-result"),
    Noun("vision.persona", "vision:edit-persona"),
)

_OWNER = Recorded("owner", noun="team.person")
_PRODUCT = Recorded("product", noun="vision.product")
_STATES = {"in_review": "in review"}

restores = dict.fromkeys(
    (
        "product.removed",
        "objective.removed",
        "key_result.removed",
        "persona.removed",
        "blueprint.removed",
        "design_review.removed",
    ),
    services.restore,
)

recorded = {
    "vision.objective": {"owner_id": _OWNER, "due_on": Recorded("due"), "product_id": _PRODUCT},
    "vision.persona": {"product_id": _PRODUCT},
    "vision.blueprint": {
        "product_id": _PRODUCT,
        "state": Recorded(words=_STATES),
        "handoff": Recorded("hand-off"),
        "trace": Recorded("traced to"),
        "digest": HIDDEN,
        "traces": HIDDEN,
        "changed_at": HIDDEN,
    },
    "vision.design_review": {
        "held_on": Recorded("held on"),
        "revision_number": Recorded("revision"),
        "closed_at": Recorded("closed"),
    },
}
