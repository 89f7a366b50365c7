"""Items that other rooms ask for, such as what is to solve a support problem."""

from __future__ import annotations

from datetime import datetime

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject
from pilothouse.roadmap import queries
from pilothouse.roadmap.services.items import add_item


def make_item(*, actor: Actor, now: datetime, whole: Ref, title: str, text: str) -> Subject:
    """An item of the product `whole`. Raises `Invalid`, `NotFound`."""
    if whole.kind != "vision.product":
        raise NotFound("Items belong to products.", cure="Choose a product.")
    row = add_item(actor=actor, now=now, product_id=whole.id, title=title, description=text)
    return next(iter(queries.named_items(actor=actor, ids=(row.id,))))
