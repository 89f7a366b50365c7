"""Taking a whole import back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules, structure
from pilothouse.roadmap.services.ordering import Order

_ONCE = 500
_UNDONE = "item.import_undone"


@transaction.atomic
def undo_import(*, actor: Actor, now: datetime, batch: str, force: bool = False) -> dict[str, int]:
    """Take a whole import back: what it made is removed, what it changed gets its old values, links and
    dependencies.

    Raises `Conflict` naming the first items when somebody changed them after the import, unless `force`; and
    when what was moved or made to wait since would go in a circle with what comes back.
    Returns counts of items removed and restored.
    """
    actor.require(Role.EDITOR)
    entries = list(journal_queries.batch(actor=actor, batch=batch))
    made = {entry.subject.id for entry in entries if entry.verb == "item.imported"}
    touched = {entry.subject.id for entry in entries if entry.subject.kind == "roadmap.item"}
    if not force:
        _refuse_changed(actor, touched, max((entry.id for entry in entries), default=0), batch)
    restored = _restore(actor, entries, made)
    _take_back_dependencies(actor, entries, made)
    _delete_items(actor, made)
    _delete_boxes(actor, entries)
    circle = structure.cycle(*structure.edges_and_parents(actor.workspace_id))
    if circle is not None:
        raise Conflict(
            f"Restored, there would be a circular dependency: {structure.named(circle)}.",
            where=f"import {batch}",
            cure="Remove one of these dependencies first.",
            code="cycle",
        )
    _record(actor, now, batch, restored)
    return {"removed": len(made), "restored": len(restored)}


def _record(actor: Actor, now: datetime, batch: str, restored: dict[int, str]) -> None:
    """One entry for each item that got its old values; the caller records the undoing itself."""
    changes = [Change(_UNDONE, Ref("roadmap.item", number), title) for number, title in restored.items()]
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)


def _parts(numbers: Iterable[int]) -> list[list[int]]:
    """Few enough at once for SQLite's limit on parameters."""
    rows = list(numbers)
    return [rows[first : first + _ONCE] for first in range(0, len(rows), _ONCE)]


def _refuse_changed(actor: Actor, items: set[int], last: int, batch: str) -> None:
    rows = [
        entry
        for entry in journal_queries.after(actor=actor, entry_id=last, kind="roadmap.item")
        if entry.subject.id in items
    ]
    # A later import that was taken back itself changed nothing in the end.
    settled = {batch, *(entry.batch for entry in rows if entry.verb == _UNDONE)}
    changed = dict.fromkeys(entry.title for entry in rows if entry.batch not in settled)
    if changed:
        raise Conflict(
            f"{len(changed)} items were changed after the import: {', '.join(list(changed)[:5])}.",
            where=f"import {batch}",
            cure="Undo anyway with --force; those changes are lost, and stay readable in the activity.",
            code="changed_since",
        )


def _restore(actor: Actor, entries: Sequence[Entry], made: set[int]) -> dict[int, str]:
    """Write the values before the import back; number -> title of the items that were touched."""
    found: dict[int, str] = {}
    for entry in entries:  # newest first, so that the oldest value is written last
        if entry.verb == "release.imported_again":
            releases = models.Release.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id)
            releases.update(**{name: pair[0] for name, pair in entry.changes.items()})
        if entry.verb != "item.imported_again" or entry.subject.id in made:
            continue
        row = models.Item.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id).first()
        if row is None:
            continue
        before = {name: pair[0] for name, pair in entry.changes.items()}
        _restore_lists(row, before)
        values = {name: rules.typed(name, value) for name, value in before.items() if name not in _LISTS}
        for name, value in rules.without_gone(actor, values).items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        found[row.pk] = f"{row.key} {row.title}"
    return found


_LISTS = ("versions", "sprints", "links")


def _restore_lists(row: models.Item, before: dict[str, Any]) -> None:
    owner = {"workspace_id": row.workspace_id}
    if "versions" in before:
        row.versions.all().delete()
        alive = rules.alive(models.Release, [release for release, _ in before["versions"]])
        models.ItemRelease.objects.bulk_create(
            models.ItemRelease(item=row, release_id=release, relation=relation, **owner)
            for release, relation in before["versions"]
            if release in alive
        )
    if "sprints" in before:
        row.sprints.all().delete()
        alive = rules.alive(models.Sprint, before["sprints"])
        models.ItemSprint.objects.bulk_create(
            models.ItemSprint(item=row, sprint_id=sprint, **owner)
            for sprint in before["sprints"]
            if sprint in alive
        )
    if "links" in before:
        row.links.all().delete()
        targets = models.Item.objects.filter(
            source=row.source, external_id__in=[key for _, key in before["links"]], **owner
        )
        numbers = dict(targets.values_list("external_id", "pk"))
        models.Link.objects.bulk_create(
            models.Link(item=row, verb=verb, target_key=key, target_id=numbers.get(key), **owner)
            for verb, key in before["links"]
        )


def _take_back_dependencies(actor: Actor, entries: Sequence[Entry], made: set[int]) -> None:
    """Remove the dependencies that came, and bring back those that went."""
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id).exclude(external_id="")
    numbers: dict[tuple[str, str], int] = {}
    source_of: dict[int, str] = {}
    for number, source, key in rows.values_list("pk", "source", "external_id"):
        numbers[source, key] = number
        source_of[number] = source
    order: Order | None = None
    for entry in entries:
        after = entry.subject.id
        if not entry.verb.startswith("item.dependency_") or after in made or after not in source_of:
            continue
        gone, came = entry.changes["waits for"]
        before = numbers.get((source_of[after], gone or came))
        if before is None or before in made:
            continue
        if entry.verb == "item.dependency_imported":
            models.Dependency.objects.filter(predecessor_id=before, successor_id=after).delete()
        elif entry.verb == "item.dependency_gone":
            order = order or Order(*structure.edges_and_parents(actor.workspace_id))
            if order.add(before, after):
                models.Dependency.objects.get_or_create(
                    workspace_id=actor.workspace_id, predecessor_id=before, successor_id=after
                )


def _delete_items(actor: Actor, numbers: set[int]) -> None:
    """Parents protect their parts, so the tie is cut first."""
    parts = _parts(sorted(numbers))
    for part in parts:
        models.Item.objects.filter(workspace_id=actor.workspace_id, parent_id__in=part).update(parent=None)
    for part in parts:
        models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=part).delete()


def _delete_boxes(actor: Actor, entries: Sequence[Entry]) -> None:
    """Releases without items and sprints that the import made."""
    for part in _parts(entry.subject.id for entry in entries if entry.verb == "release.imported"):
        releases = models.Release.objects.filter(workspace_id=actor.workspace_id, pk__in=part)
        releases.filter(items__isnull=True).delete()
    for part in _parts(entry.subject.id for entry in entries if entry.verb == "sprint.imported"):
        models.Sprint.objects.filter(workspace_id=actor.workspace_id, pk__in=part).delete()
