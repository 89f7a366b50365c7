"""What a review finds and reads. What a text says by itself is kept with its blueprint."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.graph import Graph
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.vision import models, planning, queries
from pilothouse.vision.contracts import Blueprint, Difference, Handoff, Reviewed
from pilothouse.vision.services.limits import MOST_TEXT


def review(
    *, actor: Actor, id: int, text: str | None = None, facts: queries.PlanFacts | None = None
) -> Reviewed:
    """Findings, statements and gate of a blueprint, or of `text` as if it were its own. Raises `NotFound`,
    `Invalid` for a text that is too long.

    A long text that is not read yet is read by a job, and one that is not saved not at all. `facts` spares
    asking the roadmap again where they are known.
    """
    if text is not None and len(text) > MOST_TEXT:
        raise Invalid("The text is too long to be checked.", where="text", cure="Split it.")
    if text is None:
        keep_reading(actor=actor, id=id)
    plain = None if text is None else text.replace("\r\n", "\n")
    return planning.reviewed(actor=actor, id=id, text=plain, facts=facts)


def keep_reading(*, actor: Actor, id: int) -> None:
    """Read the newest text of a blueprint and keep what it says, unless that is kept already. A long one is
    noted down for a job, `read_long`."""
    about = queries.blueprint(actor=actor, id=id)
    if queries.is_read(actor=actor, id=id, digest=planning.digest_of(text=about.text, title=about.title)):
        return
    if len(about.text) <= planning.LONG:
        _read(actor, about)
    elif not queries.is_read(actor=actor, id=id, digest=queries.UNREAD):
        _keep(actor, id, queries.UNREAD, {})


def read_long(*, actor: Actor, id: int) -> None:
    """Read the newest text of a blueprint, however long, and keep what it says. Raises `NotFound`."""
    about = queries.blueprint(actor=actor, id=id)
    if not queries.is_read(actor=actor, id=id, digest=planning.digest_of(text=about.text, title=about.title)):
        _read(actor, about)


def _read(actor: Actor, about: Blueprint) -> None:
    """Read a text outside any transaction; what it says is kept unless somebody saved another meanwhile."""
    read = planning.read_text(text=about.text, title=about.title)
    with transaction.atomic():
        now = queries.blueprint(actor=actor, id=about.id)
        if (now.text, now.title) == (about.text, about.title):
            _keep(actor, about.id, read.digest, read.to_json())


def _keep(actor: Actor, id: int, digest: str, content: dict[str, Any]) -> None:
    models.TextReading.objects.update_or_create(
        blueprint_id=id,
        defaults={"workspace_id": actor.workspace_id, "digest": digest, "content": content},
    )


def what_differs(*, before: Handoff, after: Handoff) -> Difference:
    """What differs between two hand-offs."""
    return planning.difference(before.content, after.content)


def plan_around(*, actor: Actor, key: str, document: Document) -> Graph:
    """What the rules about the plan look at for `document`, which is no stored blueprint: its statements, and
    plan, strategy and open questions of the product `key`. Raises `NotFound`."""
    about = queries.product_by_key(actor=actor, key=key)
    return planning.product_graph(actor=actor, product=about, document=document)
