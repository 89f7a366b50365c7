"""What imported items are part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.roadmap.services import structure
from pilothouse.roadmap.services.intake.course import Course, again
from pilothouse.roadmap.services.rows import titled


def parents(course: Course) -> None:
    """Make each item part of what the file says, unless that was chosen here or closes a circle."""
    edges, present = structure.edges_and_parents(course.actor.workspace_id)
    fresh: set[int] = set()
    wanted = _wanted(course, present, fresh)
    _drop_strangers(course, wanted)
    _drop_circles(course, wanted, present, edges)
    fresh &= wanted.keys()
    for pairs in bulk.portions(pair for pair in wanted.items() if pair[0] in fresh):
        bulk.set_values(models.Item, ["parent"], pairs)
    for part in bulk.portions(sorted(wanted.keys() - fresh)):
        course.record(_moved(course, part, wanted))


def _moved(course: Course, numbers: Sequence[int], wanted: Mapping[int, int | None]) -> list[Change]:
    """Give items that were here their new parents."""
    rows = models.Item.objects.only("key", "title", "parent_id", "version").in_bulk(numbers)
    changes = []
    for number, row in rows.items():
        changes.append(again(number, titled(row), {"parent_id": [row.parent_id, wanted[number]]}))
        course.tally.changed.add(number)
        row.version += 1
        row.parent_id = wanted[number]
    bulk.update(list(rows.values()), ["parent", "version"])
    return changes


def _wanted(course: Course, present: Mapping[int, int], fresh: set[int]) -> dict[int, int | None]:
    """The parents that the file gives to items that have another; those that are new are added to `fresh`."""
    keys = course.keys
    wanted: dict[int, int | None] = {}
    for each in course.later:
        if not each.has_parent:
            continue
        parent = course.known.get(each.parent)
        if each.parent and (parent is None or parent == each.item):
            told = f"Its parent {each.parent} is not in the file."
            if parent == each.item:
                told = "Its parent is the item itself."
            course.tally.warn(each.row, keys.get(each.item, ""), told)
        elif parent == present.get(each.item):
            continue
        elif parent is None and present[each.item] not in keys:
            continue  # a parent that was made here
        elif course.edited.stays(each.item, "parent_id", parent, each.changed_at):
            course.tally.warn(each.row, keys[each.item], "Its parent was chosen here, and is kept.")
        else:
            wanted[each.item] = parent
            if each.fresh:
                fresh.add(each.item)
    return wanted


def _drop_strangers(course: Course, wanted: dict[int, int | None]) -> None:
    """Take out of `wanted` what would make an item part of one that is of another product here."""
    strangers = []
    for part in bulk.portions(wanted.items()):
        numbers = {number for pair in part for number in pair if number is not None}
        product = dict(models.Item.objects.filter(pk__in=numbers).values_list("pk", "product_id"))
        strangers += [n for n, parent in part if parent is not None and product[n] != product[parent]]
    for number in strangers:
        del wanted[number]
        told = "Its parent is of another product here; it stays apart."
        course.tally.warn(0, course.keys.get(number, ""), told)


def _drop_circles(
    course: Course,
    wanted: dict[int, int | None],
    present: Mapping[int, int],
    edges: Sequence[tuple[int, int]],
) -> None:
    """Take out of `wanted` what would make an item part of itself, or wait for itself."""
    while circles := _circles(wanted, present, edges) if wanted else []:
        guilty = [next((number for number in circle if number in wanted), None) for circle in circles]
        if None in guilty:
            return
        for number in guilty:
            del wanted[number or 0]
            told = "With that parent it would be part of itself, or wait for itself; it stays where it was."
            course.tally.warn(0, course.keys.get(number or 0, ""), told)


def _circles(
    wanted: Mapping[int, int | None], present: Mapping[int, int], edges: Sequence[tuple[int, int]]
) -> list[list[int]]:
    """Items in circles if the parents were as `wanted`, with those that they are part of: every circle of
    the hierarchy alone, else one of it with the dependencies.
    """
    merged = {number: parent for number, parent in {**present, **wanted}.items() if parent is not None}
    found = _of_hierarchy(merged)
    if found or not edges:
        return found
    circle = structure.cycle(edges, merged) or []
    for number in circle:
        if number in merged and merged[number] not in circle:
            circle.append(merged[number])
    return [circle] if circle else []


def _of_hierarchy(parents: Mapping[int, int]) -> list[list[int]]:
    """Every circle of a hierarchy, each from the item at which it was met."""
    met: dict[int, int] = {}  # the walk that came by
    found: list[list[int]] = []
    for start in sorted(parents):
        number = start
        while number in parents and number not in met:
            met[number] = start
            number = parents[number]
        if number in parents and met[number] == start:
            circle = [number]
            while parents[circle[-1]] != number:
                circle.append(parents[circle[-1]])
            found.append(circle)
    return found
