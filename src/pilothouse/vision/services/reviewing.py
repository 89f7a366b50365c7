"""What a review of a text reads besides the text."""

from __future__ import annotations

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import Graph
from pilothouse.kit.actor import Actor
from pilothouse.vision import planning, queries


def plan_around(*, actor: Actor, key: str, document: Document) -> Graph:
    """What the rules about the plan look at for `document`, which is no stored blueprint: its statements, and
    plan, strategy and open questions of the product `key`. Raises `NotFound`."""
    about = queries.product_by_key(actor=actor, key=key)
    return planning.product_graph(actor=actor, product=about, document=document)
