"""Taking in a tracker's items, and taking a whole import back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from pilothouse.engine.network import cycle_among
from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.refs import Ref
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem, ImportedLink, ImportOutcome, RowNote

Told = Callable[[int], None]
_CHUNK = 1000
_WARNINGS = 1000

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
    "parent_id",
    "version",
)


@dataclass
class _Tally:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    links: int = 0
    dependencies: int = 0
    sprint_memberships: int = 0
    fix_versions: int = 0
    affects_versions: int = 0
    comment_dates: int = 0
    warnings: list[RowNote] = field(default_factory=list)

    def warn(self, row: int, key: str, text: str) -> None:
        if len(self.warnings) < _WARNINGS:
            self.warnings.append(RowNote(row, key, text))


@dataclass(frozen=True, slots=True)
class _Later:
    """What can be joined only when every item is there."""

    row: int
    item: int
    parent: str
    links: tuple[ImportedLink, ...]


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

    Works in transactions of 1,000 rows, so that others can write between, and can be repeated: the same
    rows again
    change nothing. `people` maps the source's names to team members. Dependencies that would close a
    circle are kept
    as links and reported. Everything is journalled under `batch`, which `undo_import` takes back.
    """
    actor.require(Role.EDITOR)
    tally, later = _Tally(), []
    shelf = _Shelf(actor, product_id)
    known: dict[str, int] = {}
    done = 0
    source = ""
    for chunk in _chunks(items, _CHUNK):
        source = source or chunk[0].source
        if not known:
            known = _known(actor, source)
        with transaction.atomic():
            later += _write_chunk(actor, now, batch, product_id, chunk, people, known, shelf, tally)
        done += len(chunk)
        progress(done)
    _join(actor, now, batch, later, known, tally)
    return ImportOutcome(
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        links=tally.links,
        dependencies=tally.dependencies,
        sprints=len(shelf.sprints_seen),
        sprint_memberships=tally.sprint_memberships,
        versions=len(shelf.releases_seen),
        fix_versions=tally.fix_versions,
        affects_versions=tally.affects_versions,
        comment_dates=tally.comment_dates,
        warnings=tuple(tally.warnings),
    )


def _chunks(items: Iterable[ImportedItem], size: int) -> Iterator[list[ImportedItem]]:
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk


def _known(actor: Actor, source: str) -> dict[str, int]:
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id, source=source).exclude(external_id="")
    return dict(rows.values_list("external_id", "pk"))


class _Shelf:
    """Releases and sprints of the product by name, made on first sight."""

    def __init__(self, actor: Actor, product_id: int) -> None:
        self.actor, self.product_id = actor, product_id
        owner = {"workspace_id": actor.workspace_id, "product_id": product_id}
        self.releases = {row.name: row for row in models.Release.objects.filter(**owner)}
        self.sprints = {(row.name, row.start_at): row.pk for row in models.Sprint.objects.filter(**owner)}
        self.releases_seen: set[str] = set()
        self.sprints_seen: set[tuple[str, datetime | None]] = set()

    def release(self, name: str, released_on: Any, source: str, changes: list[Change]) -> int:
        self.releases_seen.add(name)
        row = self.releases.get(name)
        if row is None:
            row = models.Release.objects.create(
                workspace_id=self.actor.workspace_id,
                product_id=self.product_id,
                name=name,
                released_on=released_on,
                source=source,
            )
            self.releases[name] = row
            changes.append(Change("release.imported", Ref("roadmap.release", row.pk), name))
        elif released_on is not None and row.released_on is None:
            row.released_on = released_on
            row.save(update_fields=["released_on"])
        return row.pk

    def sprint(self, found: Any, source: str, changes: list[Change]) -> int:
        key = (found.name, found.start)
        self.sprints_seen.add(key)
        if key not in self.sprints:
            row = models.Sprint.objects.create(
                workspace_id=self.actor.workspace_id,
                product_id=self.product_id,
                name=found.name[:255],
                start_at=found.start,
                end_at=found.end,
                completed_at=found.complete,
                source=source,
            )
            self.sprints[key] = row.pk
            changes.append(Change("sprint.imported", Ref("roadmap.sprint", row.pk), found.name))
        return self.sprints[key]


