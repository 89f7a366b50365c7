"""Imported items of which the file says that they are in another product now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.roadmap.services.intake.course import Course, Values, again
from pilothouse.roadmap.services.rows import titled

_MOVED = ("product", "release", "parent", "version")


def move(course: Course) -> None:
    """Bring items to the product that their row names, with the parts of which the file has no row.

    As in a move by hand, the release is cleared, and the parent unless it comes along. What somebody moved
    since the file was written stays where it is, and is told.
    """
    if not course.names_products:
        return
    wanted = dict(_wanted(course))
    _with_parts(wanted, {each.item for each in course.later})
    for part in bulk.portions(sorted(wanted)):
        rows = models.Item.objects.filter(pk__in=part).select_related("parent")
        moved = [row for row in rows if row.product_id != wanted[row.pk]]
        course.record([again(row.pk, titled(row), _cleared(row, wanted)) for row in moved])
        course.tally.changed |= {row.pk for row in moved}
        bulk.update(moved, _MOVED)


def _wanted(course: Course) -> Iterator[tuple[int, int]]:
    """Items that are elsewhere than their row says, and where it says they are."""
    for some in bulk.portions(each for each in course.later if each.product):
        rows = models.Item.objects.filter(pk__in=[each.item for each in some])
        present = dict(rows.values_list("pk", "product_id"))
        for each in some:
            if each.product == present.get(each.item, each.product):
                continue
            if course.edited.stays(each.item, "product_id", each.product, each.changed_at):
                course.tally.warn(each.row, course.keys[each.item], "It was moved since; it stays there.")
            else:
                yield each.item, each.product


def _with_parts(wanted: dict[int, int], named: set[int]) -> None:
    """Add to `wanted` all that is beneath, but for what is `named` by a row of its own."""
    level: Iterable[int] = list(wanted)
    while level:
        parts = dict(models.Item.objects.filter(parent_id__in=level).values_list("pk", "parent_id"))
        level = parts.keys() - wanted.keys() - named
        wanted |= {number: wanted[parts[number]] for number in level}


def _cleared(row: models.Item, wanted: dict[int, int]) -> Values:
    """Change a row, and say how."""
    target, parent = wanted[row.pk], row.parent
    values: Values = {"product_id": [row.product_id, target]}
    row.product_id = target
    if row.release_id is not None:
        values["release_id"] = [row.release_id, None]
        row.release_id = None
    if parent is not None and wanted.get(parent.pk, parent.product_id) != target:
        values["parent_id"] = [parent.pk, None]
        row.parent_id = None
    row.version += 1
    return values
