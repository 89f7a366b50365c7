"""Removing items, and bringing them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.text import one_line
from pilothouse.kit.versions import plain
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import custom_values, formulas, rules, structure
from pilothouse.roadmap.services.beside import restore as restore_beside
from pilothouse.roadmap.services.known import Known
from pilothouse.roadmap.services.rows import bump, find, ref, titled
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

_KEPT = (
    "product_id", "key", "level", "kind", "title", "description", "status", "own_status_id", "priority",
    "parent_id", "rank", "low", "likely", "high", "story_points", "progress", "earliest_start", "deadline",
    "deadline_hard", "cost_of_delay_cents", "value", "mandatory", "milestone", "release_id", "owner_id",
    "team_id", "components", "started_on", "opened_at", "resolved_at", "source", "external_id",
    "source_product_id", "tracker_status", "resolution", "tracker_priority", "issue_type", "reporter",
    "source_updated_at", "comment_dates", "extra", "version",
)  # fmt: skip
_KEPT_BESIDE = ("labels", "custom_ids")


@transaction.atomic
def remove_item(
    *, actor: Actor, now: datetime, key: str, version: int | None, why: str = "", batch: str = ""
) -> int:
    """Remove an item without parts, for the reason `why`; returns the journal entry that `restore_item` can
    take back. `batch` is the act that it is part of.

    Raises `Conflict` while the item has parts, `Stale`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, key)
    bump(row, version)
    structure.hold(actor.workspace_id)
    if row.children.exists():
        raise Conflict(f"{row.key} has parts.", where=row.key, cure="Move or remove its parts first.")
    kept = _snapshot(row)
    entry = journal.record(
        actor=actor,
        now=now,
        verb="item.removed",
        subject=ref(row),
        title=titled(row),
        changes={name: [value, None] for name, value in kept.items()},
        why=one_line(why),
        batch=batch,
    )
    row.delete()
    return entry


def remove_of_many(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str) -> int:
    """Remove the item with number `id` as a part of the act `batch`."""
    key = queries.key_of(actor=actor, id=id)
    return remove_item(actor=actor, now=now, key=key, version=version, batch=batch)


def parts_first(*, actor: Actor, ids: Sequence[int]) -> list[int]:
    """`ids` in an order in which each comes before what it is a part of."""
    own = models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    above = dict(own.values_list("pk", "parent_id"))

    def depth(number: int) -> int:
        steps, at = 0, above.get(number)
        while at is not None and at in above:
            steps, at = steps + 1, above[at]
        return steps

    return sorted(ids, key=lambda number: (-depth(number), number))


@transaction.atomic
def restore_item(*, actor: Actor, now: datetime, entry_id: int) -> contracts.Item:
    """Bring back an item from the journal entry of its removal, with its needs, people and dependencies.

    What is gone since (people, releases, other items) is left out, and so is a dependency that would now
    close a circle. Raises `Conflict` when its key is taken again, `NotFound` when its product is gone.
    """
    actor.require(Role.EDITOR)
    entry = queries.removal(actor=actor, entry_id=entry_id)
    kept = {name: pair[0] for name, pair in entry.changes.items()}
    vision.product(actor=actor, id=kept["product_id"])
    structure.hold(actor.workspace_id)
    if models.Item.objects.filter(workspace_id=actor.workspace_id, key=kept["key"]).exists():
        raise Conflict(
            f"There is an item {kept['key']} again.", where=kept["key"], cure="Nothing needs restoring."
        )
    row = _from_snapshot(actor, entry.subject.id, kept)
    row.save(force_insert=True)
    _restore_staffing(actor, row, kept)
    _restore_dependencies(row, kept)
    _restore_links(row, kept)
    known = Known(actor)
    restore_beside(known, row, {name: kept[name] for name in _KEPT_BESIDE if name in kept})
    formulas.refresh(known, [row.pk])
    rows.tell_restored(actor=actor, now=now, entry=entry, verb="item.restored")
    return queries.item(actor=actor, key=row.key)


