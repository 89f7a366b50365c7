"""What a review finds and reads. What a text says by itself is kept with its blueprint."""

from __future__ import annotations

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import Graph
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.vision import models, planning, queries
from pilothouse.vision.contracts import Difference, Handoff, Reviewed
from pilothouse.vision.services.limits import MOST_TEXT


def review(
    *, actor: Actor, id: int, text: str | None = None, facts: queries.PlanFacts | None = None
) -> Reviewed:
    """Findings, statements and gate of a blueprint, or of `text` as if it were its own. Raises `NotFound`,
    `Invalid` for a text that is too long.

    `facts` spares asking the roadmap again where they are known.
    """
    if text is not None and len(text) > MOST_TEXT:
        raise Invalid("The text is too long to be checked.", where="text", cure="Split it.")
    if text is None:
        keep_reading(actor=actor, id=id)
    plain = None if text is None else text.replace("\r\n", "\n")
    return planning.reviewed(actor=actor, id=id, text=plain, facts=facts)


def keep_reading(*, actor: Actor, id: int) -> None:
    """Read the newest text of a blueprint and keep what it says, unless that is kept already."""
    about = queries.blueprint(actor=actor, id=id)
    if planning.known_reading(actor=actor, id=id, text=about.text, title=about.title) is not None:
        return
    read = planning.read_text(text=about.text, title=about.title)
    models.TextReading.objects.update_or_create(
        blueprint_id=about.id,
        defaults={"workspace_id": actor.workspace_id, "digest": read.digest, "content": read.to_json()},
    )


def what_differs(*, before: Handoff, after: Handoff) -> Difference:
    """What differs between two hand-offs."""
    return planning.difference(before.content, after.content)


def plan_around(*, actor: Actor, key: str, document: Document) -> Graph:
    """What the rules about the plan look at for `document`, which is no stored blueprint: its statements, and
    plan, strategy and open questions of the product `key`. Raises `NotFound`."""
    about = queries.product_by_key(actor=actor, key=key)
    return planning.product_graph(actor=actor, product=about, document=document)
