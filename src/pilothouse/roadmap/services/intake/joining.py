"""The last part of an import: parents, links and dependencies, once every item has its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.edited import Edited
from pilothouse.roadmap.services.intake.ordering import dependencies
from pilothouse.roadmap.services.intake.parents import parents
from pilothouse.roadmap.services.intake.tally import Later, Tally

_ONCE = 500


def join(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    product_id: int,
    later: Sequence[Later],
    known: Mapping[str, int],
    edited: Edited,
    tally: Tally,
) -> None:
    """Join up what the rows of a file say about each other. `known`: external id to number."""
    keys = {number: key for key, number in known.items()}
    with transaction.atomic():
        structure.hold(product_id)
        changes = parents(actor, later, known, keys, edited, tally)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    with transaction.atomic():
        changes = _links(actor, later, known, keys, tally)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    with transaction.atomic():
        structure.hold(product_id)
        changes = dependencies(actor, later, known, keys, tally)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)


def _links(
    actor: Actor,
    later: Sequence[Later],
    known: Mapping[str, int],
    keys: Mapping[int, str],
    tally: Tally,
) -> list[Change]:
    had = links_of([each.item for each in later if not each.fresh])
    rows: list[models.Link] = []
    changes: list[Change] = []
    for each in later:
        tally.links += len(each.links)
        wanted = [(link.verb[:100], link.target_external_id[:100]) for link in each.links]
        before = had.get(each.item, [])
        if wanted == before:
            continue
        if not each.fresh:
            models.Link.objects.filter(item_id=each.item).delete()
            pair = {"links": [before, wanted]}
            key = keys[each.item]
            changes.append(Change("item.imported_again", Ref("roadmap.item", each.item), key, pair))
            tally.changed.add(each.item)
        rows += [
            models.Link(
                workspace_id=actor.workspace_id,
                item_id=each.item,
                verb=verb,
                target_key=key,
                target_id=known.get(key),
            )
            for verb, key in wanted
        ]
    models.Link.objects.bulk_create(rows, batch_size=400)
    return changes


def links_of(numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """(verb, key of the target) of each item that has links, in the order they were given."""
    found: dict[int, list[tuple[str, str]]] = {}
    for first in range(0, len(numbers), _ONCE):
        rows = models.Link.objects.filter(item_id__in=numbers[first : first + _ONCE]).order_by("id")
        for number, verb, target in rows.values_list("item_id", "verb", "target_key"):
            found.setdefault(number, []).append((verb, target))
    return found