def _snapshot(row: models.Item) -> dict[str, Any]:
    """Everything needed to bring `row` back."""
    kept = {name: plain(getattr(row, name)) for name in _KEPT}
    kept["needs"] = list(row.needs.values_list("skill_id", "level", "people"))
    kept["labels"] = list(row.labelled.values_list("label__name", flat=True))
    kept["custom_ids"] = custom_values.held(row)
    kept["people"] = list(row.assignments.values_list("person_id", flat=True))
    kept["waits_for"] = list(row.waits_for.values_list("predecessor_id", "kind", "lag_days"))
    kept["holds_up"] = list(row.holds_up.values_list("successor_id", "kind", "lag_days"))
    kept["links"] = list(row.links.values_list("verb", "target_key", "target_id"))
    kept["versions"] = list(row.versions.values_list("release_id", "relation"))
    kept["sprints"] = list(row.sprints.values_list("sprint_id", flat=True))
    return kept


def _from_snapshot(actor: Actor, number: int, kept: Mapping[str, Any]) -> models.Item:
    """The row of a snapshot, not yet stored; references that are gone become empty."""
    values = {name: rules.typed(name, kept[name]) for name in _KEPT if name in kept}
    values = rules.without_gone(actor, values)
    values["version"] = int(values.get("version") or 1) + 1
    return models.Item(pk=number, workspace_id=actor.workspace_id, **values)


def _restore_staffing(actor: Actor, row: models.Item, kept: Mapping[str, Any]) -> None:
    owner = {"workspace_id": row.workspace_id}
    skills = {None, *(skill.id for skill in team.skills(actor=actor))}
    names = team.names(actor=actor)
    models.Need.objects.bulk_create(
        models.Need(item=row, skill_id=skill, level=level, people=people, **owner)
        for skill, level, people in kept["needs"]
        if skill in skills
    )
    models.Assignment.objects.bulk_create(
        models.Assignment(item=row, person_id=person, **owner) for person in kept["people"] if person in names
    )


def _restore_dependencies(row: models.Item, kept: Mapping[str, Any]) -> None:
    """One at a time: together two that are harmless alone may close a circle."""
    others = [edge[0] for edge in (*kept["waits_for"], *kept["holds_up"])]
    alive = rules.alive(models.Item, others)
    wanted = [(other, row.pk, kind, lag) for other, kind, lag in kept["waits_for"]]
    wanted += [(row.pk, other, kind, lag) for other, kind, lag in kept["holds_up"]]
    for before, after, kind, lag in wanted:
        if {before, after} <= alive | {row.pk} and not structure.would_circle(before, after):
            models.Dependency.objects.create(
                predecessor_id=before,
                successor_id=after,
                kind=kind,
                lag_days=lag,
                workspace_id=row.workspace_id,
            )


def _restore_links(row: models.Item, kept: Mapping[str, Any]) -> None:
    """Links, versions and sprints, and the links of others that pointed here."""
    owner = {"workspace_id": row.workspace_id}
    targets = rules.alive(models.Item, [link[2] for link in kept["links"]])
    models.Link.objects.bulk_create(
        models.Link(
            item=row, verb=verb, target_key=key, target_id=target if target in targets else None, **owner
        )
        for verb, key, target in kept["links"]
    )
    if row.external_id:
        pointing = models.Link.objects.filter(target=None, target_key=row.external_id, **owner)
        pointing.filter(item__source=row.source, item__source_product_id=row.source_product_id).update(
            target=row
        )
    releases = rules.alive(models.Release, [version[0] for version in kept["versions"]])
    models.ItemRelease.objects.bulk_create(
        models.ItemRelease(item=row, release_id=release, relation=relation, **owner)
        for release, relation in kept["versions"]
        if release in releases
    )
    sprints = rules.alive(models.Sprint, kept["sprints"])
    models.ItemSprint.objects.bulk_create(
        models.ItemSprint(item=row, sprint_id=sprint, **owner)
        for sprint in kept["sprints"]
        if sprint in sprints
    )
