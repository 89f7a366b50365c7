"""What the rows of a file would do to the items that are here, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.tables.nouns import Differs, RowEffect
from pilothouse.kit.text import one_line
from pilothouse.roadmap import models, queries
from pilothouse.roadmap.contracts import ImportedItem, ImportedVersion
from pilothouse.roadmap.services import custom_values
from pilothouse.roadmap.services.intake.besides import attach
from pilothouse.roadmap.services.intake.course import Course
from pilothouse.roadmap.services.intake.joining import links_as_stored, links_of
from pilothouse.roadmap.services.intake.ordering import History, retimings
from pilothouse.roadmap.services.intake.shelf import Shelf
from pilothouse.roadmap.services.intake.writing import LINKS, differing, values_of
from pilothouse.team import queries as team

_NEVER = datetime.min.replace(tzinfo=UTC)  # nothing is written, so no moment is noted
_LABELS = {
    "owner_id": "Owner",
    "release_id": "Release",
    "team_id": "Team",
    "deadline_hard": "Hard deadline",
    "parent_id": "Parent",
    "opened_at": "Created",
    "resolved_at": "Resolved",
    "source_updated_at": "Updated",
    "started_on": "Started",
    "tracker_status": "Status in the tracker",
    "extra": "Other columns",
    "comment_dates": "Comments",
    "own_status_id": "Own status",
    "tracker_priority": "Priority in the tracker",
    "custom_ids": "Custom fields",
    "people": "Assignees",
    "product_id": "Product",
}


class Comparison:
    """Rows of one source beside what is here of a product; nothing is written."""

    def __init__(self, *, actor: Actor, product_id: int, source: str) -> None:
        self.course = Course(actor, _NEVER, "", product_id, {}, Shelf(actor, product_id, _NEVER))
        self.course.begin(source)
        releases = models.Release.objects.filter(workspace_id=actor.workspace_id)
        self.releases = dict(releases.values_list("pk", "name"))
        self.products = queries.sheet_names(actor=actor).products
        self.names = team.names(actor=actor)
        self.teams = {row.id: row.name for row in team.teams(actor=actor)}

    def of(self, items: Sequence[ImportedItem], people: Mapping[str, int | None]) -> tuple[RowEffect, ...]:
        """One difference for each item; at most a thousand items. Names without a person are new people."""
        course = self.course
        course.people = _People(people)
        course.recognise(items)
        numbers = [course.known[item.external_id] for item in items if item.external_id in course.known]
        present = models.Item.objects.select_related("parent").in_bulk(numbers)
        attach(course, present.values())
        pairs = [(item, present.get(course.known.get(item.external_id, 0))) for item in items]
        besides = self._links([(item, row.pk) for item, row in pairs if row is not None])
        return tuple(self._one(item, row, besides) for item, row in pairs)

    def _links(self, items: Sequence[tuple[ImportedItem, int]]) -> dict[int, tuple[Differs, ...]]:
        """What becomes of links, and of the types and lags of dependencies, by item."""
        found: dict[int, tuple[Differs, ...]] = {}
        had = links_of([number for _, number in items])
        for item, number in items:
            before, wanted = had.get(number, []), links_as_stored(item.links)
            if before != wanted and item.gives(*LINKS):
                found[number] = (Differs("Links", *(_told_links(each) for each in (before, wanted))),)
        for number, old, new in retimings(self.course, self._history, items):
            found[number] = (*found.get(number, ()), Differs("Waits for", old, new))
        return found

    @cached_property
    def _history(self) -> History:
        return History(self.course)

    def _one(
        self, item: ImportedItem, row: models.Item | None, besides: Mapping[int, tuple[Differs, ...]]
    ) -> RowEffect:
        if row is None:
            return RowEffect(item.name, item.title, fresh=True)
        item = self.course.seen(item, row)
        values = values_of(self.course, item, partial(_release, self.course.shelf_of(item, row)))
        changed, kept = differing(self.course, item, row, values)
        self._parent(item, row, changed, kept)
        self._product(item, row, changed, kept)
        changes = (*self._told(row, changed), *besides.get(row.pk, ()))
        return RowEffect(row.key, row.title, False, changes, self._told(row, kept))

    def _parent(
        self, item: ImportedItem, row: models.Item, changed: dict[str, Any], kept: dict[str, Any]
    ) -> None:
        if not item.gives("parent", "epic_link"):
            return
        wanted: int | str | None = self.course.known.get(item.parent_external_id)
        if item.parent_external_id and wanted is None:
            wanted = item.parent_name
        if wanted == row.parent_id or wanted == row.pk:
            return
        stays = self.course.edited.stays(row.pk, "parent_id", wanted, item.told_at)
        (kept if stays else changed)["parent_id"] = wanted

    def _product(
        self, item: ImportedItem, row: models.Item, changed: dict[str, Any], kept: dict[str, Any]
    ) -> None:
        if item.product_to and item.product_to != row.product_id:
            stays = self.course.edited.stays(row.pk, "product_id", item.product_to, item.told_at)
            (kept if stays else changed)["product_id"] = item.product_to

    def _told(self, row: models.Item, values: Mapping[str, Any]) -> tuple[Differs, ...]:
        return tuple(
            Differs(
                _LABELS.get(name, name.replace("_", " ").capitalize()),
                self._words(name, getattr(row, name)),
                self._words(name, value),
            )
            for name, value in values.items()
            if name != "progress" or "status" not in values  # follows the status, which is told
        )

    @cached_property
    def _keys(self) -> Mapping[int, str]:
        rows = models.Item.objects.filter(workspace_id=self.course.actor.workspace_id)
        return dict(rows.values_list("pk", "key"))

    def _words(self, name: str, value: Any) -> str:
        """A value as people read it; a text stands for what is still to be made."""
        if value is None or isinstance(value, str):
            return (value or "")[:200]
        if name == "release_id":
            return self.releases.get(value, "")
        if name == "product_id":
            return self.products.get(value, "")
        if name == "owner_id":
            return self.names.get(value, "")
        if name == "team_id":
            return self.teams.get(value, "")
        if name == "people":
            return ", ".join(self.names.get(each, str(each)) for each in value)[:200]
        if name == "progress":
            return f"{value:.0%}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if name == "parent_id":
            return self._keys.get(value, "")
        if name == "own_status_id":
            return next((each.name for each in self.course.lookup.statuses if each.pk == value), "")
        if name == "custom_ids":
            return custom_values.in_words(self.course.lookup, value)[:200]
        if isinstance(value, datetime | date):
            return day_text(value.date() if isinstance(value, datetime) else value)
        if isinstance(value, list):
            return ", ".join(map(str, value))[:200]
        if isinstance(value, dict):
            return "; ".join(f"{key}: {', '.join(map(str, each))}" for key, each in value.items())[:200]
        return f"{value:g}" if isinstance(value, float) else str(value)


def _told_links(links: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{verb} {key}" for verb, key in links)[:200]


def _release(shelf: Shelf, version: ImportedVersion) -> int | str:
    """The number of a release, or its name while it is still to be made."""
    name = one_line(version.name)
    row = shelf.releases.get(name)
    return name if row is None else row.pk


class _People(dict[str, Any]):
    """Number of a person by name; a name that is none yet stands for itself."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name, name)
