"""What imported items are part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pilothouse.engine.network import cycle_among
from pilothouse.journal.contracts import Change
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.course import Course, again
from pilothouse.roadmap.services.rows import titled


def parents(course: Course) -> list[Change]:
    """Make each item part of what the file says, unless that was chosen here or closes a circle."""
    edges, present = structure.edges_and_parents(course.actor.workspace_id)
    wanted = _wanted(course, present)
    _drop_circles(course, wanted, present, edges)
    rows = models.Item.objects.in_bulk(wanted)
    fresh = {each.item for each in course.later if each.fresh}
    changes = []
    for number, row in rows.items():
        if number not in fresh:
            changes.append(again(number, titled(row), {"parent_id": [row.parent_id, wanted[number]]}))
            course.tally.changed.add(number)
            row.version += 1
        row.parent_id = wanted[number]
    models.Item.objects.bulk_update(rows.values(), ["parent_id", "version"], batch_size=300)
    return changes


def _wanted(course: Course, present: Mapping[int, int]) -> dict[int, int | None]:
    """The parents that the file gives to items that have another."""
    keys = course.keys()
    wanted: dict[int, int | None] = {}
    for each in course.later:
        parent = course.known.get(each.parent)
        if each.parent and (parent is None or parent == each.item):
            told = f"Its parent {each.parent} is not in the file."
            course.tally.warn(each.row, keys.get(each.item, ""), told)
        elif parent == present.get(each.item):
            continue
        elif parent is None and present[each.item] not in keys:
            continue  # a parent that was made here
        elif course.edited.stays(each.item, "parent_id", parent, each.changed_at):
            course.tally.warn(each.row, keys[each.item], "Its parent was chosen here, and is kept.")
        else:
            wanted[each.item] = parent
    return wanted


def _drop_circles(
    course: Course,
    wanted: dict[int, int | None],
    present: Mapping[int, int],
    edges: Sequence[tuple[int, int]],
) -> None:
    """Take out of `wanted` what would make an item part of itself, or wait for itself."""
    keys = course.keys()
    while circle := _circle(wanted, present, edges):
        guilty = next((number for number in circle if number in wanted), None)
        if guilty is None:
            return
        del wanted[guilty]
        told = "With that parent it would be part of itself, or wait for itself; it stays where it was."
        course.tally.warn(0, keys.get(guilty, ""), told)


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
