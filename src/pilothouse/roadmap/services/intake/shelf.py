"""Releases and sprints that an import names, made on first sight."""

from __future__ import annotations

from datetime import date, datetime

from pilothouse.journal.contracts import Change
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import one_line
from pilothouse.kit.versions import plain
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import ImportedSprint, ImportedVersion

_LONGEST = 255


class Shelf:
    """The releases and sprints of one product by name. Every change is added to `changes` of the caller."""

    def __init__(self, actor: Actor, product_id: int, now: datetime) -> None:
        self.owner = {"workspace_id": actor.workspace_id, "product_id": product_id}
        self.today = now.date()
        self.releases = {row.name: row for row in models.Release.objects.filter(**self.owner)}
        self.sprints = {
            (row.name, row.start_at): row.pk for row in models.Sprint.objects.filter(**self.owner)
        }
        self.releases_seen: set[str] = set()
        self.sprints_seen: set[tuple[str, datetime | None]] = set()

    def release(self, found: ImportedVersion, source: str, changes: list[Change]) -> int:
        """The number of a release. A date that is still to come is its target, not when it came out."""
        name = one_line(found.name)[:_LONGEST]
        self.releases_seen.add(name)
        row = self.releases.get(name)
        field = "released_on" if found.released_on and found.released_on <= self.today else "target_on"
        if row is None:
            row = models.Release(name=name, source=source, **self.owner)
            setattr(row, field, found.released_on)
            row.save(force_insert=True)
            self.releases[name] = row
            changes.append(Change("release.imported", Ref("roadmap.release", row.pk), name))
        elif found.released_on is not None and getattr(row, field) is None:
            self._date(row, field, found.released_on, changes)
        return row.pk

    @staticmethod
    def _date(row: models.Release, field: str, day: date, changes: list[Change]) -> None:
        """A date that was not known before."""
        setattr(row, field, day)
        row.version += 1
        row.save(update_fields=[field, "version"])
        values = {field: [None, plain(day)]}
        changes.append(Change("release.imported_again", Ref("roadmap.release", row.pk), row.name, values))

    def sprint(self, found: ImportedSprint, source: str, changes: list[Change]) -> int:
        """The number of a sprint, known by its name and start."""
        key = (one_line(found.name)[:_LONGEST], found.start)
        self.sprints_seen.add(key)
        if key not in self.sprints:
            row = models.Sprint.objects.create(
                name=key[0],
                start_at=found.start,
                end_at=found.end,
                completed_at=found.complete,
                source=source,
                **self.owner,
            )
            self.sprints[key] = row.pk
            changes.append(Change("sprint.imported", Ref("roadmap.sprint", row.pk), key[0]))
        return self.sprints[key]
