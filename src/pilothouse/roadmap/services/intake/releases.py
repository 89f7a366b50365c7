"""Taking in a table of releases, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as journal_queries
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.nouns import Differs, EditedSince, RowEffect, Taken, changed_since
from pilothouse.kit.text import many_lines, one_line
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedRelease
from pilothouse.vision import queries as vision

_KIND = "roadmap.release"
_UNDONE = "release.import_undone"
_FIELDS = ("description", "target_on", "released_on")
_LABELS = {"target_on": "Target date", "released_on": "Released on", "description": "Description"}


class Releases:
    """The releases of a workspace, by product and name. A row that names no product is of `product_id`."""

    def __init__(self, *, actor: Actor, product_id: int) -> None:
        self.actor, self.product_id = actor, product_id
        self.products = {each.key: each.id for each in vision.products(actor=actor)}
        rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
        self.rows = {(row.product_id, row.name): row for row in rows}

    def product(self, release: ImportedRelease) -> int:
        return self.products.get(release.product_key, self.product_id)

    def find(self, release: ImportedRelease) -> models.Release | None:
        return self.rows.get((self.product(release), one_line(release.name)))

    def different(self, row: models.Release, release: ImportedRelease) -> dict[str, Any]:
        """What the file says otherwise of what it has a column for."""
        values = {name: value for name, value in _values(release).items() if name in release.given}
        return {name: value for name, value in values.items() if getattr(row, name) != value}

    def compare(self, release: ImportedRelease) -> RowEffect:
        """What a row would do to what is here; writes nothing."""
        row = self.find(release)
        if row is None:
            return RowEffect(release.name, "", fresh=True)
        changes = (
            Differs(_LABELS[name], _words(getattr(row, name)), _words(value))
            for name, value in self.different(row, release).items()
        )
        return RowEffect(row.name, "", False, tuple(changes))


def _values(release: ImportedRelease) -> dict[str, Any]:
    return {
        "description": many_lines(release.description),
        "target_on": release.target_on,
        "released_on": release.released_on,
    }


def _words(value: Any) -> str:
    return day_text(value) if isinstance(value, date) else str(value or "")


@transaction.atomic
def import_releases(
    *, actor: Actor, now: datetime, batch: str, product_id: int, releases: Iterable[ImportedRelease]
) -> Taken:
    """Create or update a release for each row, known again by product and name. May be repeated: the same
    rows again change nothing. Everything is journalled under `batch`, which `undo_releases` undoes.
    """
    actor.require(Role.EDITOR)
    here = Releases(actor=actor, product_id=product_id)
    changes: list[Change] = []
    seen = created = 0
    for release in releases:
        seen += 1
        row = here.find(release)
        if row is None:
            created += 1
            row = models.Release.objects.create(
                workspace_id=actor.workspace_id,
                product_id=here.product(release),
                name=one_line(release.name),
                source=release.source,
                **_values(release),
            )
            here.rows[row.product_id, row.name] = row
            changes.append(Change("release.imported", Ref(_KIND, row.pk), row.name))
        elif different := here.different(row, release):
            pairs: dict[str, list[object]] = {
                name: [plain(getattr(row, name)), plain(value)] for name, value in different.items()
            }
            for name, value in different.items():
                setattr(row, name, value)
            row.version += 1
            row.save(update_fields=[*different, "version"])
            changes.append(Change("release.imported_again", Ref(_KIND, row.pk), row.name, pairs))
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    updated = len(changes) - created
    return Taken(created, updated, seen - created - updated)


@transaction.atomic
def undo_releases(
    *, actor: Actor, now: datetime, batch: str, force: bool = False, keep: bool = False
) -> tuple[int, int, int]:
    """Undo an import of releases: how many were removed, got their old values, and stay as edited since.

    A release that items are in stays. Raises `Conflict` when one was edited since, unless those are lost
    (`force`) or kept (`keep`).
    """
    actor.require(Role.EDITOR)
    entries = list(journal_queries.batch(actor=actor, batch=batch))
    later = list(_later(actor, entries, batch))
    edited = {entry.subject.id for entry in later}
    if edited and not (force or keep):
        titles = list(dict.fromkeys(entry.title for entry in later))
        raise changed_since(titles, batch, one="release", many="releases")
    restored = removed = 0
    for entry in entries:
        if entry.subject.kind != _KIND or (keep and entry.subject.id in edited):
            continue
        own = models.Release.objects.filter(workspace_id=actor.workspace_id, pk=entry.subject.id)
        if entry.verb == "release.imported_again":
            restored += own.update(**{name: pair[0] for name, pair in entry.changes.items()})
        elif entry.verb == "release.imported":
            removed += own.filter(items__isnull=True).delete()[1].get("roadmap.Release", 0)
    changes = [
        Change(_UNDONE, Ref(_KIND, entry.subject.id), entry.title)
        for entry in entries
        if entry.verb == "release.imported_again"
    ]
    journal.record_many(actor=actor, now=now, changes=changes, batch=batch)
    return removed, restored, len(edited) if keep else 0


def release_edits_since(*, actor: Actor, batch: str) -> tuple[EditedSince, ...]:
    """Releases of an import that were edited since, newest first."""
    found: dict[int, EditedSince] = {}
    for entry in _later(actor, list(journal_queries.batch(actor=actor, batch=batch)), batch):
        what = ", ".join(_LABELS.get(name, name.replace("_", " ")) for name in entry.changes)
        found.setdefault(entry.subject.id, EditedSince(entry.title, what, entry.actor_name, entry.at))
    return tuple(found.values())


def _later(actor: Actor, entries: Sequence[Entry], batch: str) -> list[Entry]:
    """Changes of an import's releases after it, newest first."""
    numbers = {entry.subject.id for entry in entries if entry.subject.kind == _KIND}
    last = max((entry.id for entry in entries), default=0)
    rows = journal_queries.after(actor=actor, entry_id=last, kind=_KIND)
    found = [entry for entry in rows if entry.subject.id in numbers and entry.batch != batch]
    return sorted(found, key=lambda entry: -entry.id)