def _write_chunk(
    actor: Actor,
    now: datetime,
    batch: str,
    product_id: int,
    chunk: Sequence[ImportedItem],
    people: Mapping[str, int],
    known: dict[str, int],
    shelf: _Shelf,
    tally: _Tally,
) -> list[_Later]:
    changes: list[Change] = []
    present = models.Item.objects.in_bulk(
        [known[item.external_id] for item in chunk if item.external_id in known]
    )
    rank = models.Item.objects.filter(product_id=product_id).aggregate(last=Max("rank"))["last"] or 0.0
    taken = set(
        models.Item.objects.filter(
            workspace_id=actor.workspace_id, key__in=[item.external_id[:40] for item in chunk]
        ).values_list("key", flat=True)
    )
    fresh: list[models.Item] = []
    touched: list[models.Item] = []
    rows: list[tuple[ImportedItem, models.Item]] = []
    for item in chunk:
        values = _values(item, people, shelf, changes)
        row = present.get(known.get(item.external_id, 0))
        if row is None:
            rank += 1.0
            key = item.external_id[:40]
            if key in taken:
                key = f"{key[:30]}-{item.row}"
                tally.warn(item.row, item.external_id, f"The key is taken here, so the item is called {key}.")
            row = models.Item(
                workspace_id=actor.workspace_id,
                product_id=product_id,
                key=key,
                source=item.source,
                external_id=item.external_id,
                rank=rank,
                **values,
            )
            fresh.append(row)
            tally.created += 1
        else:
            different = {name: value for name, value in values.items() if getattr(row, name) != value}
            if different:
                changes.append(
                    Change(
                        "item.imported_again",
                        Ref("roadmap.item", row.pk),
                        f"{row.key} {row.title}",
                        {
                            name: [plain(getattr(row, name)), plain(value)]
                            for name, value in different.items()
                        },
                    )
                )
                for name, value in different.items():
                    setattr(row, name, value)
                row.version += 1
                touched.append(row)
                tally.updated += 1
            else:
                tally.unchanged += 1
        rows.append((item, row))
    models.Item.objects.bulk_create(fresh, batch_size=200)
    models.Item.objects.bulk_update(touched, _WRITTEN, batch_size=100)
    for row in fresh:
        known[row.external_id] = row.pk
        changes.append(Change("item.imported", Ref("roadmap.item", row.pk), f"{row.key} {row.title}"))
    _memberships(actor, rows, {row.pk for row in fresh}, shelf, tally, changes)
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    return [
        _Later(item.row, row.pk, item.parent_external_id, item.links)
        for item, row in rows
        if item.parent_external_id or item.links
    ]


def _values(
    item: ImportedItem, people: Mapping[str, int], shelf: _Shelf, changes: list[Change]
) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(item, name) for name in _FIELDS}
    values["title"] = item.title[:500]
    values["labels"], values["components"] = list(item.labels), list(item.components)
    values["comment_dates"] = [day.isoformat() for day in item.comment_dates]
    values["extra"] = item.extra
    values["owner_id"] = people.get(item.assignee) if item.assignee else None
    values["progress"] = 1.0 if item.status == "done" else 0.0
    fixes = [shelf.release(v.name, v.released_on, item.source, changes) for v in item.fix_versions]
    # An item belongs to the last version that it names: versions are listed in the order they were given.
    values["release_id"] = fixes[-1] if fixes else None
    return values


def _memberships(
    actor: Actor,
    rows: Sequence[tuple[ImportedItem, models.Item]],
    fresh: set[int],
    shelf: _Shelf,
    tally: _Tally,
    changes: list[Change],
) -> None:
    """Versions and sprints of each item; for items that were here before, replaced when they differ."""
    versions: list[models.ItemRelease] = []
    sprints: list[models.ItemSprint] = []
    old = [row.pk for _, row in rows if row.pk not in fresh]
    had_versions: dict[int, list[tuple[int, str]]] = {}
    had_sprints: dict[int, list[int]] = {}
    for number, release, relation in models.ItemRelease.objects.filter(item_id__in=old).values_list(
        "item_id", "release_id", "relation"
    ):
        had_versions.setdefault(number, []).append((release, relation))
    for number, sprint in models.ItemSprint.objects.filter(item_id__in=old).values_list(
        "item_id", "sprint_id"
    ):
        had_sprints.setdefault(number, []).append(sprint)
    stale_versions, stale_sprints = [], []
    for item, row in rows:
        tally.fix_versions += len(item.fix_versions)
        tally.affects_versions += len(item.affects_versions)
        tally.sprint_memberships += len(item.sprints)
        tally.comment_dates += len(item.comment_dates)
        wanted = [
            *((shelf.release(v.name, v.released_on, item.source, changes), "fix") for v in item.fix_versions),
            *(
                (shelf.release(v.name, v.released_on, item.source, changes), "affects")
                for v in item.affects_versions
            ),
        ]
        boxes = [shelf.sprint(found, item.source, changes) for found in item.sprints]
        if wanted != had_versions.get(row.pk, []):
            stale_versions.append(row.pk)
            versions += [
                models.ItemRelease(
                    workspace_id=actor.workspace_id, item=row, release_id=number, relation=relation
                )
                for number, relation in wanted
            ]
        if boxes != had_sprints.get(row.pk, []):
            stale_sprints.append(row.pk)
            sprints += [
                models.ItemSprint(workspace_id=actor.workspace_id, item=row, sprint_id=number)
                for number in boxes
            ]
    models.ItemRelease.objects.filter(item_id__in=[n for n in stale_versions if n not in fresh]).delete()
    models.ItemSprint.objects.filter(item_id__in=[n for n in stale_sprints if n not in fresh]).delete()
    models.ItemRelease.objects.bulk_create(versions, batch_size=400)
    models.ItemSprint.objects.bulk_create(sprints, batch_size=400)


