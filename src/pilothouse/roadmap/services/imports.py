"""Taking in a tracker's items; `undoing` takes a whole import back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.refs import Ref
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem, ImportOutcome
from pilothouse.roadmap.services import joining, rules
from pilothouse.roadmap.services.edited import Edited
from pilothouse.roadmap.services.shelf import Shelf
from pilothouse.roadmap.services.tally import Later, Tally

Told = Callable[[int], None]
_CHUNK = 1000

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
    tally = Tally()
    later: list[Later] = []
    shelf = Shelf(actor, product_id, now)
    known: dict[str, int] = {}
    edited = Edited()
    for chunk in _chunks(items, _CHUNK):
        if not known:
            known = _known(actor, chunk[0].source)
            edited = Edited.of(actor) if known else edited
        with transaction.atomic():
            later += _write_chunk(actor, now, batch, product_id, chunk, people, known, shelf, edited, tally)
        progress(tally.seen)
    joining.join(
        actor=actor,
        now=now,
        batch=batch,
        product_id=product_id,
        later=later,
        known=known,
        edited=edited,
        tally=tally,
    )
    return tally.outcome(sprints=len(shelf.sprints_seen), versions=len(shelf.releases_seen))


def _chunks(items: Iterable[ImportedItem], size: int) -> Iterator[list[ImportedItem]]:
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk


def _known(actor: Actor, source: str) -> dict[str, int]:
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, source=source).exclude(external_id="")
    return dict(rows.values_list("external_id", "pk"))


def _write_chunk(
    actor: Actor,
    now: datetime,
    batch: str,
    product_id: int,
    chunk: Sequence[ImportedItem],
    people: Mapping[str, int],
    known: dict[str, int],
    shelf: Shelf,
    edited: Edited,
    tally: Tally,
) -> list[Later]:
    changes: list[Change] = []
    present = models.Item.objects.in_bulk(
        [known[item.external_id] for item in chunk if item.external_id in known]
    )
    keys = _Keys(actor, product_id, chunk, tally)
    fresh: dict[str, models.Item] = {}
    touched: list[models.Item] = []
    rows: list[tuple[ImportedItem, models.Item]] = []
    for item in chunk:
        if item.external_id in fresh:
            tally.warn(item.row, item.external_id, "It stands twice in the file; the first row counts.")
            continue
        tally.seen += 1
        values = _values(item, people, shelf, changes)
        row = present.get(known.get(item.external_id, 0))
        if row is None:
            row = models.Item(
                workspace_id=actor.workspace_id,
                product_id=product_id,
                key=keys.free(item),
                source=item.source,
                external_id=item.external_id,
                rank=keys.next_rank(),
                progress=1.0 if item.status == "done" else 0.0,
                **values,
            )
            fresh[item.external_id] = row
        elif _update(item, row, values, edited, changes, tally):
            touched.append(row)
        rows.append((item, row))
    models.Item.objects.bulk_create(fresh.values(), batch_size=200)
    models.Item.objects.bulk_update(touched, _WRITTEN, batch_size=100)
    tally.created += len(fresh)
    tally.changed |= {row.pk for row in touched}
    for row in fresh.values():
        known[row.external_id] = row.pk
        changes.append(Change("item.imported", Ref("roadmap.item", row.pk), f"{row.key} {row.title}"))
    made = {row.pk for row in fresh.values()}
    _memberships(actor, rows, made, shelf, tally, changes)
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    return [
        Later(item.row, row.pk, row.pk in made, item.source_updated_at, item.parent_external_id, item.links)
        for item, row in rows
        if item.parent_external_id or item.links or row.pk not in made
    ]


class _Keys:
    """Keys and ranks of new items in one chunk."""

    def __init__(self, actor: Actor, product_id: int, chunk: Sequence[ImportedItem], tally: Tally) -> None:
        self.tally = tally
        wanted = [item.external_id[:40] for item in chunk]
        rows = models.Item.objects.filter(workspace_id=actor.workspace_id, key__in=wanted)
        self.taken = set(rows.values_list("key", flat=True))
        ranks = models.Item.objects.filter(product_id=product_id)
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
    item: ImportedItem,
    row: models.Item,
    values: dict[str, Any],
    edited: Edited,
    changes: list[Change],
    tally: Tally,
) -> bool:
    """Bring an item up to date that was here before; says whether anything changed."""
    if item.status == "done":
        values["progress"] = 1.0
    elif row.status == "done":
        values["progress"] = 0.0
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    kept = edited.kept(row.pk, different, item.source_updated_at)
    if kept:
        names = ", ".join(sorted(name.removesuffix("_id").replace("_", " ") for name in kept))
        tally.warn(item.row, item.external_id, f"Entered here, and kept although the file differs: {names}.")
    different = {name: value for name, value in different.items() if name not in kept}
    if not different:
        return False
    pairs = {name: [plain(getattr(row, name)), plain(value)] for name, value in different.items()}
    title = f"{row.key} {row.title}"
    changes.append(Change("item.imported_again", Ref("roadmap.item", row.pk), title, pairs))
    for name, value in different.items():
        setattr(row, name, value)
    row.version += 1
    return True


def _values(
    item: ImportedItem, people: Mapping[str, int], shelf: Shelf, changes: list[Change]
) -> dict[str, Any]:
    values = rules.clean_texts({name: getattr(item, name) for name in _FIELDS})
    values["title"] = values["title"][:500]
    values["labels"], values["components"] = list(item.labels), list(item.components)
    values["comment_dates"] = [day.isoformat() for day in item.comment_dates]
    values["extra"] = item.extra
    values["owner_id"] = people.get(item.assignee) if item.assignee else None
    fixes = [shelf.release(version, item.source, changes) for version in item.fix_versions]
    # An item belongs to the last version that it names: versions are listed in the order they were given.
    values["release_id"] = fixes[-1] if fixes else None
    return values


def _memberships(
    actor: Actor,
    rows: Sequence[tuple[ImportedItem, models.Item]],
    fresh: set[int],
    shelf: Shelf,
    tally: Tally,
    changes: list[Change],
) -> None:
    """Versions and sprints of each item; for items that were here before, replaced when they differ."""
    old = [row.pk for _, row in rows if row.pk not in fresh]
    had_versions, had_sprints = _versions_of(old), _sprints_of(old)
    versions: list[models.ItemRelease] = []
    sprints: list[models.ItemSprint] = []
    for item, row in rows:
        tally.fix_versions += len(item.fix_versions)
        tally.affects_versions += len(item.affects_versions)
        tally.sprint_memberships += len(item.sprints)
        tally.comment_dates += len(item.comment_dates)
        named = [(version, "fix") for version in item.fix_versions]
        named += [(version, "affects") for version in item.affects_versions]
        wanted = [(shelf.release(version, item.source, changes), relation) for version, relation in named]
        boxes = [shelf.sprint(found, item.source, changes) for found in item.sprints]
        pairs: dict[str, list[Any]] = {}
        if wanted != had_versions.get(row.pk, []):
            pairs["versions"] = [had_versions.get(row.pk, []), wanted]
            versions += [
                models.ItemRelease(
                    workspace_id=actor.workspace_id, item_id=row.pk, release_id=number, relation=relation
                )
                for number, relation in wanted
            ]
        if boxes != had_sprints.get(row.pk, []):
            pairs["sprints"] = [had_sprints.get(row.pk, []), boxes]
            sprints += [
                models.ItemSprint(workspace_id=actor.workspace_id, item_id=row.pk, sprint_id=number)
                for number in boxes
            ]
        if pairs and row.pk not in fresh:
            if "versions" in pairs:
                row.versions.all().delete()
            if "sprints" in pairs:
                row.sprints.all().delete()
            tally.changed.add(row.pk)
            title = f"{row.key} {row.title}"
            changes.append(Change("item.imported_again", Ref("roadmap.item", row.pk), title, pairs))
    models.ItemRelease.objects.bulk_create(versions, batch_size=400)
    models.ItemSprint.objects.bulk_create(sprints, batch_size=400)


def _versions_of(numbers: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """(release, relation) of each item that has any, in the order they were given."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = models.ItemRelease.objects.filter(item_id__in=numbers)
    for number, release, relation in rows.values_list("item_id", "release_id", "relation"):
        found.setdefault(number, []).append((release, relation))
    return found


def _sprints_of(numbers: Sequence[int]) -> dict[int, list[int]]:
    """Sprints of each item that is in any."""
    found: dict[int, list[int]] = {}
    rows = models.ItemSprint.objects.filter(item_id__in=numbers)
    for number, sprint in rows.values_list("item_id", "sprint_id"):
        found.setdefault(number, []).append(sprint)
    return found
