"""One chunk of an import: items made, or brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from django.db.models import Max

from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem, ImportedVersion
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.intake.besides import Besides, attach, narrow
from pilothouse.roadmap.services.intake.besides import values_of as beside_of
from pilothouse.roadmap.services.intake.comments import comments
from pilothouse.roadmap.services.intake.course import Course, again
from pilothouse.roadmap.services.intake.memberships import memberships
from pilothouse.roadmap.services.intake.shelf import Shelf
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
    "tracker_priority",
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
    "deadline_hard",
    "value",
    "mandatory",
    "milestone",
    "reporter",
)
LINKS = ("links", "waits_for", "outward_links", "inward_links")

_WRITTEN = (
    *_FIELDS,
    "components",
    "comment_dates",
    "extra",
    "own_status",
    "owner",
    "team",
    "release",
    "progress",
    "version",
)


def write_chunk(course: Course, chunk: Sequence[ImportedItem]) -> None:
    """Make or change the items of a chunk with their versions and sprints, and note what is joined later."""
    changes: list[Change] = []
    course.recognise(chunk)
    wanted = [course.known[item.external_id] for item in chunk if item.external_id in course.known]
    present = models.Item.objects.in_bulk(wanted)
    attach(course, present.values())
    besides = Besides(course.lookup)
    keys = _Keys(course, chunk)
    rows: list[tuple[ImportedItem, models.Item]] = []
    touched: list[models.Item] = []
    for each in _once_each(course, chunk):
        row = present.get(course.known.get(each.external_id, 0))
        item = course.seen(each, row)
        values = values_of(course, item, partial(_release, course.shelf_of(item, row), item.source, changes))
        if row is None:
            row = _new(course, item, keys, values)
            besides.get(row, values)
        elif different := _update(course, item, row, values, changes):
            touched.append(row)
            besides.get(row, different)
        rows.append((item, row))
    made = _store(course, [row for _, row in rows if row._state.adding], touched, changes)
    besides.store()
    memberships(course, rows, made, changes)
    comments(course, rows)
    course.record(changes)
    for item, row in rows:
        if item.parent_external_id or item.links or item.product_to or row.pk not in made:
            course.join_later(_later(item, row, made))


def _later(item: ImportedItem, row: models.Item, made: set[int]) -> Later:
    return Later(
        item.row,
        row.pk,
        row.pk in made,
        item.told_at,
        item.parent_external_id,
        item.links,
        item.gives("parent", "epic_link"),
        item.gives(*LINKS),
        item.product_to or 0,
    )


def _release(shelf: Shelf, source: str, changes: list[Change], found: ImportedVersion) -> int:
    return shelf.release(found, source, changes)


def _once_each(course: Course, chunk: Sequence[ImportedItem]) -> Iterator[ImportedItem]:
    """Each new item once. One that is here already may stand twice: then the last row counts."""
    fresh: set[str] = set()
    for item in chunk:
        if item.external_id in fresh:
            course.tally.warn(item.row, item.name, "It stands twice in the file; the first row counts.")
            continue
        if item.external_id not in course.known:
            fresh.add(item.external_id)
        course.tally.see(course.known.get(item.external_id, 0))
        yield item


def _new(course: Course, item: ImportedItem, keys: _Keys, values: dict[str, Any]) -> models.Item:
    held = _empty() | {"progress": 1.0 if item.status == "done" else 0.0} | values
    held |= {
        "workspace_id": course.actor.workspace_id,
        "product_id": course.product_id,
        "key": keys.free(item),
        "source": item.source,
        "external_id": item.external_id,
        "source_product_id": course.product_id,
        "rank": keys.next_rank(),
    }
    # By place, which takes a third of the time that names do.
    by_place: list[Any] = [held[name] for name in _columns()]
    return models.Item(*by_place)  # type: ignore[misc]


@cache
def _columns() -> tuple[str, ...]:
    return tuple(field.attname for field in models.Item._meta.concrete_fields)


@cache
def _defaults() -> dict[str, Any]:
    return {field.attname: field.get_default() for field in models.Item._meta.concrete_fields}


def _empty() -> dict[str, Any]:
    """The values of an item of which nothing is known; lists of its own."""
    return _defaults() | {"components": [], "comment_dates": [], "extra": {}}


def _store(
    course: Course, fresh: list[models.Item], touched: list[models.Item], changes: list[Change]
) -> set[int]:
    """Write the rows; answers with the numbers of the new ones."""
    bulk.insert(fresh, numbered=True)
    bulk.update(touched, _WRITTEN)
    course.tally.created += len(fresh)
    course.tally.changed |= {row.pk for row in touched}
    course.known |= {row.external_id: row.pk for row in fresh}
    course.own_keys.taken |= {row.key for row in fresh}
    changes += [Change("item.imported", ref(row), titled(row)) for row in fresh]
    return {row.pk for row in fresh}


class _Keys:
    """Keys and ranks of new items in one chunk."""

    def __init__(self, course: Course, chunk: Sequence[ImportedItem]) -> None:
        self.course = course
        wanted = [item.external_id[:40] for item in chunk]
        rows = models.Item.objects.filter(workspace_id=course.actor.workspace_id, key__in=wanted)
        self.taken = set(rows.values_list("key", flat=True))
        ranks = models.Item.objects.filter(product_id=course.product_id)
        self.rank = float(ranks.aggregate(last=Max("rank"))["last"] or 0.0)

    def free(self, item: ImportedItem) -> str:
        """The tracker's key; one of the product where the row has none, a mere number, or a taken one."""
        key, own = item.external_id[:40], self.course.own_keys
        if item.keyless:
            return own.take()
        number = key.lstrip("#")
        if number.isdecimal() and number.isascii():
            return own.take(str(int(number))[:30])
        if key in self.taken or key in own.taken:
            key = own.take()
            told = f"The key {item.external_id} is taken here, so the item is called {key}."
            self.course.tally.warn(item.row, item.external_id, told)
        elif key.startswith(own.prefix):
            own.taken.add(key)
        self.taken.add(key)
        return key

    def next_rank(self) -> float:
        self.rank += 1.0
        return self.rank


