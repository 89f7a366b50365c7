"""Taking in a tracker's items; `undoing` takes a whole import back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.roadmap.contracts import ImportedItem, ImportOutcome
from pilothouse.roadmap.services.intake.course import Course
from pilothouse.roadmap.services.intake.joining import join
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.intake.writing import write_chunk

Told = Callable[[int], None]
_CHUNK = 1000
_LARGE = 4 * 2**20  # characters


def import_items(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    product_id: int,
    items: Iterable[ImportedItem],
    people: Mapping[str, int],
    progress: Told = lambda done: None,
) -> ImportOutcome:
    """Create or update one item for each row, known again by (workspace, source, external id).

    Works in transactions of 1,000 rows, so that others can write between, and can be repeated: the same rows
    again change nothing. `people` maps the source's names to team members. What people changed here stays
    when the tracker has nothing to say about it, or said it before; the row is reported then. Dependencies
    that would close a circle are kept as links and reported. Everything is journalled under `batch`, which
    `undo_import` takes back.
    """
    actor.require(Role.EDITOR)
    course = Course(actor, now, batch, product_id, people, Shelf(actor, product_id, now))
    for chunk in _chunks(items, _CHUNK):
        if not course.known:
            course.begin(chunk[0].source)
        with transaction.atomic():
            write_chunk(course, chunk)
        progress(course.tally.seen)
    join(course)
    shelf = course.shelf
    return course.tally.outcome(sprints=len(shelf.sprints_seen), versions=len(shelf.releases_seen))


def _chunks(items: Iterable[ImportedItem], size: int) -> Iterator[list[ImportedItem]]:
    """Parts of `size` items, or fewer where they hold long texts."""
    chunk: list[ImportedItem] = []
    weight = 0
    for item in items:
        chunk.append(item)
        weight += len(item.description) + sum(len(each.body) for each in item.comments)
        if len(chunk) >= size or weight > _LARGE:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk
