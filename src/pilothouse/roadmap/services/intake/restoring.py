"""Values from before an import, written back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import bulk
from pilothouse.roadmap import models
from pilothouse.roadmap.services import rules
from pilothouse.roadmap.services.intake.besides import Besides
from pilothouse.roadmap.services.intake.parting import KIND, UNDONE, Parts
from pilothouse.roadmap.services.intake.restoring_lists import LISTS, restore_lists
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.rows import ref, titled

_CHANGED = ("item.imported_again", "release.imported_again")


def restore(parts: Parts) -> int:
    """Write the values before the import back, but for fields that were edited since, with one entry for each
    item; the caller records the undoing itself. Answers with how many items were touched.
    """
    known, touched = Known(parts.actor), parts.subjects(UNDONE)
    of = len(parts.subjects("item.imported_again") - parts.made)
    found = set[int]()
    for entries in journal_queries.portions(actor=parts.actor, batch=parts.batch, verbs=_CHANGED):
        with parts.part():
            rows = _restore_part(parts, known, entries)
            fresh = [row for row in rows.values() if row.pk not in touched]
            changes = [Change(UNDONE, ref(row), titled(row)) for row in fresh]
            journal.record_many(actor=parts.actor, now=parts.now, changes=changes, batch=parts.batch)
        touched |= rows.keys()
        found |= rows.keys()
        parts.step("Restoring items", len(found), of)
    return len(found)


def _restore_part(parts: Parts, known: Known, entries: Sequence[Entry]) -> dict[int, models.Item]:
    _restore_releases(parts, entries)
    before: dict[int, dict[str, Any]] = {}
    for entry in entries:  # newest first, so that the oldest value is written last
        if entry.subject.kind == KIND and entry.subject.id not in parts.made:
            stays = parts.edited.get(entry.subject.id, ())
            values = {name: pair[0] for name, pair in entry.changes.items() if name not in stays}
            before.setdefault(entry.subject.id, {}).update(values)
    rows = models.Item.objects.filter(workspace_id=parts.actor.workspace_id).in_bulk(before)
    _write_back(known, rows, {number: before[number] for number in rows})
    return rows


def _restore_releases(parts: Parts, entries: Iterable[Entry]) -> None:
    for entry in entries:
        if entry.verb == "release.imported_again":
            releases = models.Release.objects.filter(
                workspace_id=parts.actor.workspace_id, pk=entry.subject.id
            )
            releases.update(**{name: pair[0] for name, pair in entry.changes.items()})


def _write_back(
    known: Known, rows: Mapping[int, models.Item], before: Mapping[int, Mapping[str, Any]]
) -> None:
    """Give a portion of items the values of `before`, many at once."""
    typed = [
        {name: rules.typed(name, value) for name, value in values.items() if name not in LISTS}
        for values in before.values()
    ]
    alike: dict[frozenset[str], list[models.Item]] = {}  # by the columns that are written
    for row, values in zip(rows.values(), rules.each_without_gone(known.actor, typed), strict=True):
        alike.setdefault(frozenset({"version", *values}), []).append(row)
        row.version += 1
        for name, value in values.items():
            setattr(row, name, value)
    for names, group in alike.items():
        bulk.update(group, sorted(names))
    besides = Besides(known)
    for number, row in rows.items():
        besides.get(row, before[number])
    besides.store()
    restore_lists(rows, before)