def _join(
    actor: Actor, now: datetime, batch: str, later: Sequence[_Later], known: Mapping[str, int], tally: _Tally
) -> None:
    """Parents, links and dependencies, once every item has its number."""
    keys = {number: key for key, number in known.items()}
    with transaction.atomic():
        _join_parents(later, known, keys, tally)
    with transaction.atomic():
        _join_links(actor, later, known, tally)
    with transaction.atomic():
        _join_dependencies(actor, now, batch, later, known, keys, tally)


def _join_parents(
    later: Sequence[_Later], known: Mapping[str, int], keys: Mapping[int, str], tally: _Tally
) -> None:
    wanted = {}
    for each in later:
        if not each.parent:
            continue
        parent = known.get(each.parent)
        if parent is None or parent == each.item:
            tally.warn(each.row, keys.get(each.item, ""), f"Its parent {each.parent} is not in the file.")
        else:
            wanted[each.item] = parent
    circle = cycle_among(
        [str(n) for n in sorted({*wanted, *wanted.values()})], [(str(a), str(b)) for a, b in wanted.items()]
    )
    while circle:
        first = int(circle[0])
        tally.warn(0, keys.get(first, ""), "Its parent is one of its own parts; it stays without a parent.")
        wanted.pop(first)
        circle = cycle_among(
            [str(n) for n in sorted({*wanted, *wanted.values()})],
            [(str(a), str(b)) for a, b in wanted.items()],
        )
    rows = models.Item.objects.in_bulk(list(wanted))
    changed = [row for number, row in rows.items() if row.parent_id != wanted[number]]
    for row in changed:
        row.parent_id = wanted[row.pk]
    models.Item.objects.bulk_update(changed, ["parent_id"], batch_size=300)


def _join_links(actor: Actor, later: Sequence[_Later], known: Mapping[str, int], tally: _Tally) -> None:
    numbers = [each.item for each in later if each.links]
    had: dict[int, list[tuple[str, str]]] = {}
    for first in range(0, len(numbers), 500):
        stored = models.Link.objects.filter(item_id__in=numbers[first : first + 500]).order_by("id")
        for number, verb, target in stored.values_list("item_id", "verb", "target_key"):
            had.setdefault(number, []).append((verb, target))
    fresh: list[models.Link] = []
    for each in later:
        tally.links += len(each.links)
        wanted = [(link.verb[:100], link.target_external_id[:100]) for link in each.links]
        if not wanted or had.get(each.item) == wanted:
            continue
        if each.item in had:
            models.Link.objects.filter(item_id=each.item).delete()
        fresh += [
            models.Link(
                workspace_id=actor.workspace_id,
                item_id=each.item,
                verb=verb,
                target_key=key,
                target_id=known.get(key),
            )
            for verb, key in wanted
        ]
    models.Link.objects.bulk_create(fresh, batch_size=400)


