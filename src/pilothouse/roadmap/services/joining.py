"""The last part of an import: parents, links and dependencies, once every item has its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from pilothouse.engine.network import cycle_among
from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedLink
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.edited import Edited
from pilothouse.roadmap.services.ordering import Order
from pilothouse.roadmap.services.tally import Later, Tally

Pair = tuple[int, int]
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
        changes = _parents(actor, later, known, keys, edited, tally)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    with transaction.atomic():
        changes = _links(actor, later, known, keys, tally)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    with transaction.atomic():
        structure.hold(product_id)
        changes = _dependencies(actor, later, known, keys, tally)
        journal.record_many(actor=actor, now=now, changes=changes, batch=batch)


def _parents(
    actor: Actor,
    later: Sequence[Later],
    known: Mapping[str, int],
    keys: Mapping[int, str],
    edited: Edited,
    tally: Tally,
) -> list[Change]:
    edges, present = structure.edges_and_parents(actor.workspace_id)
    wanted: dict[int, int | None] = {}
    for each in later:
        parent = known.get(each.parent)
        if each.parent and (parent is None or parent == each.item):
            tally.warn(each.row, keys.get(each.item, ""), f"Its parent {each.parent} is not in the file.")
        elif parent == present.get(each.item):
            continue
        elif parent is None and present[each.item] not in keys:
            continue  # a parent that was made here
        elif edited.stays(each.item, "parent_id", parent, each.changed_at):
            tally.warn(each.row, keys[each.item], "Its parent was chosen here, and is kept.")
        else:
            wanted[each.item] = parent
    _drop_circles(wanted, present, edges, keys, tally)
    rows = models.Item.objects.in_bulk(wanted)
    fresh = {each.item for each in later if each.fresh}
    changes = []
    for number, row in rows.items():
        if number not in fresh:
            pair = {"parent_id": [row.parent_id, wanted[number]]}
            title = f"{row.key} {row.title}"
            changes.append(Change("item.imported_again", Ref("roadmap.item", number), title, pair))
            tally.changed.add(number)
            row.version += 1
        row.parent_id = wanted[number]
    models.Item.objects.bulk_update(rows.values(), ["parent_id", "version"], batch_size=300)
    return changes


def _drop_circles(
    wanted: dict[int, int | None],
    present: Mapping[int, int],
    edges: Sequence[tuple[int, int]],
    keys: Mapping[int, str],
    tally: Tally,
) -> None:
    """Take out of `wanted` what would make an item part of itself, or wait for itself."""
    while circle := _circle(wanted, present, edges):
        guilty = next((number for number in circle if number in wanted), None)
        if guilty is None:
            return
        del wanted[guilty]
        tally.warn(0, keys.get(guilty, ""), "Its parent would go in a circle; it stays where it was.")


def _circle(
    wanted: Mapping[int, int | None], present: Mapping[int, int], edges: Sequence[tuple[int, int]]
) -> list[int]:
    """Items in a circle if the parents were as `wanted`, with those that they are part of."""
    merged = {number: parent for number, parent in {**present, **wanted}.items() if parent is not None}
    nodes = [str(number) for number in sorted({*merged, *merged.values()})]
    found = cycle_among(nodes, [(str(child), str(parent)) for child, parent in merged.items()])
    if found:
        return [int(number) for number in found]
    circle = structure.cycle(edges, merged) or []
    for number in circle:
        if number in merged and merged[number] not in circle:
            circle.append(merged[number])
    return circle


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


def _dependencies(
    actor: Actor,
    later: Sequence[Later],
    known: Mapping[str, int],
    keys: Mapping[int, str],
    tally: Tally,
) -> list[Change]:
    """Links that order work. Left out: what would close a circle, and what was taken away here by hand.

    A dependency that an earlier import made goes when the file has both its items and the link no more.
    """
    history = _History(actor, known) if any(not each.fresh for each in later) else None
    edges, parents = structure.edges_and_parents(actor.workspace_id)
    given = {pair for each in later for link in each.links if (pair := _pair(each, link, known)) is not None}
    changes, have = _remove_gone(actor, later, keys, history, set(edges), given)
    order = Order(have, parents)
    fresh: list[models.Dependency] = []
    for each in later:
        for link in each.links:
            pair = _pair(each, link, known)
            if pair is None or pair in have:
                continue
            told = f"'{link.verb} {link.target_external_id}'"
            if history is not None and pair in history.removed:
                tally.warn(each.row, keys[each.item], f"{told} was removed here; it is kept as a link only.")
                continue
            if not order.add(*pair):
                tally.warn(
                    each.row, keys[each.item], f"{told} would go in a circle; it is kept as a link only."
                )
                continue
            have.add(pair)
            fresh.append(
                models.Dependency(
                    workspace_id=actor.workspace_id,
                    predecessor_id=pair[0],
                    successor_id=pair[1],
                    kind=link.kind,
                )
            )
            changes.append(_change("item.dependency_imported", pair, [None, keys[pair[0]]], keys))
    models.Dependency.objects.bulk_create(fresh, batch_size=400)
    tally.dependencies = len(fresh)
    return changes


def _pair(each: Later, link: ImportedLink, known: Mapping[str, int]) -> Pair | None:
    """(predecessor, successor) of a link that orders work between two items that are here."""
    other = known.get(link.target_external_id)
    if link.dependency is None or other is None or other == each.item:
        return None
    return (other, each.item) if link.dependency == "predecessor" else (each.item, other)


def _change(verb: str, pair: Pair, values: list[str | None], keys: Mapping[int, str]) -> Change:
    return Change(verb, Ref("roadmap.item", pair[1]), keys[pair[1]], {"waits for": values})


def _remove_gone(
    actor: Actor,
    later: Sequence[Later],
    keys: Mapping[int, str],
    history: _History | None,
    have: set[Pair],
    given: set[Pair],
) -> tuple[list[Change], set[Pair]]:
    """Take away dependencies that the tracker has no more; answers with the rest of `have`."""
    if history is None:
        return [], have
    seen = {each.item for each in later}
    gone = sorted(pair for pair in (history.imported & have) - given if seen.issuperset(pair))
    for before, after in gone:
        models.Dependency.objects.filter(
            workspace_id=actor.workspace_id, predecessor_id=before, successor_id=after
        ).delete()
    changes = [_change("item.dependency_gone", pair, [keys[pair[0]], None], keys) for pair in gone]
    return changes, have - set(gone)


class _History:
    """Which dependencies imports made and nobody touched since, and which somebody took away by hand."""

    def __init__(self, actor: Actor, known: Mapping[str, int]) -> None:
        made: dict[Pair, int] = {}
        for entry in journal_queries.every(actor=actor, kind="roadmap.item", verb="item.dependency_imported"):
            before = known.get(str(entry.changes["waits for"][1]))
            if before is not None:
                made.setdefault((before, entry.subject.id), entry.id)
        removed = self._by_hand(actor, "item.dependency_removed")
        touched = removed | self._by_hand(actor, "item.dependency_changed")
        self.removed = {pair for pair, moment in removed.items() if moment > made.get(pair, 0)}
        self.imported = {pair for pair, moment in made.items() if moment > touched.get(pair, 0)}

    @staticmethod
    def _by_hand(actor: Actor, verb: str) -> dict[Pair, int]:
        """Newest entry of each pair; the value before starts with the key of the predecessor."""
        entries = [
            (str(entry.changes["waits for"][0]).partition(" ")[0], entry.subject.id, entry.id)
            for entry in journal_queries.every(actor=actor, kind="roadmap.item", verb=verb)
        ]
        rows = models.Item.objects.filter(
            workspace_id=actor.workspace_id, key__in={row[0] for row in entries}
        )
        numbers = dict(rows.values_list("key", "pk"))
        found: dict[Pair, int] = {}
        for key, after, moment in entries:
            if key in numbers:
                found.setdefault((numbers[key], after), moment)
        return found