def _update(
    course: Course, item: ImportedItem, row: models.Item, values: dict[str, Any], changes: list[Change]
) -> dict[str, Any]:
    """Bring an item up to date that was here before; answers with what is different."""
    different, kept = differing(course, item, row, values)
    if kept:
        names = ", ".join(sorted(_named(name) for name in kept))
        course.tally.warn(item.row, item.name, f"Entered here, and kept although the file differs: {names}.")
    if not different:
        return {}
    pairs = {name: [plain(getattr(row, name)), plain(value)] for name, value in different.items()}
    changes.append(again(row.pk, titled(row), pairs))
    for name, value in different.items():
        setattr(row, name, value)
    row.version += 1
    return different


def _named(field: str) -> str:
    return {"custom_ids": "custom fields"}.get(field, field.removesuffix("_id").replace("_", " "))


def differing(
    course: Course, item: ImportedItem, row: models.Item, values: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of an item that the file changes, and those that stay because they were edited here."""
    values = {name: value for name, value in values.items() if item.gives(*_GIVEN.get(name, (name,)))}
    if "status" in values:
        _follow_status(item, row, values)
    if row.product_id != course.product_id and not item.product_key:
        values.pop("release_id", None)  # moved here since: the file's versions are of another product
    if row.source != item.source or not row.external_id:
        for name in _OF_THE_TRACKER:  # known by its key here: what it is called elsewhere is no news
            values.pop(name, None)
    if row.own_status_id is None and course.lookup.is_plain(values.get("own_status_id"), row.status):
        values.pop("own_status_id")  # as it is shown here
    if not item.gives("low", "high") and values.get("likely") == row.likely:
        values = {name: value for name, value in values.items() if name not in ("low", "high")}
    narrow(row, values)
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    kept = course.edited.kept(row.pk, different, item.told_at)
    return (
        {name: value for name, value in different.items() if name not in kept},
        {name: value for name, value in different.items() if name in kept},
    )


def _follow_status(item: ImportedItem, row: models.Item, values: dict[str, Any]) -> None:
    """Progress, the day of completion and the own status follow a status that changes."""
    if item.status == row.status:
        return
    values.setdefault("own_status_id", None)
    if item.status == "done":
        values["progress"] = 1.0
    elif row.status == "done":
        values.setdefault("progress", 0.0)
        values.setdefault("resolved_at", None)


_OF_THE_TRACKER = ("tracker_status", "tracker_priority")
_ESTIMATE = ("low", "likely", "high", "estimate_seconds")
# The fields of a table that say something about a field of an item, where they are called otherwise.
_GIVEN = {
    "title": ("title", "epic_name"),
    "level": ("level", "issue_type"),
    "kind": ("kind", "issue_type"),
    "status": ("status", "status_category", "resolved_at"),
    "own_status_id": ("status",),
    "tracker_status": ("status",),
    "tracker_priority": ("priority",),
    "custom_ids": ("extra",),
    "low": _ESTIMATE,
    "likely": _ESTIMATE,
    "high": _ESTIMATE,
    "comment_dates": ("comment_dates", "comments"),
    "owner_id": ("assignee", "assignee_id", "assignees"),
    "release_id": ("fix_versions",),
    "team_id": ("team",),
    "milestone": ("is_milestone",),
    "people": ("assignees",),
}


def values_of(
    course: Course, item: ImportedItem, release: Callable[[ImportedVersion], Any]
) -> dict[str, Any]:
    """The fields as the file has them; `release` answers with the number of a version."""
    values = rules.clean_texts({name: getattr(item, name) for name in _FIELDS})
    values["title"] = values["title"][:500]
    values["components"] = list(item.components)
    if own := course.lookup.status_meaning(item.own_status or item.tracker_status, item.status):
        values["own_status_id"] = own
    values["comment_dates"] = [day.isoformat() for day in item.comment_dates]
    values["extra"] = item.extra
    if item.progress is not None:
        values["progress"] = item.progress
    values["owner_id"] = course.people.get(item.assignee) if item.assignee else None
    if not item.team or item.team in course.lookup.team_numbers:
        values["team_id"] = course.lookup.team_numbers.get(item.team)
    else:
        course.tally.warn(item.row, item.name, f"There is no team '{item.team}'; its team stays as it is.")
    fixes = [release(version) for version in item.fix_versions]
    # An item belongs to the last version that it names: versions are listed in the order they were given.
    values["release_id"] = fixes[-1] if fixes else None
    return values | beside_of(course, item)
