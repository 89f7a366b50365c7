"""Open questions of a product and of its blueprints, which the room risk keeps."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject
from pilothouse.risk import queries as risk
from pilothouse.risk.contracts import Uncertainty
from pilothouse.vision.contracts import Blueprint, Product
from pilothouse.vision.queries.plan import PlanFacts


def asked(
    *,
    actor: Actor,
    product: Product,
    about: Blueprint | None = None,
    facts: PlanFacts | None = None,
    state: str = "",
) -> tuple[Uncertainty, ...]:
    """Uncertainties of a product, or with `about` of that blueprint and of the product as a whole, the one to
    ask first at the top. `facts` spares asking what items are called."""
    known = dict(facts.subjects) if facts else {}
    known[product.ref] = Subject(product.ref, product.key, product.name)
    if about is not None:
        known[about.ref] = Subject(about.ref, about.title, about.title, within=product.ref)
    return risk.uncertainties(
        actor=actor,
        scope=Ref.parse(product.ref),
        about=Ref.parse(about.ref) if about else None,
        state=state,
        known=known,
    )