def _join_dependencies(
    actor: Actor,
    now: datetime,
    batch: str,
    later: Sequence[_Later],
    known: Mapping[str, int],
    keys: Mapping[int, str],
    tally: _Tally,
) -> None:
    """Links that order work.

    An edge that would close a circle with those before it is left out and reported.
    """
    from pilothouse.roadmap.services.ordering import Order

    stored = models.Dependency.objects.filter(workspace_id=actor.workspace_id)
    have = set(stored.values_list("predecessor_id", "successor_id"))
    parents = dict(
        models.Item.objects.filter(workspace_id=actor.workspace_id, parent__isnull=False).values_list(
            "id", "parent_id"
        )
    )
    order = Order(have, parents)
    fresh: list[models.Dependency] = []
    changes: list[Change] = []
    for each in later:
        for link in each.links:
            other = known.get(link.target_external_id)
            if link.dependency is None or other is None or other == each.item:
                continue
            pair = (other, each.item) if link.dependency == "predecessor" else (each.item, other)
            if pair in have:
                continue
            if not order.add(*pair):
                tally.warn(
                    each.row,
                    keys[each.item],
                    f"'{link.verb} {link.target_external_id}' would go in a circle; "
                    "it is kept as a link only.",
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
            changes.append(
                Change(
                    "item.dependency_imported",
                    Ref("roadmap.item", pair[1]),
                    keys[pair[1]],
                    {"waits for": [None, keys[pair[0]]]},
                )
            )
    models.Dependency.objects.bulk_create(fresh, batch_size=400)
    tally.dependencies = len(fresh)
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)


def undo_import(*, actor: Actor, now: datetime, batch: str, force: bool = False) -> dict[str, int]:
    """Take a whole import back: what it made is removed, what it changed gets its old values.

    Raises `Conflict` naming the first items when somebody changed them after the import, unless `force`.
    Returns counts of items removed and restored.
    """
    actor.require(Role.EDITOR)
    with transaction.atomic():
        entries = list(journal_queries.batch(actor=actor, batch=batch))
        made = {e.subject.id for e in entries if e.verb == "item.imported"}
        last = max((e.id for e in entries), default=0)
        if not force:
            _refuse_changed(
                actor, {e.subject.id for e in entries if e.subject.kind == "roadmap.item"}, last, batch
            )
        restored = _restore(entries, made)
        edges = [e for e in entries if e.verb == "item.dependency_imported" and e.subject.id not in made]
        known = {
            key: number
            for number, key in models.Item.objects.filter(workspace_id=actor.workspace_id).values_list(
                "pk", "external_id"
            )
        }
        for entry in edges:
            before = known.get(entry.changes["waits for"][1])
            models.Dependency.objects.filter(predecessor_id=before, successor_id=entry.subject.id).delete()
        _delete_items(actor, made)
        for part in _parts([e.subject.id for e in entries if e.verb == "release.imported"]):
            releases = models.Release.objects.filter(workspace_id=actor.workspace_id, pk__in=part)
            releases.filter(items__isnull=True).delete()
        for part in _parts([e.subject.id for e in entries if e.verb == "sprint.imported"]):
            models.Sprint.objects.filter(workspace_id=actor.workspace_id, pk__in=part).delete()
        return {"removed": len(made), "restored": restored}


def _parts(numbers: list[int]) -> list[list[int]]:
    """Few enough at once for SQLite's limit on parameters."""
    return [numbers[first : first + 500] for first in range(0, len(numbers), 500)]


def _refuse_changed(actor: Actor, items: set[int], last: int, batch: str) -> None:
    changed = [
        entry.title
        for entry in journal_queries.after(actor=actor, entry_id=last, kind="roadmap.item")
        if entry.subject.id in items and entry.batch != batch
    ]
    if changed:
        names = ", ".join(dict.fromkeys(changed[:5]))
        raise Conflict(
            f"{len(set(changed))} items were changed after the import: {names}.",
            where=f"import {batch}",
            cure="Undo anyway with --force; those changes are lost, and stay readable in the activity.",
            code="changed_since",
        )


def _restore(entries: Sequence[Any], made: set[int]) -> int:
    from pilothouse.roadmap.services.rules import typed

    count = 0
    for entry in entries:  # newest first, so that the oldest value is written last
        if entry.verb != "item.imported_again" or entry.subject.id in made:
            continue
        row = models.Item.objects.filter(pk=entry.subject.id).first()
        if row is None:
            continue
        for name, pair in entry.changes.items():
            setattr(row, name, typed(name, pair[0]))
        row.version += 1
        row.save()
        count += 1
    return count


def _delete_items(actor: Actor, numbers: set[int]) -> None:
    """Parents protect their parts, so the tie is cut first."""
    parts = _parts(sorted(numbers))
    for part in parts:
        models.Item.objects.filter(workspace_id=actor.workspace_id, parent_id__in=part).update(parent=None)
    for part in parts:
        models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=part).delete()
