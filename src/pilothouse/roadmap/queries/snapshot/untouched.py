"""What need not be read again: nothing was recorded that could change it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.queries.snapshot.digests import text_of
from pilothouse.roadmap.queries.snapshot.reading import links_of, open_items, order_of, since_of
from pilothouse.roadmap.queries.snapshot.values import KnownItems, Link, Since

# No plan reads anything about them: what customers say, and what is said about it.
_ELSEWHERE = "market."


class Kept(NamedTuple):
    """Items by product as they were when these entries were the newest, what they wait for as text, and the
    digests of all that was read with them."""

    entries: tuple[int, ...]
    items: Mapping[int, KnownItems]
    tied: bytes
    found: tuple[str, dict[int, str]]


def fresh(kept: Kept | None, newest: Sequence[journal.Touched]) -> set[int] | None:
    """The single items that were changed since; None where anything else was, or more than the newest entries
    tell."""
    if kept is None or not {row.entry_id for row in newest} & set(kept.entries):
        return None
    rows = [row for row in newest if row.entry_id not in kept.entries]
    rows = [row for row in rows if not row.subject_kind.startswith(_ELSEWHERE)]
    if any(row.subject_kind != "roadmap.item" for row in rows):
        return None
    return {row.subject_id for row in rows}


def tied_text(links: Iterable[Link], since: Iterable[Since]) -> bytes:
    """What open items wait for, as text."""
    return text_of((tuple(links), tuple(since)))


def unmoved(actor: Actor, kept: Kept, numbers: set[int]) -> bool:
    """Whether items that were changed are open as before, in the same places of their products, and say the
    same of all that a plan reads of them: what was changed is something else, such as a title.

    All else that a plan reads changes by entries about something else, or with an item that is no longer, or
    was not, open.
    """
    products = {product: own for product, own in kept.items.items() if not numbers.isdisjoint(own.ids)}
    if not numbers <= {number for own in products.values() for number in own.ids}:
        return False
    if order_of(actor, products) != {product: own.ids for product, own in products.items()}:
        return False
    before = {
        number: row
        for own in products.values()
        for number, row in zip(own.ids, orjson.loads(b"[%b]" % own.text), strict=True)
        if number in numbers
    }
    now = {row.id: orjson.loads(text_of(row)) for row in open_items(actor, products, only=numbers)}
    if now != before:
        return False
    busy = [product for product, own in kept.items.items() if own.ids]
    ties = tied_text(links_of(actor, busy, only=numbers), since_of(actor, busy, only=numbers))
    return bool(orjson.loads(ties) == _of(orjson.loads(kept.tied), numbers))


def _of(tied: Sequence[Sequence[Sequence[Any]]], numbers: Collection[int]) -> list[list[Sequence[Any]]]:
    links, since = tied
    own = [row for row in links if row[0] in numbers or row[1] in numbers]
    return [own, [row for row in since if row[0] in numbers]]


def untouched(actor: Actor, kept: Kept, numbers: set[int]) -> dict[int, KnownItems]:
    """What is kept of products whose items are as they were; none of it where an item is gone or of another
    product now."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    now = dict(rows.filter(pk__in=numbers).values_list("id", "product_id"))
    before = {
        number: product for product, own in kept.items.items() for number in numbers.intersection(own.ids)
    }
    if now.keys() != numbers or any(now[number] != product for number, product in before.items()):
        return {}  # gone, or of another product now
    touched = {*now.values(), *rows.filter(parent_id__in=numbers).values_list("product_id", flat=True)}
    return {product: own for product, own in kept.items.items() if product not in touched}
