"""One chunk of an import: items made, or brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedItem
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.intake.edited import Edited
from pilothouse.roadmap.services.intake.memberships import memberships
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.intake.tally import Later, Tally

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


def write_chunk(
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
    memberships(actor, rows, made, shelf, tally, changes)
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
