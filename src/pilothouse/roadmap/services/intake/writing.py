"""One chunk of an import: items made, or brought up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max

from pilothouse.journal.contracts import Change
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.intake.course import Course, again
from pilothouse.roadmap.services.intake.memberships import memberships
from pilothouse.roadmap.services.intake.tally import Later
from pilothouse.roadmap.services.rows import ref, titled

_FIELDS = (
    "title",
    "description",
    "level",
    "kind",
    "status",
    "tracker_status",
    "resolution",
    "priority",
    "issue_type",
    "low",
    "likely",
    "high",
    "story_points",
    "opened_at",
    "resolved_at",
    "source_updated_at",
    "started_on",
    "earliest_start",
    "deadline",
    "reporter",
)


_WRITTEN = (
    *_FIELDS,
    "labels",
    "components",
    "comment_dates",
    "extra",
    "owner_id",
    "release_id",
    "progress",
    "version",
)


def write_chunk(course: Course, chunk: Sequence[ImportedItem]) -> None:
    """Make or change the items of a chunk with their versions and sprints, and note what is joined later."""
    changes: list[Change] = []
    wanted = [course.known[item.external_id] for item in chunk if item.external_id in course.known]
    present = models.Item.objects.in_bulk(wanted)
    keys = _Keys(course, chunk)
    rows: list[tuple[ImportedItem, models.Item]] = []
    touched: list[models.Item] = []
    for item in _once_each(course, chunk):
        values = _values(course, item, changes)
        row = present.get(course.known.get(item.external_id, 0))
        if row is not None and _update(course, item, row, values, changes):
            touched.append(row)
        rows.append((item, row or _new(course, item, keys, values)))
    made = _store(course, [row for _, row in rows if row._state.adding], touched, changes)
    memberships(course, rows, made, changes)
    course.record(changes)
    course.later += [
        Later(item.row, row.pk, row.pk in made, item.source_updated_at, item.parent_external_id, item.links)
        for item, row in rows
        if item.parent_external_id or item.links or row.pk not in made
    ]


def _once_each(course: Course, chunk: Sequence[ImportedItem]) -> Iterator[ImportedItem]:
    """Each new item once. One that is here already may stand twice: then the last row counts."""
    fresh: set[str] = set()
    for item in chunk:
        if item.external_id in fresh:
            course.tally.warn(
                item.row, item.external_id, "It stands twice in the file; the first row counts."
            )
            continue
        if item.external_id not in course.known:
            fresh.add(item.external_id)
        course.tally.seen += 1
        yield item


def _new(course: Course, item: ImportedItem, keys: _Keys, values: dict[str, Any]) -> models.Item:
    return models.Item(
        workspace_id=course.actor.workspace_id,
        product_id=course.product_id,
        key=keys.free(item),
        source=item.source,
        external_id=item.external_id,
        rank=keys.next_rank(),
        progress=1.0 if item.status == "done" else 0.0,
        **values,
    )


def _store(
    course: Course, fresh: list[models.Item], touched: list[models.Item], changes: list[Change]
) -> set[int]:
    """Write the rows; answers with the numbers of the new ones."""
    models.Item.objects.bulk_create(fresh, batch_size=200)
    models.Item.objects.bulk_update(touched, _WRITTEN, batch_size=100)
    course.tally.created += len(fresh)
    course.tally.changed |= {row.pk for row in touched}
    course.known |= {row.external_id: row.pk for row in fresh}
    changes += [Change("item.imported", ref(row), titled(row)) for row in fresh]
    return {row.pk for row in fresh}


class _Keys:
    """Keys and ranks of new items in one chunk."""

    def __init__(self, course: Course, chunk: Sequence[ImportedItem]) -> None:
        self.tally = course.tally
        wanted = [item.external_id[:40] for item in chunk]
        rows = models.Item.objects.filter(workspace_id=course.actor.workspace_id, key__in=wanted)
        self.taken = set(rows.values_list("key", flat=True))
        ranks = models.Item.objects.filter(product_id=course.product_id)
        self.rank = float(ranks.aggregate(last=Max("rank"))["last"] or 0.0)

    def free(self, item: ImportedItem) -> str:
        """The tracker's key, or one made from it when that is taken here."""
        key = item.external_id[:40]
        if key in self.taken:
            key = f"{key[:30]}-{item.row}"
            self.tally.warn(
                item.row, item.external_id, f"The key is taken here, so the item is called {key}."
            )
        self.taken.add(key)
        return key

    def next_rank(self) -> float:
        self.rank += 1.0
        return self.rank


def _update(
    course: Course, item: ImportedItem, row: models.Item, values: dict[str, Any], changes: list[Change]
) -> bool:
    """Bring an item up to date that was here before; says whether anything changed."""
    if item.status == "done":
        values["progress"] = 1.0
    elif row.status == "done":
        values["progress"] = 0.0
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    kept = course.edited.kept(row.pk, different, item.source_updated_at)
    if kept:
        names = ", ".join(sorted(name.removesuffix("_id").replace("_", " ") for name in kept))
        course.tally.warn(
            item.row, item.external_id, f"Entered here, and kept although the file differs: {names}."
        )
    different = {name: value for name, value in different.items() if name not in kept}
    if not different:
        return False
    pairs = {name: [plain(getattr(row, name)), plain(value)] for name, value in different.items()}
    changes.append(again(row.pk, titled(row), pairs))
    for name, value in different.items():
        setattr(row, name, value)
    row.version += 1
    return True


def _values(course: Course, item: ImportedItem, changes: list[Change]) -> dict[str, Any]:
    """The fields as the file has them."""
    values = rules.clean_texts({name: getattr(item, name) for name in _FIELDS})
    values["title"] = values["title"][:500]
    values["labels"], values["components"] = list(item.labels), list(item.components)
    values["comment_dates"] = [day.isoformat() for day in item.comment_dates]
    values["extra"] = item.extra
    values["owner_id"] = course.people.get(item.assignee) if item.assignee else None
    fixes = [course.shelf.release(version, item.source, changes) for version in item.fix_versions]
    # An item belongs to the last version that it names: versions are listed in the order they were given.
    values["release_id"] = fixes[-1] if fixes else None
    return values
