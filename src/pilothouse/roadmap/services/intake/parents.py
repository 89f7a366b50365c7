"""What imported items are part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pilothouse.engine.network import cycle_among
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.edited import Edited
from pilothouse.roadmap.services.intake.tally import Later, Tally


def parents(
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
